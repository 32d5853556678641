import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway, type TestGateway } from './gateway.ts';

/** What the upstream answers: `json`, or `text` as it stands. */
interface FakeAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
}

/** A REST API of which a test sets every answer. */
export interface FakeUpstream {
  readonly url: string;
  /** The requests so far, such as `GET /oauth_clients?page...`. */
  readonly calls: string[];
  /** Answers by method and path without query, such as `GET /oauth_clients`; elsewhere it answers 501. */
  answers: Record<string, FakeAnswer>;
  close(): Promise<void>;
}

/** Listens on a free loopback port. Close it in the end. */
async function startFakeUpstream(): Promise<FakeUpstream> {
  const upstream = { url: '', calls: [] as string[], answers: {} as Record<string, FakeAnswer> };
  const server = createServer((req, res) => {
    const line = `${req.method} ${req.url}`;
    upstream.calls.push(line);
    const { status = 200, headers = {}, json, text } = upstream.answers[line.split('?', 1)[0]!] ?? { status: 501 };
    req.resume().once('end', () => {
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(text ?? JSON.stringify(json));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(upstream, {
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
}

/** A gateway in front of a fake upstream instead of a sandbox. Closing it closes both. */
export async function startGatewayOnFake(
  env: Record<string, string> = {},
): Promise<Pick<TestGateway, 'ask' | 'log' | 'url' | 'close'> & { upstream: FakeUpstream }> {
  const upstream = await startFakeUpstream();
  const address = { TELNYX_API_URL: upstream.url, TELNYX_WELL_KNOWN_URL: upstream.url };
  const { ask, log, url, close } = await startGateway({ env: { ...address, ...env } });
  return {
    ask,
    log,
    url,
    upstream,
    async close() {
      await close();
      await upstream.close();
    },
  };
}
