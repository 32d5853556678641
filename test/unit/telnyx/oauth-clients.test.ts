import { beforeEach, describe, expect, test } from 'vitest';
import { type AccountSeed, type Sandbox, type SandboxCall, startSandbox } from '../../../src/sandbox/index.ts';
import { ContractError, ForbiddenError, NotFoundError, type ValidationError } from '../../../src/telnyx/errors.ts';
import type { CreateOAuthClientRequest, OAuthClient } from '../../../src/telnyx/types.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, message, type RawRequest, startRawServer } from '../../support/raw-server.ts';
import { wireClient, wirePage } from '../../support/resources.ts';
import { callerOf, connect, errorOf, KEY, upstreamAt } from '../../support/telnyx.ts';

const OTHER_KEY = 'KEYother';
const NEW_CLIENT: CreateOAuthClientRequest = {
  name: 'New',
  allowed_scopes: ['messaging.read'],
  client_type: 'confidential',
  allowed_grant_types: ['authorization_code'],
  redirect_uris: ['https://app.example/cb'],
};

async function sandboxOf(...accounts: AccountSeed[]): Promise<Sandbox> {
  const sandbox = await useInTest(startSandbox({ accounts }));
  return sandbox;
}

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ client_id: `client-${index}` }));
const lines = (calls: readonly SandboxCall[]) =>
  calls.map(({ method, path }) => `${method} ${decodeURIComponent(path.replace('/v2', ''))}`);

describe('the secret of a client', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await sandboxOf({ key: KEY, clients: [{ client_id: 'app', client_secret: 'top-secret' }] });
  });

  test('is in no answer of list, retrieve, batch and update', async () => {
    const { oauthClients } = connect(sandbox.origin).telnyx;
    const answers = [
      (await oauthClients.page({})).edges[0]!.node,
      await oauthClients.retrieve('app'),
      ...(await oauthClients.retrieveMany(['app'])),
      ...(await oauthClients.retrieveMany(['app', 'b', 'c', 'd'])),
      await oauthClients.update('app', { name: 'Other' }),
    ];
    const clients = answers.filter((answer) => !(answer instanceof Error)) as (OAuthClient & {
      client_secret?: string;
    })[];
    expect(clients.map(({ client_id }) => client_id)).toEqual(Array(5).fill('app'));
    for (const client of clients) {
      expect(client.client_secret).toBeUndefined();
      expect(JSON.stringify(client)).not.toContain('secret');
    }
  });

  test('is answered by create, beside the client', async () => {
    const { oauthClients } = connect(sandbox.origin).telnyx;
    const { client, client_secret } = await oauthClients.create(NEW_CLIENT);
    const [created] = sandbox.account(KEY).clients;
    expect(client_secret).toBe(created!.client_secret);
    expect(client!.client_id).toBe(created!.client_id);
    expect(JSON.stringify(client)).not.toContain('secret');
  });

  test('is null where a client has none', async () => {
    const { oauthClients } = connect(sandbox.origin).telnyx;
    const { client, client_secret } = await oauthClients.create({ ...NEW_CLIENT, client_type: 'public' });
    expect(client_secret).toBeNull();
    expect(await oauthClients.revealSecret(client!.client_id)).toBeNull();
    const nulled = await startRawServer(json(200, { data: wireClient({ client_secret: null }) }));
    expect(await connect(nulled.origin).telnyx.oauthClients.revealSecret('client-1')).toBeNull();
  });

  test('is revealed by a read of its own, which nothing shares', async () => {
    const upstream = upstreamAt(sandbox.origin);
    const { oauthClients } = callerOf(upstream).telnyx;
    const other = callerOf(upstream).telnyx.oauthClients;
    const [secret, client, again] = await Promise.all([
      oauthClients.revealSecret('app'),
      oauthClients.retrieve('app'),
      other.revealSecret('app'),
    ]);
    expect([secret, again]).toEqual(['top-secret', 'top-secret']);
    expect(JSON.stringify(client)).not.toContain('secret');
    expect(lines(sandbox.calls)).toEqual(Array(3).fill('GET /oauth_clients/app'));
  });

  test('is not revealed where Telnyx answers another client', async () => {
    const server = await startRawServer(json(200, { data: wireClient({ client_id: 'client-2' }) }));
    const error = await errorOf(connect(server.origin).telnyx.oauthClients.revealSecret('client-1'));
    expect(error).toBeInstanceOf(ContractError);
    expect(error.message).not.toContain('secret-of');
  });
});

