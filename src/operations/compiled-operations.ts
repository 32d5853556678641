import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, visit } from 'graphql';
import { GenerationalLru } from '../lib/lru.ts';
import { stripIncremental } from '../results/strip-incremental.ts';
import { compileOperation, type Execute } from './executor/index.ts';

/** Characters of the documents whose compiled operations are kept at least, most recently used first. */
const MAX_CHARACTERS = 500_000;
/** Minimum that an operation counts for: so at least 250 are kept. */
const MIN_CHARACTERS = 2_000;

interface Compiled {
  readonly execute: Execute;
  readonly characters: number;
}

/**
 * Compiles operations when they execute for the second time, so that a flood of new documents compiles nothing.
 */
export class CompiledOperations {
  /** The schema that operations are compiled for. */
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

  /** The compiled operation. Undefined: it is not compiled yet, or cannot be. */
  get(document: DocumentNode, operation: OperationDefinitionNode): Execute | undefined {
    const known = this.#compiled.get(operation);
    if (known) return known.execute;
    if (this.#refused.has(operation)) return undefined;
    if (this.#seen.has(operation)) return this.#compile(document, operation);
    this.#seen.add(operation);
    return undefined;
  }

  #compile(document: DocumentNode, operation: OperationDefinitionNode): Execute | undefined {
    if (stripIncremental(document) !== document || isIntrospection(document)) {
      this.#refused.add(operation);
      return undefined;
    }
    const execute = compileOperation(this.schema, document, operation);
    this.#compiled.set(operation, { execute, characters: Math.max(document.loc?.end ?? 0, MIN_CHARACTERS) });
    return execute;
  }
}

/** Whether a document has introspection, which is not compiled: tools send it once. */
function isIntrospection(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      found ||= name.value === '__schema' || name.value === '__type';
    },
  });
  return found;
}
