import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, visit } from 'graphql';
import { GenerationalLru } from '../lib/lru.ts';
import { stripIncremental } from '../results/strip-incremental.ts';
import { compileOperation, type Execute } from './executor/index.ts';

/** Of the documents of the operations that are kept compiled for certain, of those that were used last. */
const MAX_CHARACTERS = 500_000;
/** What an operation counts for at the least: 250 of them are kept. */
const MIN_CHARACTERS = 2_000;

interface Compiled {
  readonly execute: Execute;
  readonly characters: number;
}

/**
 * Compiles operations when they are seen for the second time, so that a flood of ever new documents compiles nothing.
 */
export class CompiledOperations {
  /** What is compiled against. */
  readonly schema: GraphQLSchema;
  readonly #seen = new WeakSet<OperationDefinitionNode>();
  readonly #refused = new WeakSet<OperationDefinitionNode>();
  readonly #compiled = new GenerationalLru<OperationDefinitionNode, Compiled>(
    MAX_CHARACTERS,
    ({ characters }) => characters,
  );

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /** Undefined: not compiled, and nothing that should be. */
  get(document: DocumentNode, operation: OperationDefinitionNode): Execute | undefined {
    const known = this.#compiled.get(operation);
    if (known) return known.execute;
    if (this.#refused.has(operation)) return undefined;
    if (this.#seen.has(operation)) return this.#compile(document, operation);
    this.#seen.add(operation);
    return undefined;
  }

  #compile(document: DocumentNode, operation: OperationDefinitionNode): Execute | undefined {
    if (stripIncremental(document) !== document || tellsOfSchema(document)) {
      this.#refused.add(operation);
      return undefined;
    }
    const execute = compileOperation(this.schema, document, operation);
    this.#compiled.set(operation, { execute, characters: Math.max(document.loc?.end ?? 0, MIN_CHARACTERS) });
    return execute;
  }
}

/** Introspection comes once, and from tools. */
function tellsOfSchema(document: DocumentNode): boolean {
  let tells = false;
  visit(document, {
    Field({ name }) {
      tells ||= name.value === '__schema' || name.value === '__type';
    },
  });
  return tells;
}