describe('the list', () => {
  test('takes each filter under its documented key', async () => {
    const server = await startRawServer(json(200, wirePage([], 0, 1, 28)));
    const { oauthClients } = connect(server.origin).telnyx;
    const filters = [
      {},
      { client_type: 'public' },
      { verified: false },
      { verified: true },
      { allowed_grant_types_contains: 'refresh_token' },
      { name: 'A & B = 100 %' },
      { name_contains: 'é+[x]' },
      { client_id: 'a/b' },
      { client_type: 'confidential', verified: true, client_id: 'x', name: undefined },
    ] as const;
    for (const filter of filters) await oauthClients.page({}, filter);
    expect(server.requests.map(({ path }) => path.split('size%5D=28')[1])).toEqual([
      '',
      '&filter%5Bclient_type%5D=public',
      '&filter%5Bverified%5D=false',
      '&filter%5Bverified%5D=true',
      '&filter%5Ballowed_grant_types%5D%5Bcontains%5D=refresh_token',
      '&filter%5Bname%5D=A+%26+B+%3D+100+%25',
      '&filter%5Bname%5D%5Bcontains%5D=%C3%A9%2B%5Bx%5D',
      '&filter%5Bclient_id%5D=a%2Fb',
      '&filter%5Bclient_type%5D=confidential&filter%5Bverified%5D=true&filter%5Bclient_id%5D=x',
    ]);
  });

  test('is filtered by the sandbox', async () => {
    const clients = [{ name: 'One' }, { name: 'Two', client_type: 'public' as const }, { name: 'Twofold' }];
    const { oauthClients } = connect((await sandboxOf({ key: KEY, clients })).origin).telnyx;
    const names = async (filter: Parameters<typeof oauthClients.page>[1]) =>
      (await oauthClients.page({}, filter)).edges.map(({ node }) => node.name);
    expect(await names({})).toEqual(['One', 'Two', 'Twofold']);
    expect(await names({ name: 'Two' })).toEqual(['Two']);
    expect(await names({ name_contains: 'two' })).toEqual(['Two', 'Twofold']);
    expect(await names({ name_contains: 'two', client_type: 'public' })).toEqual(['Two']);
  });

  test('is that of the caller’s account', async () => {
    const sandbox = await sandboxOf({ key: KEY, clients: many(3) }, { key: OTHER_KEY, clients: [{ client_id: 'b' }] });
    const upstream = upstreamAt(sandbox.origin);
    const [mine, other] = await Promise.all(
      [KEY, OTHER_KEY].map((key) => callerOf(upstream, { key }).telnyx.oauthClients.page({})),
    );
    expect([mine!.total, other!.total]).toEqual([3, 1]);
  });
});

