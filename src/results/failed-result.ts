import { type ExecutionResult, GraphQLError } from 'graphql';

/** The result of an operation that ended in a throw. */
export function failedResult(thrown: unknown): ExecutionResult {
  return { errors: [asGraphQLError(thrown)] };
}

/** The error of writing a result or payload as JSON: it has a cycle or a BigInt, or is too long. Undefined: none. */
export function writeError(result: unknown): GraphQLError | undefined {
  try {
    JSON.stringify(result);
    return undefined;
  } catch (error) {
    return asGraphQLError(error);
  }
}

function asGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  return new GraphQLError('', { originalError: thrown instanceof Error ? thrown : new Error(String(thrown)) });
}
