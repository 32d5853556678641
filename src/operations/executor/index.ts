import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { compileVariables } from './coerce-inputs.ts';
import type { ExecuteFields } from './complete-value.ts';
import type { ExecutionContext, OperationPlan } from './execution-context.ts';
import { isPromise, whenSettled } from './execution-context.ts';
import { compileSelectionSet, compileSelectionSetSerially } from './selection-set.ts';

export { TYPICAL } from './leaves.ts';

/** Combinations of `@skip` and `@include` that are compiled for one operation. */
const MAX_VARIANTS = 8;

/**
 * Executes an operation with uncoerced variables, as graphql-js would where each abstract type of the schema has a
 * `resolveType` and no object type has an `isTypeOf`. Undefined: it is not compiled for these variables, or one is
 * invalid.
 */
export type Execute = (
  contextValue: unknown,
  given: Record<string, unknown>,
) => CompiledResult | Promise<CompiledResult> | undefined;

/** A result, and whether a string or list in it is longer than typical ({@link TYPICAL}). */
export interface CompiledResult extends ExecutionResult {
  readonly isLong?: boolean;
}

/**
 * Compiles a query or mutation for repeated execution: selected fields, resolvers, arguments and serialization are
 * determined once, for each part of it at first use. Paths and everything else that only errors need are built where an
 * error occurs.
 *
 * @param document valid, without directives of incremental delivery, and without `__schema` and `__type`
 * @see GraphQL, section 6
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Execute {
  const operationPlan = planOperation(schema, document, operation);
  const coerceVariableValues = compileVariables(schema, operation);
  const deciding = decidingVariables(document, operation);
  const execute = operation.operation === 'mutation' ? compileSelectionSetSerially : compileSelectionSet;
  const variants = new Map<string, ExecuteFields>();
  const variantFor = (variables: Record<string, unknown>): ExecuteFields | undefined => {
    const values = deciding.map((name) => variables[name]);
    const key = values.join();
    const known = variants.get(key);
    if (known || variants.size === MAX_VARIANTS || values.some((value) => typeof value !== 'boolean')) return known;
    const conditions = new Map(deciding.map((name, index) => [name, values[index] as boolean]));
    const fields = execute({ ...operationPlan, conditions }, schema.getRootType(operation.operation)!, [operation]);
    variants.set(key, fields);
    return fields;
  };
  return (contextValue, given) => {
    const variableValues = coerceVariableValues(given);
    const fields = variableValues && variantFor(variableValues);
    if (!fields) return undefined;
    const errors: GraphQLError[] = [];
    const buildResponse = (data: unknown): CompiledResult => {
      const result = { data: data as Record<string, unknown> | null, ...(exeContext.isLong && { isLong: true }) };
      return errors.length > 0 ? { errors, ...result } : result;
    };
    const exeContext: ExecutionContext = {
      ...operationPlan,
      variableValues,
      contextValue,
      errors,
      isLong: false,
      pending: 0,
      onSettled: undefined,
    };
    const whole = (data: unknown): CompiledResult | Promise<CompiledResult> => {
      const rest = whenSettled(exeContext);
      return rest ? rest.then(() => buildResponse(data)) : buildResponse(data);
    };
    const fail = (error: unknown): CompiledResult | Promise<CompiledResult> => {
      errors.push(error as GraphQLError);
      return whole(null);
    };
    try {
      const data = fields(exeContext, undefined, undefined);
      return isPromise(data) ? data.then(whole, fail) : whole(data);
    } catch (error) {
      return fail(error);
    }
  };
}

function planOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationPlan {
  const fragments = document.definitions.flatMap((each) =>
    each.kind === 'FragmentDefinition' ? [[each.name.value, each] as const] : [],
  );
  return { schema, operation, fragments: Object.fromEntries(fragments) };
}

/** Variables used by @skip and @include. */
function decidingVariables(document: DocumentNode, { variableDefinitions = [] }: OperationDefinitionNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given }) {
      const value = given?.[0]?.value;
      if ((name.value === 'skip' || name.value === 'include') && value?.kind === 'Variable')
        names.add(value.name.value);
    },
  });
  return variableDefinitions.map(({ variable }) => variable.name.value).filter((name) => names.has(name));
}
