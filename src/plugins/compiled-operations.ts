import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, visit } from 'graphql';
import { type Execute, prepare } from '../execution/index.ts';
import { wholeOf } from './incremental.ts';

/** Operations kept compiled, most recently used, and the characters of their documents together. */
const MAX_OPERATIONS = 250;
const MAX_CHARACTERS = 500_000;

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
  readonly #compiled = new Map<OperationDefinitionNode, Compiled>();
  #characters = 0;

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /** Undefined: not compiled, and nothing that should be. */
  get(document: DocumentNode, operation: OperationDefinitionNode): Execute | undefined {
    const known = this.#compiled.get(operation);
    if (known) {
      this.#compiled.delete(operation);
      this.#compiled.set(operation, known);
      return known.execute;
    }
    if (this.#refused.has(operation)) return undefined;
    if (this.#seen.has(operation)) return this.#compile(document, operation);
    this.#seen.add(operation);
    return undefined;
  }

  #compile(document: DocumentNode, operation: OperationDefinitionNode): Execute | undefined {
    if (wholeOf(document) !== document || tellsOfSchema(document)) {
      this.#refused.add(operation);
      return undefined;
    }
    const entry = { execute: prepare(this.schema, document, operation), characters: document.loc?.end ?? 0 };
    this.#compiled.set(operation, entry);
    this.#characters += entry.characters;
    for (const [oldest, { characters }] of this.#compiled) {
      if (this.#compiled.size <= MAX_OPERATIONS && this.#characters <= MAX_CHARACTERS) break;
      this.#compiled.delete(oldest);
      this.#characters -= characters;
    }
    return entry.execute;
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
