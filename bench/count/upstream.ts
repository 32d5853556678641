import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountNameOf, createAnswers } from '../upstream/answers.ts';

/** The upstream, which counts what comes. */
export interface CountingUpstream {
  readonly url: string;
  /** Calls, and the header fields of all of them, so far. */
  readonly seen: { calls: number; headers: number };
  stop(): void;
}

/** Serves the fixtures in this process. */
export async function startCountingUpstream(): Promise<CountingUpstream> {
  const answers = createAnswers();
  const seen = { calls: 0, headers: 0 };
  const server = createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
    seen.calls += 1;
    seen.headers += req.rawHeaders.length / 2;
    req.resume();
    const { status, body } = answers(accountNameOf(req.headers.authorization), req.url!);
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v2`, seen, stop: () => server.close().closeAllConnections() };
}
