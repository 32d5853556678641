import fc from 'fast-check';
import {
  doTypesOverlap,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';

/** A valid operation, and variables that may be none of what it wants. */
export interface RandomOperation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Operations of a schema: nested fields under aliases of their own, arguments as literals and variables with and
 * without defaults, `@skip` and `@include`, inline fragments, and fragments that spread each other more than once.
 */
export function randomOperation(schema: GraphQLSchema): fc.Arbitrary<RandomOperation> {
  return fc.gen().map((choose) => new Writer(schema, choose).write());
}

const SIZES = fc.option(fc.integer({ min: -1, max: 12 }), { nil: null });
const LISTS = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 });

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #choose: fc.GeneratorValue;
  readonly #definitions: string[] = [];
  readonly #fragments: { name: string; type: GraphQLCompositeType; text: string }[] = [];
  readonly #variables: Record<string, unknown> = {};
  #names = 0;

  constructor(schema: GraphQLSchema, choose: fc.GeneratorValue) {
    this.#schema = schema;
    this.#choose = choose;
  }

  write(): RandomOperation {
    const isQuery = this.#below(4) > 0;
    const root = isQuery ? this.#schema.getQueryType()! : this.#schema.getMutationType()!;
    const selection = this.#set(root, 6);
    const variables = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const source = [`${isQuery ? 'query' : 'mutation'} It${variables} ${selection}`]
      .concat(this.#fragments.map(({ text }) => text))
      .join('\n');
    return { source, variables: this.#variables };
  }

  #below(count: number): number {
    return this.#choose(fc.nat, { max: count - 1 });
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  #set(type: GraphQLCompositeType, depth: number): string {
    const selections = Array.from({ length: 1 + this.#below(3) }, () => this.#selection(type, depth));
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const kind = this.#below(8);
    if (depth > 0 && kind === 0) {
      const types = this.#typesIn(type);
      const inner = types[this.#below(types.length)]!;
      return `... on ${inner} ${this.#condition()} ${this.#set(inner, depth - 1)}`;
    }
    if (depth > 0 && kind === 1) return `...${this.#newFragment(type, depth)} ${this.#condition()}`;
    if (kind === 2) {
      const known = this.#fragments.filter((fragment) => doTypesOverlap(this.#schema, fragment.type, type));
      if (known.length > 0) return `...${known[this.#below(known.length)]!.name} ${this.#condition()}`;
    }
    return this.#field(type, depth);
  }

  #typesIn(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    return 'getTypes' in type || 'resolveType' in type ? this.#schema.getPossibleTypes(type) : [type];
  }

  #newFragment(type: GraphQLCompositeType, depth: number): string {
    const name = this.#name('F');
    const text = `fragment ${name} on ${type} ${this.#set(type, depth - 1)}`;
    // Known only now, so that no fragment holds itself.
    this.#fragments.push({ name, type, text });
    return name;
  }

  #field(type: GraphQLCompositeType, depth: number): string {
    const alias = this.#name('f');
    if (isUnionType(type)) return `${alias}: __typename`;
    const all = Object.values(type.getFields());
    const [deep = [], flat = []] = [true, false].map((isDeep) =>
      all.filter((field) => isCompositeType(getNamedType(field.type)) === isDeep),
    );
    const fields = depth > 0 && deep.length > 0 && this.#below(3) > 0 ? deep : flat;
    const field = fields[this.#below(fields.length + 1)];
    if (!field) return `${alias}: __typename ${this.#condition()}`;
    const inner = getNamedType(field.type);
    const set = isCompositeType(inner) ? this.#set(inner, depth - 1) : '';
    return `${alias}: ${field.name}${this.#arguments(field)} ${this.#condition()} ${set}`;
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const given = field.args
      .filter((arg) => isRequiredArgument(arg) || this.#below(3) === 0)
      .map((arg) => `${arg.name}: ${this.#value(arg)}`);
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #value(arg: GraphQLArgument): string {
    const literals: Record<string, () => string> = {
      Int: () => String(this.#choose(() => SIZES)),
      String: () => '"s"',
      'ID!': () => '"1"',
      '[ID!]!': () => JSON.stringify(this.#choose(() => LISTS)),
      '[_Any!]!': () => `[${this.#choose(() => LISTS).map((id) => `{ __typename: "OAuthGrant", grantId: "${id}" }`)}]`,
    };
    const literal = literals[String(arg.type)];
    if (literal && this.#below(2) === 0) return literal();
    return this.#variable(String(arg.type));
  }

  #variable(type: string): string {
    const name = this.#name('v');
    const hasDefault = type === 'Int' && this.#below(2) === 0;
    this.#definitions.push(`$${name}: ${type}${hasDefault ? ` = ${this.#below(12)}` : ''}`);
    const values: fc.Arbitrary<unknown> =
      type === 'Int' ? SIZES : type.startsWith('[') ? fc.oneof(LISTS, fc.constant('a')) : fc.constant('x');
    if (this.#below(4) > 0) this.#variables[name] = this.#choose(() => values);
    return `$${name}`;
  }

  #condition(): string {
    if (this.#below(4) > 0) return '';
    const directive = this.#below(2) === 0 ? 'skip' : 'include';
    if (this.#below(3) === 0) return `@${directive}(if: ${this.#below(2) === 0})`;
    const name = this.#name('c');
    const hasDefault = this.#below(2) === 0;
    this.#definitions.push(`$${name}: Boolean!${hasDefault ? ` = ${this.#below(2) === 0}` : ''}`);
    if (this.#below(3) > 0) this.#variables[name] = this.#below(2) === 0;
    return `@${directive}(if: $${name})`;
  }
}
