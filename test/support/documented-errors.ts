import type { ErrorCode } from '../../src/lib/error-codes.ts';

/** Codes of docs/errors.md for what a caller did wrong in an operation. */
export const CALLERS_FAULT = [
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'CURSOR_EXPIRED',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_TOO_COMPLEX',
  'SCAN_TOO_LARGE',
  'UNAUTHENTICATED',
] as const satisfies readonly ErrorCode[];

/** Codes of docs/errors.md for what Telnyx, or the way to it, did wrong. */
export const UPSTREAMS_FAULT = [
  'RATE_LIMITED',
  'UPSTREAM_CONTRACT',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
] as const satisfies readonly ErrorCode[];
