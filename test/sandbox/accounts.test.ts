import { describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, startSandbox } from '../../src/sandbox/index.ts';
import { useForTests } from '../support/lifetime.ts';
import { call } from './call.ts';

const sandbox = useForTests(() => startSandbox());

describe("another account's", () => {
  test.for([
    ['GET', undefined],
    ['PUT', { name: 'Taken over' }],
    ['DELETE', undefined],
  ] as const)('client is forbidden to %s, and untouched', async ([method, json]) => {
    const before = structuredClone(sandbox.account(BOB_KEY));
    const line = `${method} /oauth_clients/${before.clients[0]!.client_id}`;
    const reply = await call(sandbox, line, { key: ALICE_KEY, ...(json && { json }) });
    expect(reply).toMatchObject({ status: 403, body: { errors: [{ code: '10006' }] } });
    expect(sandbox.account(BOB_KEY)).toEqual(before);
  });

  test.for(['GET', 'DELETE'])('grant is unknown to %s, and untouched', async (method) => {
    const before = structuredClone(sandbox.account(BOB_KEY));
    const reply = await call(sandbox, `${method} /oauth_grants/${before.grants[0]!.id}`, { key: ALICE_KEY });
    expect(reply).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(sandbox.account(BOB_KEY)).toEqual(before);
  });

  test('clients and grants are in no list', async () => {
    const owner = sandbox.account(BOB_KEY).user_id;
    for (let page = 1; page <= 2; page++) {
      const line = `GET /oauth_clients?page[size]=100&page[number]=${page}`;
      const { body } = await call<{ data: { user_id: string }[] }>(sandbox, line, { key: ALICE_KEY });
      expect(body.data.length).toBeGreaterThan(0);
      expect(body.data.filter((client) => client.user_id === owner)).toEqual([]);
    }
  });
});

test.for([
  ['no header', undefined, 'unauthorized'],
  ['an unknown key', 'Bearer KEYnobody', 'invalid_token'],
  ['another scheme', `Basic ${btoa(`${ALICE_KEY}:`)}`, 'unauthorized'],
  ['two keys', `Bearer ${ALICE_KEY}, Bearer ${BOB_KEY}`, 'unauthorized'],
] as const)('%s opens no account', async ([, authorization, error]) => {
  const lines = ['GET /oauth_clients', 'GET /oauth_grants', 'POST /oauth_clients', 'POST /oauth/grants'];
  for (const line of lines) {
    const reply = await call(sandbox, line, authorization === undefined ? {} : { headers: { authorization } });
    expect(reply).toMatchObject({ status: 401, body: { error } });
  }
});

test('what a test changes in the live account is served', async () => {
  const { clients } = sandbox.account(BOB_KEY);
  const [removed] = clients.splice(0, 1);
  clients.push({ ...removed!, client_id: 'added', created_at: '2030-01-01T00:00:00.000Z' });
  const { body } = await call<{ data: { client_id: string }[] }>(sandbox, 'GET /oauth_clients', { key: BOB_KEY });
  expect(body.data[0]!.client_id).toBe('added');
  expect((await call(sandbox, `GET /oauth_clients/${removed!.client_id}`, { key: BOB_KEY })).status).toBe(404);
});

test('an unknown key has no account to change', () => {
  expect(() => sandbox.account('KEYnobody')).toThrow('no account');
});
