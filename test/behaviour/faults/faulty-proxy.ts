import type { Socket } from 'node:net';
import { request as send } from 'undici';
import { startGateway, type TestGateway, type TestGatewayOptions } from '../../support/gateway.ts';
import { message, openRawServer, type RawRequest, type Reply } from '../../support/raw-server.ts';

/** What becomes of a request: it never gets to the sandbox, its answer is spoilt on the way back, or neither. */
export interface Trouble {
  /** In place of the sandbox's answer; the sandbox is not asked. */
  readonly instead?: Reply;
  /** What goes back for this answer of the sandbox. */
  readonly spoil?: (answer: string) => Reply;
}

/** Stands between a gateway and its sandbox, byte for byte. */
export interface FaultyProxy {
  readonly gateway: TestGateway;
  /** All that came, in order. */
  readonly requests: readonly RawRequest[];
  /** Asked for each request as it comes. */
  trouble: (request: RawRequest) => Trouble | undefined;
  close(): Promise<void>;
}

/** Starts all three. Close it in the end. */
export async function startBehindFaultyProxy(options: TestGatewayOptions = {}): Promise<FaultyProxy> {
  const proxy: Pick<FaultyProxy, 'trouble'> = { trouble: () => undefined };
  let sandbox = '';
  const server = await openRawServer((socket, request) => {
    const { instead, spoil = (answer: string) => answer } = proxy.trouble(request) ?? {};
    if (instead !== undefined) return reply(socket, request, instead);
    forward(sandbox, server.origin, request).then(
      (answer) => reply(socket, request, spoil(answer)),
      () => socket.destroy(),
    );
  });
  const address = { TELNYX_API_URL: `${server.origin}/v2`, TELNYX_WELL_KNOWN_URL: server.origin };
  const gateway = await startGateway({ ...options, env: { ...address, ...options.env } });
  sandbox = gateway.sandbox.origin;
  return Object.assign(proxy, {
    gateway,
    requests: server.requests,
    async close() {
      await gateway.close();
      server.close();
    },
  });
}

function reply(socket: Socket, request: RawRequest, said: Reply): void {
  if (typeof said === 'function') said(socket, request);
  else if (!socket.destroyed) socket.write(said);
}

/** The sandbox's answer as one message with a length; it names the proxy as the host that it is. */
async function forward(
  sandbox: string,
  proxy: string,
  { method, path, headers: all, body }: RawRequest,
): Promise<string> {
  const { host: _, connection: __, 'content-length': ___, ...headers } = all;
  const answer = await send(sandbox + path, { method, headers, body: body === '' ? null : body });
  const text = (await answer.body.text()).replaceAll(sandbox, proxy);
  const { connection: ____, 'keep-alive': _____, 'transfer-encoding': ______, ...answered } = answer.headers;
  return message(answer.statusCode, text, {
    ...(answered as Record<string, string>),
    ...(answer.statusCode !== 204 && { 'content-length': String(Buffer.byteLength(text)) }),
  });
}
