import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCode } from '../lib/error-codes.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Observer } from '../observe/observer.ts';
import { NO_OPERATION } from '../observe/operation.ts';
import { idsOf, openScope, type ScopeOptions } from '../request.ts';
import type { ResponseHeaders } from './headers.ts';
import type { Refusal } from './request-checks.ts';

/** Where a refusal is counted and logged. */
export interface RefusalOptions extends ScopeOptions {
  readonly metrics: Metrics;
  readonly observer: Observer;
}

/** Headers of a response without an operation, besides the standard ones. */
export const PLAIN: ResponseHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
};

/** Refuses a request before its operation is parsed, with a GraphQL response that has one error. */
export function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  baseHeaders: ResponseHeaders,
  refusal: Refusal,
  options: RefusalOptions,
): void {
  const scope = openScope(req, res, options);
  const { status, code = ErrorCode.BAD_REQUEST, headers } = refusal;
  options.metrics.refused(status);
  options.observer.ended(scope, {
    ...NO_OPERATION,
    duration: performance.now() - scope.started,
    upstreamCalls: 0,
    isAccepted: false,
    codes: [code],
  });
  const text = refusalText(refusal, scope.traceId);
  const length = Buffer.byteLength(text);
  const own = { ...PLAIN, 'x-request-id': scope.requestId, 'content-length': length };
  res.writeHead(status, { ...baseHeaders, ...own, ...headers }).end(text);
}

const OVERLOADED: Refusal = {
  status: 503,
  code: ErrorCode.OVERLOADED,
  message: 'The gateway is overloaded. Try again later.',
  headers: { 'retry-after': '1' },
};

/** Shedding must be cheap: no request scope, one counter, a constant body. */
export function shed(req: IncomingMessage, res: ServerResponse, baseHeaders: ResponseHeaders, metrics: Metrics): void {
  const { requestId, traceId } = idsOf(req);
  metrics.shed();
  const headers = { ...baseHeaders, ...PLAIN, 'x-request-id': requestId, ...OVERLOADED.headers };
  res.writeHead(OVERLOADED.status, headers).end(refusalText(OVERLOADED, traceId));
}

/** The refusal as a GraphQL response. */
export function refusalText({ message, code = ErrorCode.BAD_REQUEST }: Refusal, traceId: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code, traceId } }] });
}
