import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as send } from 'undici';
import { ALICE_KEY, DEMO_CLIENT, type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';

/** A request on its way to the sandbox. */
export interface Passing {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
}

/** What goes back for it. */
export interface Passed {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: what a test changes in it is the test's matter
  json: any;
}

/** Changes an answer of the sandbox, in place. */
export type Alter = (answer: Passed, request: Passing) => void;

/** The sandbox, whose answers are altered on their way back. */
export interface AlteredTelnyx {
  readonly sandbox: Sandbox;
  readonly origin: string;
  /** Settings that lead there, with the demo key and client. */
  readonly env: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Starts both. Close it in the end.
 *
 * @param key to be known by, in place of the demo key
 */
export async function startAlteredTelnyx(alter: Alter = () => {}, key: string = ALICE_KEY): Promise<AlteredTelnyx> {
  const sandbox = await startSandbox();
  let origin = '';
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = (await request.toArray()).join('');
    const { path, query, asked } = addressedAs(url);
    const answer = await send(sandbox.origin + asked, { method, headers: passedOn(headers, key), body: body || null });
    const text = (await answer.body.text()).replaceAll(sandbox.origin, origin);
    const passed: Passed = {
      status: answer.statusCode,
      headers: quotaIn(answer.headers),
      json: JSON.parse(text || '{}'),
    };
    alter(passed, { method, path, query, authorization: headers.authorization });
    if (passed.status === 0) return request.socket.destroy();
    response.writeHead(passed.status, { 'content-type': 'application/json', ...passed.headers });
    response.end(JSON.stringify(passed.json));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    sandbox,
    origin,
    env: {
      TELNYX_API_URL: `${origin}/v2`,
      TELNYX_API_KEY: key,
      TELNYX_CLIENT_ID: DEMO_CLIENT.client_id,
      TELNYX_CLIENT_SECRET: DEMO_CLIENT.client_secret,
    },
    async close() {
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
      await sandbox.close();
    },
  };
}

function addressedAs(url: string) {
  const { pathname, searchParams, search } = new URL(url, 'http://telnyx.example');
  return { path: pathname, query: searchParams, asked: pathname + search };
}

function passedOn({ host: _, connection: __, 'content-length': ___, ...headers }: IncomingHttpHeaders, key: string) {
  const authorization = headers.authorization?.replace(key, ALICE_KEY);
  return { ...headers, ...(authorization !== undefined && { authorization }) } as Record<string, string>;
}

function quotaIn(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-ratelimit-'))) as Record<
    string,
    string
  >;
}
