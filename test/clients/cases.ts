import { expect } from 'vitest';
import type { FailureKind } from '../../src/client/index.ts';
import type { Client } from '../../src/sandbox/index.ts';
import { latch, startGatedGateway } from '../support/gate.ts';

/** Lists that a client pages through: their filter, and which clients of the sandbox they hold. */
export const LISTS: readonly [string, { readonly clientType: 'PUBLIC' } | undefined, (one: Client) => boolean][] = [
  ['all', undefined, () => true],
  ['those that a filter holds', { clientType: 'PUBLIC' }, ({ client_type }) => client_type === 'public'],
];

/** The input of a mutation that creates a client. */
export const newClient = (name: string) =>
  ({
    name,
    clientType: 'CONFIDENTIAL',
    allowedGrantTypes: ['CLIENT_CREDENTIALS'],
    allowedScopes: ['messaging.read'],
  }) as const;

/** The outcome of a mutation whose `name` is refused. */
export const NAME_REFUSED = {
  ok: false,
  failure: { kind: 'validation', message: expect.any(String), issues: [{ path: ['input', 'name'] }] },
};

/** Faults of the sandbox, and the code and kind of the error that a list of clients gets by each. */
export const FAULTS: readonly [string, fault: string, code: string, kind: FailureKind][] = [
  ['of the upstream', '503@GET /oauth_clients', 'UPSTREAM_UNAVAILABLE', 'tryAgain'],
  ['of a caller who may not', '403@GET /oauth_clients', 'FORBIDDEN', 'forbidden'],
];

/** A query whose grants are deferred, and what it gives. */
export const DEFERRED = `
  query Client($clientId: ID!) {
    oauthClient(clientId: $clientId) { id name ...Grants @defer }
  }
  fragment Grants on OAuthClient { grants(first: 2) { totalCount nodes { id grantId } } }
`;
export const client = { name: 'Acme Contact Center' };
export const grants = { totalCount: expect.any(Number), nodes: [{}, {}] };

/** A gateway whose upstream holds grants back until `open` is called. */
export async function startHoldingGrants() {
  const { gateway, gate } = await startGatedGateway();
  const { opened, open } = latch();
  gate.pass = async (call, answer) => {
    if (call.line.includes('/oauth_grants')) await opened;
    return answer;
  };
  return { gateway, open };
}
