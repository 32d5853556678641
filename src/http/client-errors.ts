import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ErrorCode } from '../lib/error-codes.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Connection } from './connections.ts';
import type { ResponseHeaders } from './headers.ts';
import { PLAIN, refusalText } from './refuse.ts';
import type { Refusal } from './request-checks.ts';

const MALFORMED: Refusal = { status: 400, message: 'This is not an HTTP request.' };
const TOO_SLOW: Refusal = {
  status: 408,
  code: ErrorCode.REQUEST_TIMEOUT,
  message: 'The request did not arrive in time.',
};
const EXTENDED: Refusal = {
  status: 413,
  code: ErrorCode.REQUEST_ENTITY_TOO_LARGE,
  message: 'The extensions of the chunks are too large.',
};
const LARGE_HEAD: Refusal = { status: 431, message: 'The headers are too large.' };

/** By the codes of Node's errors. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: TOO_SLOW,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: EXTENDED,
  HPE_HEADER_OVERFLOW: LARGE_HEAD,
};

/**
 * Responds to bytes that Node cannot parse as a request, and closes the connection. Where earlier requests on it wait
 * for their responses, it sends none: the client would take it for one of theirs.
 *
 * @param connection undefined: it is being closed already
 */
export function respondToClientError(
  error: NodeJS.ErrnoException,
  connection: Connection | undefined,
  socket: Duplex,
  baseHeaders: ResponseHeaders,
  metrics: Metrics,
): void {
  const { responses, arriving } = connection ?? { responses: [] };
  const refusal = REFUSALS[error.code ?? ''] ?? MALFORMED;
  if (error.code === 'ECONNRESET' || !socket.writable || !connection) {
    socket.destroy();
  } else if (arriving && responses.length === 1) {
    arriving.refuse({ ...refusal, headers: { connection: 'close' } });
  } else if (responses.length > 0) {
    metrics.refused(refusal.status);
    socket.destroy();
  } else {
    respond(connection, refusal, baseHeaders, metrics);
  }
}

/** Closes an idle connection. One that never carried a request gets the response of a request that timed out. */
export function closeIdle(connection: Connection, baseHeaders: ResponseHeaders, metrics: Metrics): void {
  if (connection.isUsed) connection.socket.destroySoon();
  else respond(connection, TOO_SLOW, baseHeaders, metrics);
}

function respond({ socket }: Connection, refusal: Refusal, baseHeaders: ResponseHeaders, metrics: Metrics): void {
  metrics.refused(refusal.status);
  const requestId = randomUUID();
  const text = refusalText(refusal, requestId);
  const headers = {
    ...baseHeaders,
    ...PLAIN,
    'x-request-id': requestId,
    'content-length': text.length,
    // RFC 9110 section 6.6.1: required in each such response.
    date: new Date().toUTCString(),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${text}`);
  socket.destroySoon();
}
