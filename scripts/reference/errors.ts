import type { ErrorCode } from '../../src/lib/error-codes.ts';

/** What a code means, and what a client does about it. */
interface Told {
  readonly means: string;
  readonly remedy: string;
}

/** Codes that no response carries. */
type Unseen = 'NOT_FOUND' | 'UPSTREAM_ABORTED';

/** The codes in `extensions.code` of errors at the top of a response. */
export const ERRORS: Readonly<Record<Exclude<ErrorCode, Unseen>, Told>> = {
  UNAUTHENTICATED: {
    means: 'No credential was given, or Telnyx refuses the one that was.',
    remedy: 'Send `Authorization: Bearer` with a valid key. The HTTP status is 401 where nothing could be read.',
  },
  FORBIDDEN: {
    means: 'A query asks for what the credential has no access to.',
    remedy: 'Use another credential. Mutations return `OAuthForbiddenError`, which names the missing action.',
  },
  BAD_USER_INPUT: {
    means: 'Variables, arguments or input are wrong; `extensions.issues` says where.',
    remedy: 'Correct them. Mutations return `OAuthValidationError` for their input.',
  },
  RATE_LIMITED: {
    means: 'Telnyx’ rate limit is exceeded.',
    remedy: 'Retry at `extensions.retryAt`, or after the header `Retry-After`.',
  },
  CURSOR_EXPIRED: {
    means: 'The page that a cursor belongs to cannot be found any more.',
    remedy: 'Start again from the first page.',
  },
  SCAN_TOO_LARGE: {
    means: 'More pages of a list would have to be read than the bound allows.',
    remedy: 'Ask for fewer items, or without `totalCount` and `last`.',
  },
  QUERY_TOO_COMPLEX: {
    means: 'The operation exceeds a limit. It was refused before any call.',
    remedy: 'Ask for less in one operation: smaller pages, fewer aliases.',
  },
  ANSWER_TOO_LARGE: {
    means: 'The response exceeds its limit.',
    remedy: 'Ask for fewer items or fewer fields.',
  },
  PLANNED: {
    means: 'Nothing was done: the header `x-upstream-plan` asked for the plan, which is in `extensions.plan`.',
    remedy: 'Send the operation without the header to execute it.',
  },
  UPSTREAM_UNAVAILABLE: {
    means: 'Telnyx fails, or cannot be reached. With `extensions.outcome: "UNKNOWN"` a change may have happened.',
    remedy: 'Retry a query later. After a mutation of unknown outcome, look first.',
  },
  UPSTREAM_TIMEOUT: {
    means: 'Telnyx did not respond in time. With `extensions.outcome: "UNKNOWN"` a change may have happened.',
    remedy: 'The same.',
  },
  UPSTREAM_CONTRACT: {
    means: 'Telnyx’ response breaks its documentation.',
    remedy: 'Report it with `extensions.traceId`.',
  },
  OVERLOADED: {
    means: 'The gateway has more requests than it can take. Nothing was done.',
    remedy: 'Retry after the header `Retry-After`.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    means: 'The gateway does not know the document that the request names.',
    remedy: 'Send its text together with its id.',
  },
  PERSISTED_QUERY_ID_REQUIRED: {
    means: 'Only trusted documents run here, and this is none.',
    remedy: 'Send the id of a document of the manifest.',
  },
  GRAPHQL_PARSE_FAILED: {
    means: 'The document is no GraphQL.',
    remedy: 'Correct it; `locations` says where.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    means: 'The document does not fit the schema, or has a secret as a literal.',
    remedy: 'Correct it; `locations` says where.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    means: 'The document has no operation of the name that was asked for, or several and none was named.',
    remedy: 'Send the right `operationName`.',
  },
  BAD_REQUEST: {
    means: 'The request is none that GraphQL over HTTP knows, or is refused whatever it asks.',
    remedy: 'Correct method, headers or body.',
  },
  REQUEST_ENTITY_TOO_LARGE: {
    means: 'The body of the request is too large.',
    remedy: 'Send the id of a known document in place of its text.',
  },
  REQUEST_TIMEOUT: {
    means: 'Headers or body of the request arrived too slowly.',
    remedy: 'Send it again.',
  },
  INTERNAL_SERVER_ERROR: {
    means: 'A fault of the gateway, which it logs.',
    remedy: 'Report it with `extensions.traceId`.',
  },
};
