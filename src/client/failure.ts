import type { OAuthForbiddenReason } from './generated/schema.ts';
import type { UpstreamPlan } from './plan.ts';

/** A problem of the input, and where in the operation's arguments: `['input', 'redirectUris', '0']`. */
export interface InputIssue {
  readonly path: readonly string[];
  readonly code: string;
  readonly message: string;
}

interface Common {
  /** As the gateway has it, in `extensions.code` or the error's `code`; `NETWORK` where no response came. */
  readonly code: string;
  /** For people. Contains no secret. */
  readonly message: string;
  /** Names the request in the gateway's logs; undefined where no response came. */
  readonly traceId: string | undefined;
  /** The field of the response that failed; undefined where the whole request did, or a mutation was refused. */
  readonly path: readonly (string | number)[] | undefined;
}

/** Failures that their kind alone explains. */
export type PlainKind =
  /** Log in, or ask for another key. */
  | 'unauthenticated'
  | 'notFound'
  /** Telnyx or the gateway is busy or away. Nothing was changed: try again. */
  | 'tryAgain'
  /** A change may have happened or not: look before trying again. */
  | 'outcomeUnknown'
  /** No readable response at all. A query may be tried again; of a mutation the outcome is unknown. */
  | 'network'
  /** Telnyx' response breaks its documentation: its operators know by `traceId`. */
  | 'contract'
  /** The list changed too much: start again from the first page. */
  | 'cursorExpired'
  /** Ask for fewer items or fields. */
  | 'tooLarge'
  /** The gateway does not take this document: an old page, or a missing manifest. */
  | 'documentUnknown'
  /** The document or the request is malformed: a bug of the front end. */
  | 'badRequest'
  /** A fault of the gateway, or a code that this version does not know. */
  | 'internal';

/** Why a request, or a part of it, came to nothing. `kind` tells what there is to know and to do. */
export type Failure = Common &
  (
    | { readonly kind: 'validation'; readonly issues: readonly InputIssue[] }
    /** An OAuth error code of the server, such as `invalid_grant`. @see RFC 6749 section 5.2 */
    | { readonly kind: 'protocol'; readonly error: string; readonly errorDescription: string | undefined }
    | {
        readonly kind: 'forbidden';
        readonly reason: OAuthForbiddenReason;
        /** The action of Telnyx' IAM that a role has to allow, `resource.verb`; undefined where none is named. */
        readonly requiredAction: string | undefined;
        /** The roles that deny it; undefined where none is named. */
        readonly deniedRoleIds: readonly string[] | undefined;
      }
    /** Nothing was carried out, as the request asked for the plan alone. Undefined where a router left it out. */
    | { readonly kind: 'planned'; readonly plan: UpstreamPlan | undefined }
    /** Nothing was changed. `retryAt` (RFC 3339) is undefined where Telnyx states no time. */
    | { readonly kind: 'rateLimited'; readonly retryAt: string | undefined }
    | { readonly kind: PlainKind }
  );

/** What tells failures apart. */
export type FailureKind = Failure['kind'];

const KINDS: Readonly<Record<string, FailureKind>> = {
  BAD_USER_INPUT: 'validation',
  VALIDATION: 'validation',
  PROTOCOL: 'protocol',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'notFound',
  RATE_LIMITED: 'rateLimited',
  PLANNED: 'planned',
  UNAUTHENTICATED: 'unauthenticated',
  OVERLOADED: 'tryAgain',
  REQUEST_TIMEOUT: 'tryAgain',
  UPSTREAM_UNAVAILABLE: 'tryAgain',
  UPSTREAM_TIMEOUT: 'tryAgain',
  UPSTREAM_CONTRACT: 'contract',
  CURSOR_EXPIRED: 'cursorExpired',
  QUERY_TOO_COMPLEX: 'tooLarge',
  ANSWER_TOO_LARGE: 'tooLarge',
  SCAN_TOO_LARGE: 'tooLarge',
  REQUEST_ENTITY_TOO_LARGE: 'tooLarge',
  PERSISTED_QUERY_NOT_FOUND: 'documentUnknown',
  PERSISTED_QUERY_ID_REQUIRED: 'documentUnknown',
  GRAPHQL_PARSE_FAILED: 'badRequest',
  GRAPHQL_VALIDATION_FAILED: 'badRequest',
  OPERATION_RESOLUTION_FAILURE: 'badRequest',
  BAD_REQUEST: 'badRequest',
  NETWORK: 'network',
};

