import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { isCompilable } from './compilable-operation.ts';
import { compilableSchema } from './compilable-schema.ts';

/** Operations kept compiled, most recently used, and the characters of their documents together. */
const MAX_OPERATIONS = 250;
const MAX_CHARACTERS = 500_000;

/** What compiles, and needs longer to load than all else that a start may wait for. */
let compiler: typeof import('graphql-jit') | undefined;
let loading: Promise<void> | undefined;

/** Loads it once. Until it is there, and where it cannot be had, nothing is compiled. */
export function loadCompiler(): Promise<void> {
  loading ??= import('graphql-jit').then(
    (loaded) => {
      compiler = loaded;
    },
    () => {},
  );
  return loading;
}

/** Whether Node lets this process make code out of text: not under `--disallow-code-generation-from-strings`. */
export function mayCompile(): boolean {
  try {
    return typeof new Function() === 'function';
  } catch {
    return false;
  }
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
  /** What is compiled against. */
  readonly schema: GraphQLSchema;
  readonly #seen = new WeakSet<OperationDefinitionNode>();
  readonly #refused = new WeakSet<OperationDefinitionNode>();
  readonly #compiled = new Map<OperationDefinitionNode, Compiled>();
  #compilable: GraphQLSchema | undefined;
  #characters = 0;

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /** Undefined: not compiled, and nothing that should be. */
  get(document: DocumentNode, operation: OperationDefinitionNode): Execute | undefined {
    if (operation.operation !== 'query') return undefined;
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
    this.#compilable ??= compilableSchema(this.schema);
    const compiled =
      isCompilable(document, operation) &&
      compileQuery(this.#compilable, document as never, operation.name?.value ?? '', {
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
