import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { startGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';

/** A request as it came to the gate. */
export interface GateCall {
  /** Such as `GET /v2/oauth/jwks`, with the query. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
}

export interface GateAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Stands between the gateway and the sandbox, counts what comes, and lets a test hold up or change any answer. */
export interface Gate {
  readonly origin: string;
  /** What came, noted before it is passed on. */
  readonly calls: GateCall[];
  /** The answer to send for the sandbox's one; it waits as long as the promise does. Undefined: breaks off. */
  pass: (call: GateCall, answer: GateAnswer) => GateAnswer | undefined | Promise<GateAnswer | undefined>;
}

/** A gateway, a gate, a sandbox; they end with the test. */
export async function startGatedGateway(
  options: TestGatewayOptions = {},
): Promise<{ gateway: TestGateway; gate: Gate }> {
  let target = '';
  const gate: Gate & { origin: string } = { origin: '', calls: [], pass: (_call, answer) => answer };
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const call: GateCall = { line: `${req.method} ${req.url}`, headers: req.headers };
    gate.calls.push(call);
    const passed = await gate.pass(call, await forward(req, target));
    if (passed === undefined) res.destroy();
    else if (!res.destroyed) res.writeHead(passed.status, passed.headers).end(passed.body);
  };
  // What fails here is a sandbox that is closed already.
  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  gate.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const address = { TELNYX_API_URL: `${gate.origin}/v2`, TELNYX_WELL_KNOWN_URL: gate.origin, GRAPHIQL: 'false' };
  const gateway = await startGateway({ ...options, env: { ...address, ...options.env } });
  target = gateway.sandbox.origin;
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await gateway.close();
  });
  return { gateway, gate };
}

/** A promise that a test keeps when it wants to. */
export function latch(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Resolves when there are as many requests at the gate as that. */
export function arrived(gate: Gate, count: number, isMeant: (line: string) => boolean): Promise<void> {
  return until(() => gate.calls.filter(({ line }) => isMeant(line)).length >= count);
}

/** Resolves when it is so; the test's own time limit bounds the wait. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

async function forward(req: IncomingMessage, target: string): Promise<GateAnswer> {
  const chunks = await req.toArray();
  const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = req.headers;
  const answer = await request(`${target}${req.url}`, {
    method: req.method as 'GET',
    headers,
    body: chunks.length > 0 ? Buffer.concat(chunks) : null,
  });
  const { connection: ____, 'keep-alive': _____, ...answered } = answer.headers;
  return { status: answer.statusCode, headers: answered, body: await answer.body.text() };
}