type Members = Readonly<Record<string, unknown>>;

/**
 * All failures that an error of a client stands for; `[]` for none.
 *
 * @param error what was thrown or answered: Apollo's `CombinedGraphQLErrors`, urql's `CombinedError`, what Relay's
 *   `@catch` or network answers, a response's JSON, its `errors`, or one of these; anything else is a network failure
 */
export function failuresOf(error: unknown): Failure[] {
  if (error === null || error === undefined) return [];
  const errors = errorsOf(error);
  if (errors.length > 0) return errors.map(fromResponse);
  return isResponse(error) ? [] : [lost(error)];
}

/** The first of them: all that most pages have room for. */
export function failureOf(error: unknown): Failure | undefined {
  return failuresOf(error)[0];
}

/**
 * A failure by its code and what is told with it, in `extensions` of an error or as members of a refusal.
 *
 * @param path the field that failed
 */
export function toFailure(facts: Members, message: unknown, path?: Common['path']): Failure {
  const code = textOf(facts.code) ?? 'INTERNAL_SERVER_ERROR';
  const common = { code, message: textOf(message) ?? code, traceId: textOf(facts.traceId), path };
  const kind = facts.outcome === 'UNKNOWN' ? 'outcomeUnknown' : kindOf(code);
  switch (kind) {
    case 'validation':
      return { ...common, kind, issues: listOf(facts.issues).map(issueOf) };
    case 'protocol':
      return { ...common, kind, error: textOf(facts.error) ?? code, errorDescription: textOf(facts.errorDescription) };
    case 'forbidden':
      return {
        ...common,
        kind,
        reason: (textOf(facts.reason) ?? 'UNKNOWN') as OAuthForbiddenReason,
        requiredAction: textOf(facts.requiredAction),
        deniedRoleIds: Array.isArray(facts.deniedRoleIds) ? facts.deniedRoleIds.map(String) : undefined,
      };
    case 'planned':
      return { ...common, kind, plan: facts.plan as UpstreamPlan | undefined };
    case 'rateLimited':
      return { ...common, kind, retryAt: textOf(facts.retryAt) };
    default:
      return { ...common, kind };
  }
}

function kindOf(code: string): FailureKind {
  return Object.hasOwn(KINDS, code) ? KINDS[code]! : 'internal';
}

function fromResponse(error: Members): Failure {
  const path = Array.isArray(error.path) ? (error.path as (string | number)[]) : undefined;
  return toFailure(membersOf(error.extensions), error.message, path);
}

function lost(error: unknown): Failure {
  const { message = error } = membersOf(error);
  return toFailure({ code: 'NETWORK' }, message);
}

/** The errors as the response has them, wherever a client keeps them. */
function errorsOf(error: unknown): Members[] {
  if (Array.isArray(error)) return error.flatMap(errorsOf);
  const { extensions, errors, graphQLErrors, source } = membersOf(error);
  if (typeof membersOf(extensions).code === 'string') return [membersOf(error)];
  if (error instanceof AggregateError) return [];
  return [errors, graphQLErrors, membersOf(source).errors].flatMap(listOf);
}

/** A response, Relay's `@catch` of one, or a list of errors, in which nothing failed. */
function isResponse(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  const { data, ok } = membersOf(value);
  return !(value instanceof Error) && (data !== undefined || ok === true);
}

function issueOf(issue: Members): InputIssue {
  const path = Array.isArray(issue.path) ? issue.path.map(String) : [];
  return { path, code: textOf(issue.code) ?? 'invalid', message: textOf(issue.message) ?? '' };
}

function listOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(membersOf) : [];
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
