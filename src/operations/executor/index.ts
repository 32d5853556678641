import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { ExecuteFields } from './complete.ts';
import { coercing } from './inputs.ts';
import type { Prepared, Run } from './run.ts';
import { isPromise, settled } from './run.ts';
import { selection, serially } from './selections.ts';

export { TYPICAL } from './leaves.ts';

/** Answers that `@skip` and `@include` may give one operation; what goes beyond is not prepared. */
const MAX_VARIANTS = 8;

/**
 * Executes an operation with variables as they were given, as graphql-js would where each abstract type of the schema has
 * a `resolveType`, and no object type an `isTypeOf`; undefined: it was not prepared for these, or one is wrong.
 */
export type Execute = (
  contextValue: unknown,
  given: Record<string, unknown>,
) => Executed | Promise<Executed> | undefined;

/** An answer, and whether a text or a list in it is longer than most ({@link TYPICAL}). */
export interface Executed extends ExecutionResult {
  readonly isLong?: boolean;
}

/**
 * A query or mutation made ready to be executed time and again: which fields are selected of what, where each value comes
 * from and how it is checked is found out once, for each part of it when that is first needed. Paths, and what else only
 * errors need, are made where there is an error.
 *
 * @param document valid, without directives for answers in parts, and without `__schema` and `__type`
 * @see GraphQL, section 6
 */
export function prepare(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Execute {
  const prepared = preparedOf(schema, document, operation);
  const coerce = coercing(schema, operation);
  const deciding = decidingVariables(document, operation);
  const execute = operation.operation === 'mutation' ? serially : selection;
  const variants = new Map<string, ExecuteFields>();
  const variantFor = (variables: Record<string, unknown>): ExecuteFields | undefined => {
    const values = deciding.map((name) => variables[name]);
    const key = values.join();
    const known = variants.get(key);
    if (known || variants.size === MAX_VARIANTS || values.some((value) => typeof value !== 'boolean')) return known;
    const conditions = new Map(deciding.map((name, index) => [name, values[index] as boolean]));
    const fields = execute({ ...prepared, conditions }, schema.getRootType(operation.operation)!, [operation]);
    variants.set(key, fields);
    return fields;
  };
  return (contextValue, given) => {
    const variableValues = coerce(given);
    const fields = variableValues && variantFor(variableValues);
    if (!fields) return undefined;
    const errors: GraphQLError[] = [];
    const answer = (data: unknown): Executed => {
      const result = { data: data as Record<string, unknown> | null, ...(run.isLong && { isLong: true }) };
      return errors.length > 0 ? { errors, ...result } : result;
    };
    const run: Run = {
      ...prepared,
      variableValues,
      contextValue,
      errors,
      isLong: false,
      pending: 0,
      onSettled: undefined,
    };
    const whole = (data: unknown): Executed | Promise<Executed> => {
      const rest = settled(run);
      return rest ? rest.then(() => answer(data)) : answer(data);
    };
    const fail = (error: unknown): Executed | Promise<Executed> => {
      errors.push(error as GraphQLError);
      return whole(null);
    };
    try {
      const data = fields(run, undefined, undefined);
      return isPromise(data) ? data.then(whole, fail) : whole(data);
    } catch (error) {
      return fail(error);
    }
  };
}

function preparedOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Prepared {
  const fragments = document.definitions.flatMap((each) =>
    each.kind === 'FragmentDefinition' ? [[each.name.value, each] as const] : [],
  );
  return { schema, operation, fragments: Object.fromEntries(fragments) };
}

/** The operation's variables on which it hangs what is selected. */
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
