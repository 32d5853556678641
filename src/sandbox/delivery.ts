import type { ServerResponse } from 'node:http';
import type { Answer } from './answers.ts';

/**
 * Sends an answer, or what a fault leaves of it.
 * @param record told the status once, before the last byte leaves: 0 when the answer is broken off on purpose
 */
export function deliver(
  response: ServerResponse,
  { status, headers, body }: Answer,
  fault: string | undefined,
  record: (status: number) => void,
): void {
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, bytes.length >> 1);
  switch (fault) {
    case 'stall':
      return;
    case 'reset':
    case 'reset-after':
      record(0);
      response.socket?.resetAndDestroy();
      return;
  }
  response.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': bytes.length }) });
  switch (fault) {
    case 'stall-body':
      response.flushHeaders();
      response.write(half);
      return;
    case 'truncated':
      record(0);
      response.flushHeaders();
      response.write(half, () => response.socket?.destroy());
      return;
  }
  record(status);
  response.end(bytes);
}
