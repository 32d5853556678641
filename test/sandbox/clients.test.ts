import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Client, startSandbox } from '../../src/sandbox/index.ts';
import { useForEachTest } from '../support/lifetime.ts';
import { call } from './call.ts';

const key = 'key';
const sandbox = useForEachTest(() =>
  startSandbox({
    accounts: [{ key, clients: [{ client_type: 'confidential' }, { client_type: 'public' }] }],
  }),
);
afterEach(() => {
  vi.useRealTimers();
});

interface One {
  data: Client;
  errors: { code: string; source: { pointer: string } }[];
}

const valid = {
  name: 'New',
  client_type: 'confidential',
  allowed_scopes: ['voice.read'],
  allowed_grant_types: ['authorization_code'],
  redirect_uris: ['https://New.example:443/a/../b?x=%7e'],
};
const create = (json: unknown) => call<One>(sandbox, 'POST /oauth_clients', { key, json });
const update = (id: string, json: unknown) => call<One>(sandbox, `PUT /oauth_clients/${id}`, { key, json });
const read = (id: string) => call<One>(sandbox, `GET /oauth_clients/${id}`, { key });
const pointers = (reply: { body: One }) => reply.body.errors.map((error) => error.source.pointer);

describe('creating a client', () => {
  test('fills in the defaults and keeps each redirect URI byte for byte', async () => {
    const { status, headers, body } = await create(valid);
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.data).toMatchObject({ ...valid, require_pkce: false, logo_uri: null, policy_uri: null, tos_uri: null });
    expect(body.data).toMatchObject({ created_at: body.data.updated_at, org_id: sandbox.account(key).org_id });
  });

  test('gives a confidential client a secret of its own and a public one none', async () => {
    const first = await create(valid);
    const second = await create(valid);
    const open = await create({ ...valid, client_type: 'public' });
    expect(first.body.data.client_secret).toMatch(/^[\w-]{43}$/);
    expect(second.body.data.client_secret).not.toBe(first.body.data.client_secret);
    expect(open.body.data).not.toHaveProperty('client_secret');
  });

  test('puts the new ones at the head of the list, latest first even within a millisecond', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const name of ['1', '2', '3']) await create({ ...valid, name });
    const { body } = await call<{ data: Client[] }>(sandbox, 'GET /oauth_clients?page[size]=3', { key });
    expect(body.data.map((client) => client.name)).toEqual(['3', '2', '1']);
  });

  test('names all that is missing and all that is wrong at once', async () => {
    const { status, body } = await create({
      client_type: 'secret',
      allowed_scopes: ['ok', 'not ok', 3],
      redirect_uris: [
        'https://ok.example',
        'relative',
        'https://frag.example/#f',
        'http:/one-slash',
        'https://ü.example',
      ],
      require_pkce: 'no',
      logo_uri: null,
      verified: true,
      'a/b~c': 1,
    });
    expect(status).toBe(422);
    expect(body.errors.map(({ code, source }) => `${code} ${source.pointer}`)).toEqual([
      '10004 /name',
      '10004 /allowed_grant_types',
      '10015 /client_type',
      '10015 /allowed_scopes/1',
      '10015 /allowed_scopes/2',
      '10003 /redirect_uris/1',
      '10003 /redirect_uris/2',
      '10003 /redirect_uris/3',
      '10003 /redirect_uris/4',
      '10015 /require_pkce',
      '10003 /logo_uri',
      '10015 /verified',
      '10015 /a~1b~0c',
    ]);
  });

  test('takes private schemes and loopback http as redirect URIs', async () => {
    const redirect_uris = ['com.example.app:/cb', 'http://127.0.0.1:4000/cb', 'http://[::1]/cb', 'http://localhost/cb'];
    expect((await create({ ...valid, redirect_uris })).body.data.redirect_uris).toEqual(redirect_uris);
  });

  test('asks for a redirect URI where the authorization code needs one', async () => {
    const { redirect_uris: _, ...without } = valid;
    expect(pointers(await create(without))).toEqual(['/redirect_uris']);
    expect((await create({ ...without, allowed_grant_types: ['client_credentials'] })).status).toBe(201);
  });

  test('takes nothing from a prototype', async () => {
    const body: unknown = JSON.parse('{"__proto__": {"name": "x"}, "constructor": 1}');
    expect(pointers(await create(body))).toEqual(expect.arrayContaining(['/name', '/__proto__', '/constructor']));
  });
});

describe('updating a client', () => {
  test('changes what is sent and keeps the rest', async () => {
    const before = (await create({ ...valid, logo_uri: 'https://a.example/logo' })).body.data;
    const { status, body } = await update(before.client_id, { name: 'Renamed', allowed_scopes: [] });
    expect(status).toBe(200);
    expect(body.data).toEqual({ ...before, name: 'Renamed', allowed_scopes: [], updated_at: body.data.updated_at });
    expect(body.data.updated_at > before.updated_at).toBe(true);
    expect((await read(before.client_id)).body.data).toEqual(body.data);
  });

  test('refuses what can not change, and then changes nothing', async () => {
    const before = (await create(valid)).body.data;
    const reply = await update(before.client_id, {
      name: 'Renamed',
      client_type: 'public',
      client_secret: 'x',
      tos_uri: null,
    });
    expect(reply.status).toBe(422);
    expect(pointers(reply)).toEqual(['/client_type', '/client_secret', '/tos_uri']);
    expect((await read(before.client_id)).body.data).toEqual(before);
  });

  test('leaves no authorization-code client without a redirect URI', async () => {
    const { client_id } = (await create(valid)).body.data;
    expect(pointers(await update(client_id, { redirect_uris: [] }))).toEqual(['/redirect_uris']);
    const machine = { redirect_uris: [], allowed_grant_types: ['client_credentials'] };
    expect((await update(client_id, machine)).status).toBe(200);
  });
});

test('a read shows the secret of a confidential client only', async () => {
  const [confidential, open] = sandbox.account(key).clients;
  expect((await read(confidential!.client_id)).body.data.client_secret).toBe(confidential!.client_secret);
  expect((await read(open!.client_id)).body.data).not.toHaveProperty('client_secret');
});

test('deleting a client is final', async () => {
  const { client_id } = sandbox.account(key).clients[0]!;
  const line = `DELETE /oauth_clients/${client_id}`;
  const { status, text } = await call(sandbox, line, { key });
  expect([status, text]).toEqual([204, '']);
  expect((await call(sandbox, line, { key })).status).toBe(404);
  expect((await read(client_id)).status).toBe(404);
  expect((await update(client_id, {})).status).toBe(404);
});