describe('create and update', () => {
  const URIS = [
    'https://a.example',
    'HTTPS://A.example:443/%7Euser?x=%2f',
    'com.example.app:/cb',
    'http://127.0.0.1:8400',
  ];

  test('bring URIs to Telnyx and back byte for byte', async () => {
    const iris = [...URIS, 'https://exämple.test/ü?q=😀', 'https://a.example/a b'];
    const reply =
      (status: number) =>
      (socket: { write(text: string): unknown }, { body }: RawRequest) =>
        socket.write(json(status, { data: wireClient(JSON.parse(body)) }));
    const server = await startRawServer(reply(201), reply(200));
    const { oauthClients } = connect(server.origin).telnyx;
    const { client } = await oauthClients.create({ ...NEW_CLIENT, redirect_uris: iris, logo_uri: iris[1] });
    // The last is no URI, which costs nothing else of an answer that may hold a secret.
    expect(client).toMatchObject({ redirect_uris: [...iris.slice(0, -1), null], logo_uri: iris[1] });
    expect(await oauthClients.update('client-1', { redirect_uris: iris, tos_uri: iris[4] })).toMatchObject({
      redirect_uris: [...iris.slice(0, -1), expect.any(ContractError)],
      tos_uri: iris[4],
    });
    for (const { body } of server.requests) expect(body).toContain(`"redirect_uris":${JSON.stringify(iris)}`);
  });

  test('keep what the sandbox was told', async () => {
    const sandbox = await sandboxOf({ key: KEY });
    const { oauthClients } = connect(sandbox.origin).telnyx;
    const { client } = await oauthClients.create({ ...NEW_CLIENT, redirect_uris: URIS });
    const settings = { name: 'Renamed', require_pkce: true, allowed_scopes: [], policy_uri: URIS[1] };
    const updated = await oauthClients.update(client!.client_id, settings);
    expect(updated).toMatchObject({ ...settings, redirect_uris: URIS });
    expect(await oauthClients.retrieve(client!.client_id)).toEqual(updated);
  });

  test('tell every fault of the input, with its place', async () => {
    const sandbox = await sandboxOf({ key: KEY, clients: [{ client_id: 'app' }] });
    const { oauthClients } = connect(sandbox.origin).telnyx;
    const faulty = {
      name: ' ',
      redirect_uris: ['https://ok.example', '/relative', 'https://a.example/#x'],
      logo_uri: 'x',
    };
    for (const ask of [oauthClients.create({ ...NEW_CLIENT, ...faulty }), oauthClients.update('app', faulty)]) {
      const error = await errorOf<ValidationError>(ask);
      expect(error.issues.map(({ path, code }) => [path, code])).toEqual([
        [['name'], '10015'],
        [['redirect_uris', 1], '10003'],
        [['redirect_uris', 2], '10003'],
        [['logo_uri'], '10003'],
      ]);
    }
  });
});

describe('delete', () => {
  test('answers nothing', async () => {
    const sandbox = await sandboxOf({ key: KEY, clients: [{ client_id: 'app' }] });
    const { oauthClients } = connect(sandbox.origin).telnyx;
    expect(await oauthClients.delete('app')).toBeUndefined();
    expect(sandbox.account(KEY).clients).toEqual([]);
    expect(await errorOf(oauthClients.delete('app'))).toBeInstanceOf(NotFoundError);
  });

  test.for<[string, string]>([
    ['204', message(204)],
    ['200 with the client', json(200, { data: wireClient({ client_id: 'app' }) })],
    ['202 with an empty object', json(202, {})],
  ])('is done with %s', async ([, answer]) => {
    const { oauthClients } = connect((await startRawServer(answer)).origin).telnyx;
    expect(await oauthClients.delete('app')).toBeUndefined();
  });

  test('is not done with a page of somebody else’s', async () => {
    const { oauthClients } = connect((await startRawServer(message(200, '<h1>Maintenance</h1>'))).origin).telnyx;
    const error = await errorOf(oauthClients.delete('app'));
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ status: 200, outcome: 'UNKNOWN' });
  });
});

describe('who may', () => {
  test.for(['retrieve', 'revealSecret', 'delete', 'update'] as const)(
    '%s: 403 and 404 are told apart',
    async (method) => {
      const sandbox = await sandboxOf({ key: KEY }, { key: OTHER_KEY, clients: [{ client_id: 'theirs' }] });
      const { oauthClients } = connect(sandbox.origin).telnyx;
      expect(await errorOf(oauthClients[method]('theirs', {} as never))).toBeInstanceOf(ForbiddenError);
      expect(await errorOf(oauthClients[method]('nobodys', {} as never))).toBeInstanceOf(NotFoundError);
    },
  );
});

