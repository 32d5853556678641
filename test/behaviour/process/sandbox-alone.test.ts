import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { post } from '../../support/http.ts';
import { startProcess } from '../../support/process.ts';

const KEY = { authorization: `Bearer ${ALICE_KEY}` };
const CREATE = `mutation {
  createOAuthClient(input: {
    name: "Shared", clientType: CONFIDENTIAL, allowedGrantTypes: [CLIENT_CREDENTIALS], allowedScopes: ["voice.read"]
  }) { ... on CreateOAuthClientPayload { client { clientId } } }
}`;
const READ = 'query ($clientId: ID!) { oauthClient(clientId: $clientId) { name } }';

const startAlone = (env: Record<string, string>) => startProcess(env, undefined, [], 'src/process/run-sandbox.ts');

async function startGateway(apiUrl: string): Promise<string> {
  return startProcess({ PORT: '0', NODE_ENV: 'production', TELNYX_API_URL: apiUrl }).listening();
}

test('two gateways that name it by URL share one world, each by the name that it uses', {
  timeout: 60_000,
}, async () => {
  const sandbox = startAlone({ SANDBOX_HOST: '0.0.0.0', SANDBOX_PORT: '0' });
  const apiUrl = await sandbox.listening();
  expect(sandbox.output()).toContain(`TELNYX_API_URL=${apiUrl} npm start`);
  expect(sandbox.output()).toContain(`Authorization: Bearer ${ALICE_KEY}`);
  const byName = apiUrl.replace('127.0.0.1', 'localhost');
  const [first, second] = await Promise.all([startGateway(apiUrl), startGateway(byName)]);
  const created = await post(first, { query: CREATE }, KEY);
  const { clientId } = created.json.data.createOAuthClient.client;
  const read = await post(second, { query: READ, variables: { clientId } }, KEY);
  expect(read.json.data.oauthClient).toEqual({ name: 'Shared' });
  for (const [url, named] of [
    [first, apiUrl],
    [second, byName],
  ] as const) {
    const { json } = await post(url, {
      query: '{ oauthAuthorizationServerMetadata { issuer authorizationEndpoint } }',
    });
    const { origin } = new URL(named);
    expect(json.data.oauthAuthorizationServerMetadata).toEqual({
      issuer: origin,
      authorizationEndpoint: `${origin}/v2/oauth/authorize`,
    });
  }
  sandbox.kill('SIGTERM');
  expect(await sandbox.ended).toBe(0);
});

test('it listens on a loopback address unless it is told otherwise, and that is its name', async () => {
  const apiUrl = await startAlone({ SANDBOX_PORT: '0' }).listening();
  const { port, hostname } = new URL(apiUrl);
  expect(hostname).toBe('127.0.0.1');
  const metadata = async (host: string) => {
    const response = await fetch(`http://${host}:${port}/.well-known/oauth-authorization-server`);
    return ((await response.json()) as { issuer: string }).issuer;
  };
  expect(await metadata('localhost').catch(() => metadata('127.0.0.1'))).toBe(`http://127.0.0.1:${port}`);
  const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
    await expect(metadata(address), address).rejects.toThrow();
  }
});

const LISTS = '{ oauthClients(first: 1) { totalCount } oauthGrants(first: 1) { totalCount } }';

describe.each(['underscore', 'slash'] as const)('it may have one spelling of the paths alone: %s', (spelling) => {
  const other = spelling === 'slash' ? 'underscore' : 'slash';
  const pathOf = { underscore: '/oauth_clients', slash: '/oauth/clients' };

  test('which a gateway finds', { timeout: 60_000 }, async () => {
    const apiUrl = await startAlone({ SANDBOX_PORT: '0', SANDBOX_SPELLING: spelling }).listening();
    const statusAt = async (path: string) => (await fetch(apiUrl + path, { headers: KEY })).status;
    expect([await statusAt(pathOf[spelling]), await statusAt(pathOf[other])]).toEqual([200, 404]);
    const { json } = await post(await startGateway(apiUrl), { query: LISTS }, KEY);
    expect(json).toMatchObject({ data: { oauthClients: { totalCount: 160 }, oauthGrants: { totalCount: 300 } } });
  });

  test('and so may the embedded one', { timeout: 60_000 }, async () => {
    const env = { PORT: '0', SANDBOX_PORT: '0', SANDBOX_SPELLING: spelling };
    const gateway = startProcess(env);
    const url = await gateway.listening();
    const { json } = await post(url, { query: LISTS }, KEY);
    expect(json).toMatchObject({ data: { oauthClients: { totalCount: 160 }, oauthGrants: { totalCount: 300 } } });
    const found = () => gateway.output().includes('Telnyx has this path under its other spelling');
    // Log lines are written a moment later.
    await expect.poll(() => found() || spelling === 'underscore', { timeout: 10_000 }).toBe(true);
    expect(found()).toBe(spelling === 'slash');
  });
});

test('wrong settings, and a port that is taken: says so, ends with 1', { timeout: 120_000 }, async () => {
  const wrong = startAlone({ SANDBOX_HOST: 'http://x/', SANDBOX_PORT: 'tcp://10.0.0.1:80', SANDBOX_SPELLING: 'x' });
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toBe(
    `The settings are not usable:
  SANDBOX_PORT: must be a whole number from 0 to 65535 (given: "tcp://10.0.0.1:80")
  SANDBOX_HOST: must be an IP address or a host name (given: "http://x/")
  SANDBOX_SPELLING: Invalid option: expected one of "both"|"underscore"|"slash" (given: "x")\n`,
  );
  const { port } = new URL(await startAlone({ SANDBOX_PORT: '0' }).listening());
  const second = startAlone({ SANDBOX_PORT: port });
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/^The settings are not usable:\n {2}SANDBOX_PORT: cannot listen on 127\.0\.0\.1:/);
});
