import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { Path, Run } from './run.ts';

/** A field that is selected. */
export interface Asked {
  readonly field: GraphQLField<unknown, unknown>;
  /** Its name in the answer. */
  readonly key: string;
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
}

/**
 * What a resolver may ask about its field. Most ask nothing, so that all is found where it is asked for. Without what
 * graphql-js adds for resolvers that would end their own work: here calls end with the request.
 */
export function resolveInfo(asked: Asked, run: Run, prev: Path | undefined): GraphQLResolveInfo {
  return new ResolveInfo(asked, run, prev) as unknown as GraphQLResolveInfo;
}

class ResolveInfo {
  readonly #asked: Asked;
  readonly #run: Run;
  readonly #prev: Path | undefined;

  constructor(asked: Asked, run: Run, prev: Path | undefined) {
    this.#asked = asked;
    this.#run = run;
    this.#prev = prev;
  }

  get fieldName() {
    return this.#asked.field.name;
  }

  get fieldNodes() {
    return this.#asked.nodes;
  }

  get returnType() {
    return this.#asked.field.type;
  }

  get parentType() {
    return this.#asked.parentType;
  }

  get path(): Path {
    return { prev: this.#prev, key: this.#asked.key, typename: this.#asked.parentType.name };
  }

  get schema() {
    return this.#run.schema;
  }

  get fragments() {
    return this.#run.fragments;
  }

  get rootValue() {
    return undefined;
  }

  get operation() {
    return this.#run.operation;
  }

  get variableValues() {
    return this.#run.variableValues;
  }
}
