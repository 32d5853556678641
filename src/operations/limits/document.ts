import {
  type DocumentNode,
  type EnumValueNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type NameNode,
  type ParseOptions,
  parse,
  type SelectionSetNode,
  type Source,
  visit,
} from 'graphql';
import { isNestedDeeper } from './nesting.ts';
import { DocumentSource } from './source-text.ts';
import { tooComplex } from './too-complex.ts';

/** Limits on documents, whatever their variables. */
export interface DocumentLimits {
  /** Characters of its text, UTF-16 code units, comments and white space included. */
  readonly maxLength: number;
  /** Lexical tokens without comments. */
  readonly maxTokens: number;
  /** Depth of fields in fields. */
  readonly maxDepth: number;
  /** Aliases in an operation. Those of a fragment count at each spread. */
  readonly maxAliases: number;
  readonly maxDirectives: number;
  /** Fields of Query or Mutation that an operation selects. */
  readonly maxRootFields: number;
}

/** Depth of brackets of any kind. The parser and all visitors recurse for each. */
const MAX_NESTING = 200;

/**
 * Characters of a name or an enum value. An alias is repeated in the response for each item of a list. The graph's own
 * names are less than half as long.
 */
const MAX_NAME_LENGTH = 128;

/**
 * Creates a parser that enforces the limits. They come before validation, whose rules take time that grows with the
 * square of a document's length.
 *
 * @param isTrusted whether a text was reviewed before: its length, and that of its names, is not limited
 */
export function parseWithin(
  limits: DocumentLimits,
  isTrusted: (text: string) => boolean,
): (source: string | Source, options?: ParseOptions) => DocumentNode {
  return (source, options) => {
    const text = typeof source === 'string' ? source : source.body;
    if (text.length > limits.maxLength && !isTrusted(text)) {
      throw tooComplex('characters', limits.maxLength, text.length);
    }
    if (isNestedDeeper(text, MAX_NESTING)) throw tooComplex('nesting', MAX_NESTING);
    const origin = new DocumentSource(text);
    const document = parseTokens(origin, { ...options, maxTokens: limits.maxTokens });
    let directives = 0;
    let longestName = 0;
    const seeName = ({ value }: NameNode | EnumValueNode) => {
      longestName = Math.max(longestName, value.length);
    };
    visit(document, { Directive: () => void directives++, Name: seeName, EnumValue: seeName });
    if (directives > limits.maxDirectives) throw tooComplex('directives', limits.maxDirectives, directives);
    if (longestName > MAX_NAME_LENGTH && !isTrusted(text))
      throw tooComplex('name length', MAX_NAME_LENGTH, longestName);
    const shapeOf = measure(document);
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const { depth, aliases, fields } = shapeOf(definition.selectionSet);
      if (depth > limits.maxDepth) throw tooComplex('depth', limits.maxDepth, depth);
      if (aliases > limits.maxAliases) throw tooComplex('aliases', limits.maxAliases, aliases);
      if (fields > limits.maxRootFields) throw tooComplex('root fields', limits.maxRootFields, fields);
    }
    origin.close();
    return document;
  };
}

function parseTokens(source: Source, options: ParseOptions & { maxTokens: number }): DocumentNode {
  try {
    return parse(source, options);
  } catch (error) {
    const isTooLong = error instanceof GraphQLError && error.message.includes(`more that ${options.maxTokens} tokens`);
    throw isTooLong ? tooComplex('tokens', options.maxTokens) : error;
  }
}

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  /** Number of root fields. */
  readonly fields: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, fields: 0 };

/** Measures selections with their fragments. Each fragment is measured once, however often it is spread. */
function measure(document: DocumentNode): (set: SelectionSetNode | undefined) => Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const known = new Map<string, Shape>();
  const fragment = (name: string): Shape => {
    const shape = known.get(name);
    if (shape) return shape;
    // A fragment that spreads itself stops here; validation refuses it later.
    known.set(name, NOTHING);
    const measured = shapeOf(fragments.get(name)?.selectionSet);
    known.set(name, measured);
    return measured;
  };
  const shapeOf = (set: SelectionSetNode | undefined): Shape => {
    let { depth, aliases, fields } = NOTHING;
    for (const selection of set?.selections ?? []) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragment(selection.name.value) : shapeOf(selection.selectionSet);
      const isField = selection.kind === Kind.FIELD;
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
      fields += isField ? 1 : inner.fields;
    }
    return { depth, aliases, fields };
  };
  return shapeOf;
}
