/**
 * The codes of errors: `extensions.code` of those at the top of a response, `codes` of log lines, `code` of the metric
 * `gateway_errors_total`, and `outcome` of the audit log. They never change, since clients and alerts rely on them.
 */
export const ErrorCode = {
  /** The request does not follow GraphQL over HTTP, or is refused whatever its operation is. */
  BAD_REQUEST: 'BAD_REQUEST',
  /** Variables, arguments or input are wrong; `issues` says where. */
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  /** The document has no operation of the name that was asked for. */
  OPERATION_RESOLUTION_FAILURE: 'OPERATION_RESOLUTION_FAILURE',
  REQUEST_ENTITY_TOO_LARGE: 'REQUEST_ENTITY_TOO_LARGE',
  /** Headers or body arrived too slowly. */
  REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  /** The gateway does not know the document that the request names; the client may send its text. */
  PERSISTED_QUERY_NOT_FOUND: 'PERSISTED_QUERY_NOT_FOUND',
  /** Only trusted documents run, and this is not one. */
  PERSISTED_QUERY_ID_REQUIRED: 'PERSISTED_QUERY_ID_REQUIRED',
  /** The operation exceeds a limit; refused before any call. */
  QUERY_TOO_COMPLEX: 'QUERY_TOO_COMPLEX',
  /** The response exceeds its limit. */
  ANSWER_TOO_LARGE: 'ANSWER_TOO_LARGE',
  /** The gateway sheds load. */
  OVERLOADED: 'OVERLOADED',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  /** Telnyx' quota is used up. */
  RATE_LIMITED: 'RATE_LIMITED',
  UPSTREAM_UNAVAILABLE: 'UPSTREAM_UNAVAILABLE',
  UPSTREAM_TIMEOUT: 'UPSTREAM_TIMEOUT',
  /** Telnyx' response breaks its documentation. */
  UPSTREAM_CONTRACT: 'UPSTREAM_CONTRACT',
  /** The page that a cursor belongs to cannot be found any more. */
  CURSOR_EXPIRED: 'CURSOR_EXPIRED',
  /** More pages of a list would have to be read than the bound allows. */
  SCAN_TOO_LARGE: 'SCAN_TOO_LARGE',
  /** Nothing was carried out: the request asked only for the plan, which is in `extensions.plan`. */
  PLANNED: 'PLANNED',
  /** A fault of the gateway, which it logs. */
  INTERNAL_SERVER_ERROR: 'INTERNAL_SERVER_ERROR',
  /** Audit log only: a query answers null, a mutation `OAuthNotFoundError`. */
  NOT_FOUND: 'NOT_FOUND',
  /** Log, metrics and audit log only: the caller disconnected. */
  UPSTREAM_ABORTED: 'UPSTREAM_ABORTED',
} as const;

/** One of these codes. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];
