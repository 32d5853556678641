import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ALICE_KEY,
  BOB_KEY,
  DEMO_CLIENT,
  DEMO_PUBLIC_CLIENT,
  type Sandbox,
  startSandbox,
} from '../../src/sandbox/index.ts';
import { useForTests } from '../support/lifetime.ts';
import { type Body, OPERATIONS, validator } from '../support/telnyx-schemas.ts';
import { call, type Reply } from './call.ts';
import { consentToken, exchangeCode, freshCode, REQUEST } from './flow.ts';
import { SPELLINGS, type Spelling, spelled } from './spelling.ts';

/** What the tests of one spelling share: a sandbox that has it alone. */
let sandbox: Sandbox;
let at: Spelling;

type Replies = Promise<Reply<unknown>>[];

const key = ALICE_KEY;
const plain = { 'content-type': 'text/plain' };
const newClient = {
  name: 'Contract',
  allowed_scopes: ['fax.read'],
  client_type: 'confidential',
  allowed_grant_types: ['authorization_code'],
  redirect_uris: ['https://contract.example/cb'],
};

/** Requests that bring an operation to each of its answers. What only the edge answers comes by fault rules. */
const REQUESTS: Record<string, () => Promise<Replies>> = {
  'GET /.well-known/oauth-authorization-server': async () => [
    send('GET /.well-known/oauth-authorization-server'),
    ...withFaults('GET /.well-known/oauth-authorization-server', '400a', '401a'),
  ],
  'GET /.well-known/oauth-protected-resource': async () => [
    send('GET /.well-known/oauth-protected-resource'),
    ...withFaults('GET /.well-known/oauth-protected-resource', '400a', '401a'),
  ],
  'GET /oauth/jwks': async () => [send('GET /oauth/jwks'), ...withFaults('GET /oauth/jwks', '400a', '401a')],
  'GET /oauth/authorize': async () => [
    authorize({}),
    authorize({ scope: 'unheard_of' }),
    authorize({ response_type: 'token' }),
    authorize({ client_id: '' }),
    authorize({ client_id: randomUUID() }),
    authorize({ redirect_uri: 'https://evil.example/' }),
    ...withFaults('GET /oauth/authorize'),
  ],
  'GET /oauth/consent/{consent_token}': async () => {
    const line = `GET /oauth/consent/${await consentToken(sandbox)}`;
    return [send(line, { key }), send(line), send('GET /oauth/consent/x', { key }), ...withFaults(line)];
  },
  'POST /oauth/grants': async () => {
    const line = 'POST /oauth/grants';
    const consent_token = await consentToken(sandbox);
    const denied = await consentToken(sandbox);
    return [
      send(line, { json: { allowed: true, consent_token } }),
      send(line, { key, json: { allowed: true, consent_token } }),
      send(line, { key, json: { allowed: false, consent_token: denied } }),
      send(line, { key, json: { allowed: true, consent_token: 'x' } }),
      send(line, { key, json: { allowed: 'yes' } }),
      send(line, { key, json: [] }),
      send(line, { key, headers: plain }),
      ...withFaults(line),
    ];
  },
  'POST /oauth/register': async () => {
    const line = 'POST /oauth/register';
    const uris = { logo_uri: 'https://a.example/l', tos_uri: 'https://a.example/t', policy_uri: 'https://a.example/p' };
    return [
      send(line, { json: { redirect_uris: ['https://a.example/cb'] } }),
      send(line, { json: { token_endpoint_auth_method: 'none', redirect_uris: ['app.example:/cb'], ...uris } }),
      send(line, { json: { grant_types: ['client_credentials'], client_name: 'Machine', scope: 'fax.read' } }),
      send(line, { json: {} }),
      send(line, { json: { redirect_uris: ['#'], client_name: 1, unknown: 1, scope: '' } }),
      send(line, { headers: plain }),
      ...withFaults(line),
    ];
  },
  'POST /oauth/token': async () => {
    const line = 'POST /oauth/token';
    const basic = DEMO_CLIENT;
    const exchanged = await exchangeCode(sandbox, await freshCode(sandbox));
    const { client_id } = DEMO_PUBLIC_CLIENT;
    const { refresh_token = '' } = exchanged.body;
    return [
      Promise.resolve(exchanged),
      send(line, { basic, form: { grant_type: 'client_credentials' } }),
      send(line, { basic, json: { grant_type: 'client_credentials', scope: 'voice.read' } }),
      send(line, { form: { grant_type: 'refresh_token', client_id, refresh_token } }),
      send(line, { basic, form: {} }),
      send(line, { basic, form: { grant_type: 'password' } }),
      send(line, { basic, form: { grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://x.example' } }),
      send(line, { basic, form: { grant_type: 'client_credentials', scope: 'unheard_of' } }),
      send(line, { headers: plain }),
      send(line, { form: { grant_type: 'client_credentials' } }),
      send(line, { basic: { ...basic, client_secret: 'wrong' }, form: { grant_type: 'client_credentials' } }),
      ...withFaults(line),
    ];
  },
  'POST /oauth/introspect': async () => {
    const line = 'POST /oauth/introspect';
    const { access_token: token } = (await exchangeCode(sandbox, await freshCode(sandbox))).body;
    return [
      send(line, { key, form: { token } }),
      send(line, { basic: DEMO_CLIENT, json: { token } }),
      send(line, { key, form: { token: 'x' } }),
      send(line, { key, form: {} }),
      send(line, { form: { token } }),
      ...withFaults(line),
    ];
  },
  'GET /oauth_clients': async () => [
    send('GET /oauth_clients?page[size]=100', { key }),
    send('GET /oauth_clients?page[number]=1000', { key }),
    send('GET /oauth_clients?page[size]=101&filter[client_type]=x', { key }),
    send('GET /oauth_clients'),
    ...withFaults('GET /oauth_clients'),
  ],
  'POST /oauth_clients': async () => {
    const line = 'POST /oauth_clients';
    return [
      send(line, { key, json: newClient }),
      send(line, { key, json: { ...newClient, client_type: 'public', logo_uri: 'https://a.example/l' } }),
      send(line, { key, json: { redirect_uris: ['/x', 1], unknown: 1, name: null } }),
      send(line, { key, json: 'text' }),
      send(line, { key, headers: plain }),
      send(line, { json: newClient }),
      ...withFaults(line),
    ];
  },
  'GET /oauth_clients/{id}': async () => onClient('GET'),
  'PUT /oauth_clients/{id}': async () => {
    const line = `PUT /oauth_clients/${DEMO_CLIENT.client_id}`;
    return [
      ...onClient('PUT', { name: 'Renamed' }),
      send(line, { key, json: { client_type: 'public', allowed_scopes: ['a b'], logo_uri: null } }),
      send(line, { key, json: null }),
      send(line, { key, headers: plain }),
    ];
  },
  'DELETE /oauth_clients/{id}': async () => onClient('DELETE'),
  'GET /oauth_grants': async () => [
    send('GET /oauth_grants?page[size]=100', { key }),
    send('GET /oauth_grants?page[size]=x', { key }),
    send('GET /oauth_grants'),
    ...withFaults('GET /oauth_grants'),
  ],
  'GET /oauth_grants/{id}': async () => onGrant('GET'),
  'DELETE /oauth_grants/{id}': async () => onGrant('DELETE'),
};

describe.each(SPELLINGS)('%s: every answer fits the schemas', (spelling) => {
  const started = useForTests(() => startSandbox({ spelling }));
  beforeAll(() => {
    sandbox = started;
    at = spelling;
  });

  test('all 17 operations are tried', () => {
    expect(Object.keys(REQUESTS)).toEqual(Object.keys(OPERATIONS));
    expect(Object.keys(REQUESTS)).toHaveLength(17);
  });

  test.for(Object.keys(OPERATIONS))('%s', async (operation) => {
    const replies = await Promise.all(await REQUESTS[operation]!());
    for (const reply of replies) expectToFit(reply, OPERATIONS[operation]![reply.status]);
    const statuses = new Set(replies.map(({ status }) => String(status)));
    expect([...statuses].sort()).toEqual(Object.keys(OPERATIONS[operation]!));
  });

  test('each client and grant of the seed', async () => {
    for (const account of [ALICE_KEY, BOB_KEY]) {
      for (const [path, schema, pages] of [
        ['/oauth_clients', 'clientPage', 3],
        ['/oauth_grants', 'grantPage', 3],
      ] as const) {
        for (let page = 1; page <= pages; page++) {
          const line = `GET ${path}?page[size]=100&page[number]=${page}`;
          expectToFit(await send(line, { key: account }), schema);
        }
      }
    }
  });

  test('the other spelling is no path of this sandbox', async () => {
    const other = spelling === 'slash' ? 'underscore' : 'slash';
    const reply = await call(sandbox, spelled('GET /oauth_clients', other), { key });
    expect(reply.status).toBe(404);
    expectToFit(reply, 'platformError');
  });

  test.for([
    ['an unknown path', 'GET /nowhere', 404],
    ['a method that a path does not have', 'PATCH /oauth_clients', 405],
  ] as const)('%s', async ([, line, status]) => {
    const reply = await send(line, { key });
    expect(reply.status).toBe(status);
    expectToFit(reply, 'platformError');
  });
});

function send(line: string, options?: Parameters<typeof call>[2]): Promise<Reply<unknown>> {
  return call<unknown>(sandbox, spelled(line, at), options);
}

function withFaults(line: string, ...more: string[]): Replies {
  return ['429', '503', ...more].map((fault) => send(line, { key, headers: { 'x-sandbox-fault': fault } }));
}

function authorize(changes: Record<string, string>): Promise<Reply<unknown>> {
  return send(`GET /oauth/authorize?${new URLSearchParams({ ...REQUEST, ...changes })}`);
}

function onClient(method: string, json?: unknown): Replies {
  const options = json === undefined ? { key } : { key, json };
  const own = sandbox.account(ALICE_KEY).clients.filter((client) => client.client_id !== DEMO_CLIENT.client_id);
  const line = (id: string) => `${method} /oauth_clients/${id}`;
  return [
    send(line(own.find((client) => client.client_type === 'public')!.client_id), options),
    send(line(own.find((client) => client.client_type === 'confidential')!.client_id), options),
    send(line(sandbox.account(BOB_KEY).clients[0]!.client_id), options),
    send(line(randomUUID()), options),
    send(line('no-uuid'), options),
    send(line(randomUUID()), json === undefined ? {} : { json }),
    ...withFaults(line(randomUUID())),
  ];
}

function onGrant(method: string): Replies {
  const line = (id: string) => `${method} /oauth_grants/${id}`;
  return [
    send(line(sandbox.account(ALICE_KEY).grants.at(-1)!.id), { key }),
    send(line(randomUUID()), { key }),
    send(line(randomUUID())),
    ...withFaults(line(randomUUID())),
  ];
}

function expectToFit({ status, headers, text, body }: Reply<unknown>, schema: Body | undefined): void {
  const type = headers.get('content-type');
  const seen = `${status} ${type} ${text}`;
  for (const name of ['x-request-id', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']) {
    expect(headers.get(name), `${name} of ${seen}`).toBeTruthy();
  }
  switch (schema) {
    case undefined:
      expect.fail(`an undeclared status: ${seen}`);
      break;
    case 'nothing':
      expect(text, seen).toBe('');
      break;
    case 'html':
      expect(type, seen).toBe('text/html; charset=utf-8');
      expect(text, seen).toContain('<h1>');
      break;
    default: {
      expect(type, seen).toBe('application/json; charset=utf-8');
      const validate = validator(schema);
      validate(body);
      expect(validate.errors, seen).toBeNull();
    }
  }
}
