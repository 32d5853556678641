import { expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { useForTests, useInTest } from '../support/lifetime.ts';
import { call } from './call.ts';
import { exchangeCode, freshCode, type TokenAnswer } from './flow.ts';

const sandbox = useForTests(() => startSandbox());

async function machineToken(at: Sandbox, client: { client_id: string; client_secret: string }): Promise<string> {
  const form = { grant_type: 'client_credentials' };
  return (await call<TokenAnswer>(at, 'POST /oauth/token', { basic: client, form })).body.access_token;
}

test('acts for the account that owns its client: reads and writes', async () => {
  const key = await machineToken(sandbox, DEMO_CLIENT);
  const line = 'GET /oauth_clients?page[size]=5';
  expect((await call(sandbox, line, { key })).body).toEqual((await call(sandbox, line, { key: ALICE_KEY })).body);

  const json = { name: 'Made by a machine', allowed_scopes: [], client_type: 'public', allowed_grant_types: [] };
  const created = await call<{ data: { client_id: string } }>(sandbox, 'POST /oauth_clients', { key, json });
  expect(created.status).toBe(201);
  const { client_id } = created.body.data;
  expect(sandbox.account(ALICE_KEY).clients.some((client) => client.client_id === client_id)).toBe(true);
  expect((await call(sandbox, `DELETE /oauth_clients/${client_id}`, { key })).status).toBe(204);

  const bobs = sandbox.account(BOB_KEY).clients[0]!;
  expect((await call(sandbox, `GET /oauth_clients/${bobs.client_id}`, { key })).status).toBe(403);
});

test('acts for the account that granted it, whichever account owns the client', async () => {
  const redirect_uri = 'https://bob.example/callback';
  const client_id = 'bobs-app';
  sandbox.account(BOB_KEY).clients.push({
    ...sandbox.account(BOB_KEY).clients[0]!,
    client_id,
    client_type: 'public',
    client_secret: null,
    require_pkce: false,
    allowed_scopes: ['messaging.read'],
    allowed_grant_types: ['authorization_code'],
    redirect_uris: [redirect_uri],
  });
  const code = await freshCode(sandbox, { response_type: 'code', client_id, redirect_uri });
  const form = { grant_type: 'authorization_code', client_id, redirect_uri, code };
  const { access_token: key } = (await call<TokenAnswer>(sandbox, 'POST /oauth/token', { form })).body;
  const { body } = await call<{ data: { user_id: string }[] }>(sandbox, 'GET /oauth_clients', { key });
  expect(body.data[0]!.user_id).toBe(sandbox.account(ALICE_KEY).user_id);
});

test('is refused once its grant is revoked', async () => {
  const key = (await exchangeCode(sandbox, await freshCode(sandbox))).body.access_token;
  const grantId = sandbox.account(ALICE_KEY).grants.toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))[0]!.id;
  expect((await call(sandbox, `DELETE /oauth_grants/${grantId}`, { key })).status).toBe(200);
  const refused = { status: 401, body: { error: 'invalid_token' } };
  expect(await call(sandbox, 'GET /oauth_clients', { key })).toMatchObject(refused);
  expect(await call(sandbox, 'GET /oauth_grants', { key })).toMatchObject(refused);
});

test('is refused once its client is deleted', async () => {
  const owner = sandbox.account(BOB_KEY);
  const client = {
    ...owner.clients[0]!,
    client_id: 'short-lived',
    client_type: 'confidential' as const,
    client_secret: 'secret-of-short-lived',
    allowed_grant_types: ['client_credentials' as const],
  };
  owner.clients.push(client);
  const key = await machineToken(sandbox, client);
  expect((await call(sandbox, 'GET /oauth_clients', { key })).status).toBe(200);
  owner.clients.pop();
  expect((await call(sandbox, 'GET /oauth_clients', { key })).status).toBe(401);
});

test('is refused once it expired', async () => {
  const expired = await useInTest(startSandbox({ lifetimes: { accessToken: 0 } }));
  const key = await machineToken(expired, DEMO_CLIENT);
  expect((await call(expired, 'GET /oauth_clients', { key })).status).toBe(401);
});

test('of a client that no account owns opens nothing', async () => {
  const json = { grant_types: ['client_credentials'], scope: 'messaging.read' };
  const { body } = await call<{ client_id: string; client_secret: string }>(sandbox, 'POST /oauth/register', { json });
  const key = await machineToken(sandbox, body);
  expect(key).toMatch(/^ey/);
  expect((await call(sandbox, 'GET /oauth_clients', { key })).status).toBe(401);
});
