import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Observer } from '../observe/observer.ts';
import { NO_OPERATION } from '../observe/operation.ts';
import { createWarn } from '../observe/warnings.ts';
import type { RequestScope } from '../request.ts';
import { RateLimitedError, UnauthenticatedError } from '../telnyx/errors.ts';
import { type Part, presentParts } from './incremental-results.ts';
import { presentError } from './present-error.ts';

/** Errors in an answer, in all its parts together. */
const MAX_ERRORS = 10;

/** What the plugin finds in the server's context. */
interface ServerContext {
  readonly scope: RequestScope;
}

interface Http {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A result as it goes out, and the head that fits it. */
export interface Conclusion {
  readonly result: ExecutionResult;
  readonly http: Http;
  /** Of the errors in it. */
  readonly codes: readonly string[];
}

/** The last word on every answer. */
export interface Answers {
  /**
   * Presents each error as callers may see it, logs what no one foresaw, and finds the HTTP status and cache headers
   * that fit. Of very many errors the first stand there, `extensions.omittedErrors` counts the rest.
   */
  conclude(result: ExecutionResult, scope: RequestScope): Conclusion;
  /** Tells observers that the operation ended so; once, when it is known that the answer can be written. */
  ended(scope: RequestScope, conclusion: Pick<Conclusion, 'codes'>): void;
  /** Does so for what Yoga answers. */
  readonly plugin: Plugin<ServerContext>;
}

export function createAnswers(logger: Logger, observer: Observer): Answers {
  const log = { logger, warn: createWarn(logger) };
  const ended: Answers['ended'] = (scope, { codes }) => {
    const { started, tally } = scope;
    const { name, type, documentHash, isTrusted } = tally.operation ?? NO_OPERATION;
    const { upstreamCalls, isAccepted } = tally;
    const duration = performance.now() - started;
    observer.ended(scope, { name, type, documentHash, isTrusted, isAccepted, duration, upstreamCalls, codes });
  };
  const conclude = (result: ExecutionResult, scope: RequestScope): Conclusion => {
    const { errors = [] } = result;
    if (errors.length === 0) return { result, http: { headers: cacheHeaders(scope, false) }, codes: [] };
    const presented = errors.slice(0, MAX_ERRORS).map((error) => presentError(error, scope, log));
    const refused = refusal(result.data, errors);
    const omitted = errors.length - presented.length;
    return {
      result: {
        ...result,
        errors: presented,
        ...(omitted > 0 && { extensions: { ...result.extensions, omittedErrors: omitted } }),
      },
      http: {
        ...(presented.some(isBadRequest) && { status: 400 }),
        ...(result.data == null && presented.some(isFault) && { status: 500 }),
        ...refused,
        headers: {
          ...cacheHeaders(scope, true),
          ...retryAfter(errors),
          ...refused?.headers,
        },
      },
      codes: [...new Set(presented.map(({ extensions }) => String(extensions.code)))],
    };
  };
  const plugin: Plugin<ServerContext> = {
    onResultProcess: ({ result, setResult, serverContext }) => {
      if (Array.isArray(result)) return;
      const { scope } = serverContext as unknown as ServerContext;
      if (Symbol.asyncIterator in result) {
        const present = (error: GraphQLError) => presentError(error, scope, log);
        const parts = presentParts(result as AsyncIterable<Part>, MAX_ERRORS, present, (codes) =>
          ended(scope, { codes }),
        );
        const headers = cacheHeaders(scope, true);
        setResult(Object.assign(parts, { extensions: { http: { headers } } }) as never);
        return;
      }
      const concluded = conclude(result as ExecutionResult, scope);
      ended(scope, concluded);
      setResult({ ...concluded.result, extensions: { ...concluded.result.extensions, http: concluded.http } });
    },
  };
  return { conclude, ended, plugin };
}

/** The request is none that GraphQL over HTTP knows, or asks for too much. A status that the error itself asks for stands above the 400. */
function isBadRequest({ path, extensions }: GraphQLError): boolean {
  return path === undefined && (extensions.code === 'BAD_REQUEST' || extensions.code === 'QUERY_TOO_COMPLEX');
}

function isFault({ path, extensions }: GraphQLError): boolean {
  return path === undefined && extensions.code === 'INTERNAL_SERVER_ERROR';
}

/** Says in the head, too, when Telnyx will take requests again. @see RFC 9110 section 10.2.3 */
function retryAfter(errors: readonly GraphQLError[]): Record<string, string> {
  const times = errors
    .map(({ originalError }) => originalError instanceof RateLimitedError && originalError.retryAt)
    .filter((time) => typeof time === 'string');
  if (times.length === 0) return {};
  const seconds = Math.max(...times.map((time) => (Date.parse(time) - Date.now()) / 1000));
  return { 'retry-after': String(Math.max(Math.ceil(seconds), 1)) };
}

/** Request headers that change an answer which any cache may keep. */
const VARY = 'accept, authorization, origin, x-upstream-trace, apollo-federation-include-trace';

/**
 * What Telnyx publishes may be kept by any cache for as long as the gateway itself has it fresh, if it was asked for by
 * GET; all else by none.
 * @see RFC 9111 section 5.2.2
 */
function cacheHeaders(scope: RequestScope, mayFail: boolean): Record<string, string> {
  const { operation, freshMs = 0 } = scope.tally;
  if (scope.authorization.length > 0) {
    return { 'cache-control': operation?.type === 'query' ? 'private, no-store' : 'no-store' };
  }
  const maxAge = Math.floor(freshMs / 1000);
  const isForAll = scope.method === 'GET' && operation?.isPublic && !scope.traced && !mayFail && maxAge > 0;
  return isForAll ? { 'cache-control': `public, max-age=${maxAge}`, vary: VARY } : { 'cache-control': 'no-store' };
}

/** 401 where nothing but a credential was missing, or Telnyx refused the one given. @see RFC 6750 section 3 */
function refusal(data: unknown, errors: readonly GraphQLError[]): Http | undefined {
  const origins = errors.map((error) => error.originalError);
  if (origins.length === 0 || !origins.every((origin) => origin instanceof UnauthenticatedError)) return undefined;
  if (Object.values(data ?? {}).some(holdsData)) return undefined;
  const given = origins.some((origin) => origin.status === 401);
  return { status: 401, headers: { 'www-authenticate': given ? 'Bearer error="invalid_token"' : 'Bearer' } };
}

/** `nodes` and `_entities` answer a list of nulls where nothing could be read. */
function holdsData(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsData) : value != null;
}
