import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { ErrorCode } from '../lib/error-codes.ts';
import type { Observer } from '../observe/observer.ts';
import { NO_OPERATION } from '../observe/operation.ts';
import { createWarn } from '../observe/warnings.ts';
import type { RequestScope } from '../request.ts';
import { writeError } from './failed-result.ts';
import { type Payload, presentPayloads } from './incremental-payloads.ts';
import { presentError } from './present-error.ts';
import { cacheHeaders, type ResponseHead, retryAfter, unauthenticated } from './response-head.ts';

/** Errors in one response, in all its payloads together. */
const MAX_ERRORS = 10;

/** The plugin's part of Yoga's server context. */
interface ServerContext {
  readonly scope: RequestScope;
}

/** A result as it is sent, and the status and headers that depend on it. */
export interface FinalResult {
  readonly result: ExecutionResult;
  readonly http: ResponseHead;
  /** Codes of its errors, each once. */
  readonly codes: readonly string[];
}

/** Finalizes results before they are sent. */
export interface Finalizer {
  /**
   * Presents each error as callers may see it, logs unexpected ones, and derives the HTTP status and cache headers.
   * Keeps the first errors; `extensions.omittedErrors` counts the rest.
   */
  finalize(result: ExecutionResult, scope: RequestScope): FinalResult;
  /** Tells observers how the operation ended; once, when the response is known to be serializable. */
  ended(scope: RequestScope, final: Pick<FinalResult, 'codes'>): void;
  /** Finalizes the results of the Yoga path. */
  readonly plugin: Plugin<ServerContext>;
}

export function createFinalizer(logger: Logger, observer: Observer): Finalizer {
  const log = { logger, warn: createWarn(logger) };
  const ended: Finalizer['ended'] = (scope, { codes }) => {
    const { started, stats } = scope;
    const { name, type, documentHash, isTrusted } = stats.operation ?? NO_OPERATION;
    const { upstreamCalls, isAccepted } = stats;
    const duration = performance.now() - started;
    observer.ended(scope, { name, type, documentHash, isTrusted, isAccepted, duration, upstreamCalls, codes });
  };
  const finalize = (result: ExecutionResult, scope: RequestScope): FinalResult => {
    const { errors = [] } = result;
    if (errors.length === 0) return { result, http: { headers: cacheHeaders(scope, false) }, codes: [] };
    const presented = errors.slice(0, MAX_ERRORS).map((error) => presentError(error, scope, log));
    const refused = unauthenticated(result.data, errors);
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
        const payloads = presentPayloads(result as AsyncIterable<Payload>, MAX_ERRORS, present, (codes) =>
          ended(scope, { codes }),
        );
        const headers = cacheHeaders(scope, true);
        setResult(Object.assign(payloads, { extensions: { http: { headers } } }) as never);
        return;
      }
      let final = finalize(result as ExecutionResult, scope);
      // Yoga writes the result later, and an error there would reach neither logs nor counters.
      const unwritable = writeError(final.result);
      if (unwritable) final = finalize({ errors: [unwritable] }, scope);
      ended(scope, final);
      setResult({ ...final.result, extensions: { ...final.result.extensions, http: final.http } });
    },
  };
  return { finalize, ended, plugin };
}

/** The request is malformed or too complex. A status in the error's own extensions overrides the 400. */
function isBadRequest({ path, extensions }: GraphQLError): boolean {
  return (
    path === undefined && (extensions.code === ErrorCode.BAD_REQUEST || extensions.code === ErrorCode.QUERY_TOO_COMPLEX)
  );
}

function isFault({ path, extensions }: GraphQLError): boolean {
  return path === undefined && extensions.code === ErrorCode.INTERNAL_SERVER_ERROR;
}
