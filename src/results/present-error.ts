import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { ErrorCode } from '../lib/error-codes.ts';
import type { Warn } from '../observe/warnings.ts';
import { placeOf } from '../operations/limits/source-text.ts';
import type { RequestScope } from '../request.ts';
import { ForbiddenError, RateLimitedError, TelnyxError, ValidationError } from '../telnyx/errors.ts';
import { withoutValue } from './redact.ts';

/** The error as clients see it: with a code and the trace ID, without internals. Logs faults of gateway and Telnyx. */
export function presentError(
  error: GraphQLError,
  { traceId, requestId }: RequestScope,
  { logger, warn }: ErrorLog,
): GraphQLError {
  const { path } = error;
  const { message, extensions } = toPublicError(error);
  if (extensions.code === ErrorCode.INTERNAL_SERVER_ERROR) {
    logger.error({ requestId, traceId, path, err: faultOf(error) }, 'unexpected error');
  } else if (extensions.code === ErrorCode.UPSTREAM_CONTRACT) {
    const why = misfitOf(originOf(error) as Error);
    warn(why, { requestId, traceId, why }, 'a response of Telnyx does not fit what the graph promises');
  }
  const { source, positions } = placeOf(error);
  return new GraphQLError(message, {
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { ...extensions, traceId },
  });
}

/** Where errors are reported to operators. */
export interface ErrorLog {
  readonly logger: Logger;
  readonly warn: Warn;
}

interface PublicError {
  message: string;
  extensions: Record<string, unknown> & { code: string };
}

/** Longer than any name of the graph, such as a secret that was pasted in place of a name. */
const NO_NAME = /\w{41,}/g;

function toPublicError(error: GraphQLError): PublicError {
  const origin = originOf(error);
  if (origin instanceof TelnyxError) return { message: origin.message, extensions: factsOf(origin) };
  if (origin instanceof GraphQLError) {
    // Yoga puts the JSON parser's error into `originalError`, which quotes the body.
    const { code, originalError: _, ...extensions } = { ...origin.extensions, ...error.extensions };
    const message = error.message.replace(NO_NAME, '…');
    if (typeof code === 'string') return { message, extensions: { ...extensions, code } };
    if (error.path === undefined) return { message, extensions: { ...extensions, code: ErrorCode.BAD_REQUEST } };
    if (origin.message.startsWith('Argument "')) {
      const message = origin.message.replace(/ has invalid value [\s\S]*$/, ' is not valid.');
      return { message, extensions: { code: ErrorCode.BAD_USER_INPUT } };
    }
  }
  if (error.path === undefined && origin instanceof SyntaxError) {
    return {
      message: 'The variables or extensions in the URL are not JSON.',
      extensions: { code: ErrorCode.BAD_REQUEST },
    };
  }
  return { message: 'Something went wrong in the gateway.', extensions: { code: ErrorCode.INTERNAL_SERVER_ERROR } };
}

/** The cause of an unexpected error. Messages of executors repeat the value, which may be a secret. */
function faultOf(error: GraphQLError): unknown {
  const origin = originOf(error);
  if (!(origin instanceof Error)) return origin;
  const message = withoutValue(origin.message);
  return message === origin.message ? origin : new Error(message);
}

/** Which member of which response does not fit, and how. */
function misfitOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} ${cause.message}` : message;
}

function factsOf(error: TelnyxError): PublicError['extensions'] {
  return {
    code: error.code,
    ...(error instanceof ValidationError && { issues: error.issues }),
    ...(error instanceof ForbiddenError && reasonOf(error)),
    ...(error instanceof RateLimitedError && error.retryAt !== undefined && { retryAt: error.retryAt }),
    ...(error.outcome && { outcome: error.outcome }),
    ...(error.requestId !== undefined && { telnyxRequestId: error.requestId }),
  };
}

/** The members that `OAuthForbiddenError` has when a mutation is refused in the same way. */
function reasonOf({ refusal }: ForbiddenError): Record<string, unknown> {
  const { reason = 'UNKNOWN', requiredAction, deniedRoleIds } = refusal ?? {};
  return { reason, ...(requiredAction && { requiredAction }), ...(deniedRoleIds && { deniedRoleIds }) };
}

function originOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? originOf(error.originalError) : error;
}