describe('retrieveMany plans', () => {
  const idsOf = (answers: (OAuthClient | Error)[]) =>
    answers.map((answer) => (answer instanceof Error ? answer.name : answer.client_id));
  const every = (step: number, total: number) =>
    many(total)
      .map(({ client_id }) => client_id)
      .filter((_, index) => index % step === 0);

  test.for<[count: number, total: number, step: number, calls: number]>([
    [3, 60, 20, 3],
    [20, 60, 3, 1],
    [100, 100, 1, 1],
    [84, 250, 3, 3],
  ])('%i of %i', async ([count, total, step, calls]) => {
    const sandbox = await sandboxOf({ key: KEY, clients: many(total) });
    const ids = every(step, total);
    expect(ids).toHaveLength(count);
    const { oauthClients } = connect(sandbox.origin).telnyx;
    expect(idsOf(await oauthClients.retrieveMany(ids))).toEqual(ids);
    expect(sandbox.calls).toHaveLength(calls);
  });

  test('20 of 1,000 by at most 21 calls, then by 20: the length is known', async () => {
    const sandbox = await sandboxOf({ key: KEY, clients: many(1_000) });
    const upstream = upstreamAt(sandbox.origin);
    const ids = every(50, 1_000);
    expect(idsOf(await callerOf(upstream).telnyx.oauthClients.retrieveMany(ids))).toEqual(ids);
    expect(sandbox.calls.length).toBeLessThanOrEqual(21);
    sandbox.calls.length = 0;
    expect(idsOf(await callerOf(upstream).telnyx.oauthClients.retrieveMany(ids))).toEqual(ids);
    expect(lines(sandbox.calls).sort()).toEqual(ids.map((id) => `GET /oauth_clients/${id}`).sort());
  });

  test('with what lists told this credential, not another', async () => {
    const sandbox = await sandboxOf({ key: KEY, clients: many(60) }, { key: OTHER_KEY, clients: many(1) });
    const upstream = upstreamAt(sandbox.origin);
    const ids = ['w', 'x', 'y', 'z'];
    const planned = async (key: string) => {
      sandbox.calls.length = 0;
      await callerOf(upstream, { key }).telnyx.oauthClients.retrieveMany(ids);
      return lines(sandbox.calls).filter((line) => line.includes('?')).length;
    };
    await callerOf(upstream).telnyx.oauthClients.page({ first: 1 });
    // A list of 60 is too long for 4 ids, one of unknown length is worth a probe.
    expect([await planned(KEY), await planned(OTHER_KEY)]).toEqual([0, 1]);
  });

  test('anew once something was created or deleted', async () => {
    const sandbox = await sandboxOf({ key: KEY, clients: many(60) });
    const { oauthClients } = connect(sandbox.origin).telnyx;
    const gone = ['new-0', 'new-1', 'new-2', 'new-3'];
    const isPage = (line: string) => line.includes('?');
    const planned = async () => {
      sandbox.calls.length = 0;
      await oauthClients.retrieveMany(gone);
      return lines(sandbox.calls).filter(isPage).length;
    };
    expect([await planned(), await planned()]).toEqual([1, 0]);
    const { client_id } = await oauthClients.create(NEW_CLIENT);
    expect([await planned(), await planned()]).toEqual([1, 0]);
    await oauthClients.delete(client_id);
    expect([await planned(), await planned()]).toEqual([1, 0]);
  });

  test('and answers each fault in its own place', async () => {
    const sandbox = await sandboxOf(
      { key: KEY, clients: many(10) },
      { key: OTHER_KEY, clients: [{ client_id: 'theirs' }] },
    );
    const { oauthClients } = connect(sandbox.origin).telnyx;
    const ids = ['client-3', 'theirs', 'nobodys', 'client-1', '..'];
    expect(idsOf(await oauthClients.retrieveMany(ids))).toEqual([
      'client-3',
      'ForbiddenError',
      'NotFoundError',
      'client-1',
      'ValidationError',
    ]);
    expect(await oauthClients.retrieveMany([])).toEqual([]);
  });
});
