import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { ExecutionContext, Path } from './execution-context.ts';

/** A selected field. */
export interface FieldPlan {
  readonly field: GraphQLField<unknown, unknown>;
  /** Its response name. */
  readonly key: string;
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
}

/**
 * `GraphQLResolveInfo` of a field. Its members are computed when they are read, since most resolvers read none. It
 * lacks the `signal` that `@graphql-tools/executor` adds: here the context aborts calls with the request.
 */
export function resolveInfo(plan: FieldPlan, exeContext: ExecutionContext, prev: Path | undefined): GraphQLResolveInfo {
  return new ResolveInfo(plan, exeContext, prev) as unknown as GraphQLResolveInfo;
}

class ResolveInfo {
  readonly #plan: FieldPlan;
  readonly #exeContext: ExecutionContext;
  readonly #prev: Path | undefined;

  constructor(plan: FieldPlan, exeContext: ExecutionContext, prev: Path | undefined) {
    this.#plan = plan;
    this.#exeContext = exeContext;
    this.#prev = prev;
  }

  get fieldName() {
    return this.#plan.field.name;
  }

  get fieldNodes() {
    return this.#plan.nodes;
  }

  get returnType() {
    return this.#plan.field.type;
  }

  get parentType() {
    return this.#plan.parentType;
  }

  get path(): Path {
    return { prev: this.#prev, key: this.#plan.key, typename: this.#plan.parentType.name };
  }

  get schema() {
    return this.#exeContext.schema;
  }

  get fragments() {
    return this.#exeContext.fragments;
  }

  get rootValue() {
    return undefined;
  }

  get operation() {
    return this.#exeContext.operation;
  }

  get variableValues() {
    return this.#exeContext.variableValues;
  }
}
