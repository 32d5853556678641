import type { Socket } from 'node:net';
import { startGateway } from '../../support/gateway.ts';
import { openRawServer, type RawRequest, type Reply } from '../../support/raw-server.ts';
import { wireClient, wireGrant, wirePage } from '../../support/resources.ts';

/** What an upstream does with a request that it would answer with the JSON `body`: the bytes of it, or acts of its own. */
export type Fault = (body: string, request: RawRequest) => Reply;

/** How long after its deadline an answer may come from a machine that is busy with other things, milliseconds. */
export const MARGIN = 10_000;

/** Reads of every kind in one operation, so that each fault meets them all. */
export const READ = `{
  oauthClient(clientId: "client-1") { name }
  oauthClients(first: 2) { totalCount nodes { clientId name } }
  oauthGrants(first: 2) { nodes { grantId scopes client { name } } }
  oauthAuthorizationServerMetadata { tokenEndpoint }
}`;
export const FIELDS = ['oauthClient', 'oauthClients', 'oauthGrants', 'oauthAuthorizationServerMetadata'];

/** What {@link READ} answers where nothing is wrong. */
export const DATA = {
  oauthClient: { name: 'Client 1' },
  oauthClients: { totalCount: 1, nodes: [{ clientId: 'client-1', name: 'Client 1' }] },
  oauthGrants: { nodes: [{ grantId: 'grant-1', scopes: ['messaging.read'], client: { name: 'Client 1' } }] },
  oauthAuthorizationServerMetadata: { tokenEndpoint: 'https://telnyx.example/oauth/token' },
};

/** A POST, which must go out once at the most. */
export const WRITE = `mutation {
  createOAuthClient(input: {
    name: "Client 1", clientType: CONFIDENTIAL, allowedGrantTypes: [CLIENT_CREDENTIALS], allowedScopes: ["voice.read"]
  }) { ... on CreateOAuthClientPayload { client { name } } }
}`;

/** The JSON that Telnyx would answer. */
export function bodyFor({ path }: Pick<RawRequest, 'method' | 'path'>): string {
  const { pathname, searchParams } = new URL(path, 'http://telnyx.example');
  const [number, size] = ['page[number]', 'page[size]'].map((name) => Number(searchParams.get(name)));
  const list = (item: unknown) => wirePage(number === 1 ? [item] : [], 1, number, size);
  const bodies: Record<string, unknown> = {
    '/oauth_clients': size ? list(wireClient()) : { data: wireClient() },
    '/oauth_clients/client-1': { data: wireClient() },
    '/oauth_grants': list(wireGrant()),
    '/.well-known/oauth-authorization-server': { token_endpoint: 'https://telnyx.example/oauth/token' },
  };
  return JSON.stringify(bodies[pathname]);
}

/** How an operation ended, and how long that took in milliseconds. */
export interface Outcome {
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what tests are about
  readonly data: any;
  /** Path, code and outcome of each error. */
  readonly errors: { path: string; code: string; outcome: string | undefined }[];
  readonly took: number;
}

/** What a fault did to a {@link READ} and a {@link WRITE} that were asked at once. */
export interface Damage {
  readonly read: Outcome;
  readonly write: Outcome;
  /** Milliseconds that each of them had. */
  readonly deadline: number;
  /** All that came to the upstream. */
  readonly requests: readonly RawRequest[];
  readonly log: readonly string[];
}

/** Lets a gateway of its own meet the fault. */
export async function meet(fault: Fault, deadline: number): Promise<Damage> {
  const server = await openRawServer((socket: Socket, request: RawRequest) => {
    const reply = fault(bodyFor(request), request);
    if (typeof reply === 'function') reply(socket, request);
    else socket.write(reply);
  });
  try {
    return { ...(await askAt(server.origin, deadline)), requests: server.requests };
  } finally {
    server.close();
  }
}

/** Asks a {@link READ} and a {@link WRITE} of a gateway whose upstream is at `origin`. */
export async function askAt(origin: string, deadline: number): Promise<Omit<Damage, 'requests'>> {
  const env = { TELNYX_API_URL: origin, TELNYX_WELL_KNOWN_URL: origin, OPERATION_TIMEOUT_MS: String(deadline) };
  const gateway = await startGateway({ env });
  const ask = async (document: string): Promise<Outcome> => {
    const started = performance.now();
    const { body } = await gateway.ask(document);
    const errors = (body.errors ?? []).map(({ path, extensions: { code, outcome } }) => ({
      path: (path ?? []).join('.'),
      code,
      outcome,
    }));
    return { data: body.data, errors, took: performance.now() - started };
  };
  try {
    const [write, read] = await Promise.all([ask(WRITE), ask(READ)]);
    return { read, write, deadline, log: gateway.log };
  } finally {
    await gateway.close();
  }
}
