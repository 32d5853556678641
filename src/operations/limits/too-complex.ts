import { GraphQLError } from 'graphql';
import { ErrorCode } from '../../lib/error-codes.ts';

/** A quantity of an operation that is limited. */
export type Measure =
  | 'cost'
  | 'characters'
  | 'name length'
  | 'tokens'
  | 'nesting'
  | 'depth'
  | 'aliases'
  | 'directives'
  | 'root fields'
  | 'fields'
  | 'variables';

/** Refuses a result: code `ANSWER_TOO_LARGE`. A mutation may have made its change: `outcome` is then `UNKNOWN`. */
export function responseTooLarge(maximum: number, operation: 'query' | 'mutation'): GraphQLError {
  return new GraphQLError(`The response would have more than ${maximum} bytes. Ask for less at once.`, {
    extensions: { code: ErrorCode.ANSWER_TOO_LARGE, maximum, ...(operation === 'mutation' && { outcome: 'UNKNOWN' }) },
  });
}

/** Refuses an operation before any upstream call: code `QUERY_TOO_COMPLEX`, HTTP 400. */
export function tooComplex(measure: Measure, maximum: number, requested?: number): GraphQLError {
  const found = requested === undefined ? `more than ${maximum}` : `${requested} where ${maximum} is the most`;
  return new GraphQLError(`The operation is too complex: its ${measure} would be ${found}.`, {
    extensions: {
      code: ErrorCode.QUERY_TOO_COMPLEX,
      measure,
      ...(requested !== undefined && { requested }),
      maximum,
    },
  });
}
