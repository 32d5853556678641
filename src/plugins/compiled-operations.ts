import {
  type DocumentNode,
  type GraphQLAbstractType,
  type GraphQLSchema,
  getOperationAST,
  isAbstractType,
  type OperationDefinitionNode,
} from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { withoutIncremental } from './incremental.ts';

/** Operations kept compiled, most recently used, and the characters of their documents together. */
const MAX_OPERATIONS = 250;
const MAX_CHARACTERS = 500_000;

/** What compiles, and needs longer to load than all else that a start may wait for. */
let compiler: typeof import('graphql-jit') | undefined;
let loading: Promise<void> | undefined;

/** Loads it once. Until it is there nothing is compiled. */
export function loadCompiler(): Promise<void> {
  loading ??= import('graphql-jit').then((loaded) => {
    compiler = loaded;
  });
  return loading;
}

/** Executes an operation; the variables must be such that graphql-js takes them. */
export type Execute = CompiledQuery['query'];

interface Compiled {
  readonly query: Execute;
  readonly characters: number;
}

/**
 * Compiles queries when they are seen for the second time, so that a flood of ever new documents compiles nothing.
 * Mutations are left alone: what they take is Telnyx' time.
 */
export class CompiledOperations {
  readonly #schema: GraphQLSchema;
  readonly #seen = new WeakSet<OperationDefinitionNode>();
  readonly #refused = new WeakSet<OperationDefinitionNode>();
  readonly #compiled = new Map<OperationDefinitionNode, Compiled>();
  #characters = 0;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    for (const type of Object.values(schema.getTypeMap())) if (isAbstractType(type)) neverThrow(type);
  }

  /** Undefined: not compiled, and nothing that should be. */
  get(document: DocumentNode, operationName: string | null | undefined): Execute | undefined {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'query') return undefined;
    const known = this.#compiled.get(operation);
    if (known) {
      this.#compiled.delete(operation);
      this.#compiled.set(operation, known);
      return known.query;
    }
    if (this.#refused.has(operation)) return undefined;
    if (!this.#seen.has(operation)) {
      this.#seen.add(operation);
      return undefined;
    }
    if (!compiler) void loadCompiler();
    return compiler && this.#compile(compiler, document, operation);
  }

  #compile(
    { compileQuery, isCompiledQuery }: NonNullable<typeof compiler>,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): Execute | undefined {
    // Compiled code knows answers in one piece only.
    const isWhole = withoutIncremental(document) === document;
    const compiled =
      isWhole &&
      compileQuery(this.#schema, document as never, operation.name?.value ?? '', {
        disablingCapturingStackErrors: true,
      });
    if (!compiled || !isCompiledQuery(compiled)) {
      this.#refused.add(operation);
      return undefined;
    }
    const entry = { query: compiled.query, characters: document.loc?.end ?? 0 };
    this.#compiled.set(operation, entry);
    this.#characters += entry.characters;
    for (const [oldest, { characters }] of this.#compiled) {
      if (this.#compiled.size <= MAX_OPERATIONS && this.#characters <= MAX_CHARACTERS) break;
      this.#compiled.delete(oldest);
      this.#characters -= characters;
    }
    return entry.query;
  }
}

/** Compiled code asks for the type outside of its promise: what is thrown there would end the process. */
function neverThrow(type: GraphQLAbstractType): void {
  const { resolveType } = type;
  if (!resolveType) return;
  type.resolveType = (...args) => {
    try {
      return resolveType.apply(type, args);
    } catch {
      return undefined;
    }
  };
}
