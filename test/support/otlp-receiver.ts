import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An export as it came. */
export interface Export {
  /** Such as `POST /v1/traces`. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of OTLP over HTTP as JSON. */
export interface OtlpReceiver {
  readonly url: string;
  /** What came so far. */
  readonly exports: readonly Export[];
}

/** Starts one that ends with the test. With `answers: false` it takes what is sent and never says so. */
export async function startOtlpReceiver(answers = true): Promise<OtlpReceiver> {
  const exports: Export[] = [];
  const server = createServer(async (req, res) => {
    const body = Buffer.concat(await req.toArray()).toString();
    exports.push({ line: `${req.method} ${req.url}`, headers: req.headers, body });
    if (answers) res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, exports };
}
