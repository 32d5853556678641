import { ErrorCode } from '../lib/error-codes.ts';

/** One problem with one input member, by its name on the wire: the graph translates the path to its own. */
export interface InputIssue {
  /** Path into the request, outermost member first, list indices as numbers: `['redirect_uris', 0]`. */
  readonly path: readonly (string | number)[];
  /** Stable, machine-readable: Telnyx' own code where it sent one, else ours (`required`, `format`, ...). */
  readonly code: string;
  readonly message: string;
}

/** Facts about the failed call that every error of the REST layer may have. */
export interface ErrorDetails {
  /** HTTP status of the response; absent: there was no response. */
  readonly status?: number | undefined;
  /** Telnyx' own id of the request; absent: it sent none. */
  readonly requestId?: string | undefined;
  /** `UNKNOWN`: a request that changes something got no readable response, so it may have happened. */
  readonly outcome?: 'UNKNOWN' | undefined;
  readonly cause?: unknown;
}

/** Base of all errors that the REST layer throws. `code` is stable; messages never hold a secret. */
export abstract class TelnyxError extends Error {
  abstract readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly outcome: 'UNKNOWN' | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.status = details.status;
    this.requestId = details.requestId;
    this.outcome = details.outcome;
  }
}

/** The input is wrong at the places that `issues` names (400, 409, 422, or a rule of ours before the call). */
export class ValidationError extends TelnyxError {
  readonly code = ErrorCode.BAD_USER_INPUT;
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[], details?: ErrorDetails) {
    super(issues.map((issue) => issue.message).join(' ') || 'The input is not valid.', details);
    this.issues = issues;
  }
}

/** The server refused with an OAuth error code, and named no member of the input. @see RFC 6749 section 5.2 */
export class ProtocolError extends TelnyxError {
  readonly code = ErrorCode.BAD_USER_INPUT;
  /** The server's own string, such as `invalid_grant`. */
  readonly error: string;
  readonly errorDescription: string | undefined;

  constructor(error: string, errorDescription: string | undefined, details?: ErrorDetails) {
    super(errorDescription ?? `The server answered ${error}.`, details);
    this.error = error;
    this.errorDescription = errorDescription;
  }
}

/** No usable credential: none was given, or Telnyx refused it (then `status` is 401). */
export class UnauthenticatedError extends TelnyxError {
  readonly code = ErrorCode.UNAUTHENTICATED;
}

/** Why a request is forbidden, if the response says it. */
export type ForbiddenReason = 'ACTION_NOT_GRANTED' | 'ACTION_DENIED' | 'ROUTE_HAS_NO_ACTION' | 'UNKNOWN';

/**
 * A refusal by Telnyx' IAM.
 *
 * @see https://developers.telnyx.com/docs/iam/troubleshooting/denied-requests
 */
export interface IamRefusal {
  readonly reason: ForbiddenReason;
  /** The action that the request needs, `resource.verb`; undefined: none is named. */
  readonly requiredAction: string | undefined;
  /** The roles that deny the action; undefined: none is named. */
  readonly deniedRoleIds: readonly string[] | undefined;
}

/** The credential does not reach this resource (403). */
export class ForbiddenError extends TelnyxError {
  readonly code = ErrorCode.FORBIDDEN;
  /** Defined: IAM refused the request, whatever it is about. Else the resource may be somebody else's. */
  readonly refusal: IamRefusal | undefined;

  constructor(message: string, details?: ErrorDetails, refusal?: IamRefusal) {
    super(message, details);
    this.refusal = refusal;
  }
}

/** There is no such resource (404). */
export class NotFoundError extends TelnyxError {
  readonly code = ErrorCode.NOT_FOUND;
}

/** Telnyx' quota is used up (429). */
export class RateLimitedError extends TelnyxError {
  readonly code = ErrorCode.RATE_LIMITED;
  /** When to try again (RFC 3339), where Telnyx said so. */
  readonly retryAt: string | undefined;

  constructor(message: string, retryAt: Date | undefined, details?: ErrorDetails) {
    super(message, details);
    this.retryAt = retryAt && rfc3339(retryAt);
  }
}

/** Telnyx cannot be reached, broke the connection or answered 5xx. */
export class UnavailableError extends TelnyxError {
  readonly code = ErrorCode.UPSTREAM_UNAVAILABLE;
}

/** A proxy between gateway and Telnyx refused the call: it says nothing about Telnyx. */
export class ProxyRefusedError extends UnavailableError {}

/** The circuit is open, as calls failed too often: no call was made. */
export class CircuitOpenError extends UnavailableError {}

/** The deadline passed before the response was complete. */
export class TimeoutError extends TelnyxError {
  readonly code = ErrorCode.UPSTREAM_TIMEOUT;
}

/** A shorter deadline, which the caller asked for, passed: it says nothing about Telnyx. */
export class CallerTimeoutError extends TimeoutError {}

/** The caller disconnected. No one receives this error. */
export class AbortedError extends TelnyxError {
  readonly code = ErrorCode.UPSTREAM_ABORTED;
}

/** Telnyx sent a response that its documentation rules out, or that cannot be read. */
export class ContractError extends TelnyxError {
  readonly code = ErrorCode.UPSTREAM_CONTRACT;
}

/** A page of a list that the cursor belongs to can no longer be found: start again from the first page. */
export class CursorExpiredError extends TelnyxError {
  readonly code = ErrorCode.CURSOR_EXPIRED;
}

/** The operation would have to read more pages of a list than the bound allows. */
export class ScanTooLargeError extends TelnyxError {
  readonly code = ErrorCode.SCAN_TOO_LARGE;
}

/** Formats a time by RFC 3339; undefined: it is not a time, or its year does not have four digits. */
function rfc3339(time: Date): string | undefined {
  const year = time.getUTCFullYear();
  return year >= 0 && year <= 9_999 ? time.toISOString() : undefined;
}
