import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { UpstreamReport } from '../../../src/observe/upstream-trace.ts';
import { readSettings } from '../../../src/process/settings.ts';
import { type AccountSeed, ALICE_KEY, DEMO_CLIENT, DEMO_PUBLIC_CLIENT } from '../../../src/sandbox/index.ts';
import { startService } from '../../../src/service.ts';
import { CHALLENGE, consentToken, REQUEST, VERIFIER } from '../../sandbox/flow.ts';
import { arrived, latch, startGatedGateway } from '../../support/gate.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

const TRACE = { headers: { 'x-upstream-trace': 'true' } };
const start = expect.any(Number);
const duration = expect.any(Number);

async function open(account?: Omit<AccountSeed, 'key'>): Promise<TestGateway> {
  const accounts = account && [{ key: ALICE_KEY, ...account }];
  const quota = { limit: 1_000, windowSeconds: 3_600 };
  const sandbox = { quota, ...(accounts && { accounts }) };
  const gateway = await useInTest(startGateway({ sandbox, env: { GRAPHIQL: 'false' } }));
  return gateway;
}

async function report(gateway: TestGateway, document: string, variables = {}): Promise<UpstreamReport> {
  const { body } = await gateway.ask(document, variables, TRACE);
  return body.extensions.upstream;
}

/** A call that went as calls should, with what is special about it. */
const call = (path: string, special: object = {}) => ({
  method: 'GET',
  path,
  status: 200,
  start,
  duration,
  retries: 0,
  shared: false,
  plan: 'single',
  fields: [],
  ...special,
});

const page = (list: string, number: number, size: number) =>
  `/${list}?page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;

const ID = DEMO_CLIENT.client_id;
const clients = (count: number) => Array.from({ length: count }, (_, index) => ({ client_id: `client-${index}` }));
const grants = (count: number, of: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `grant-${index}`, client_id: `client-${index % of}` }));

describe('extensions.upstream tells each call, why it was made, and what is left of the quota', () => {
  test('a page, and a planned batch with what it saved', async () => {
    const gateway = await open({ clients: clients(60), grants: grants(100, 20) });
    expect(await report(gateway, '{ oauthGrants(first: 100) { nodes { client { name } } } }')).toEqual({
      calls: [
        call(page('oauth_grants', 1, 100), { plan: 'page', fields: ['oauthGrants'] }),
        call(page('oauth_clients', 1, 100), { plan: 'batch', fields: ['oauthGrants.nodes.client'] }),
      ],
      savedCalls: 19,
      rateLimit: { limit: 1_000, remaining: 998, reset: expect.any(Number) },
    });
  });

  test('a plan that did not pay off', async () => {
    const gateway = await open({ clients: clients(60) });
    const aliases = [1, 2, 3, 4].map((n) => `a${n}: oauthClient(clientId: "nobody-${n}") { name }`);
    const { calls, savedCalls, rateLimit } = await report(gateway, `{ ${aliases.join(' ')} }`);
    expect(calls[0]).toEqual(call(page('oauth_clients', 1, 100), { plan: 'batch', fields: ['a1', 'a2', 'a3', 'a4'] }));
    expect(calls.slice(1)).toEqual(
      [1, 2, 3, 4].map((n) => call(`/oauth_clients/nobody-${n}`, { status: 404, fields: [`a${n}`] })),
    );
    expect(savedCalls).toBe(-1);
    expect(rateLimit?.limit).toBe(1_000);
  });

  test('singles: fields that ask for the same share a call', async () => {
    const gateway = await open({ clients: clients(3), grants: grants(2, 2) });
    const document = `{
      one: oauthClient(clientId: "client-0") { name }
      same: oauthClient(clientId: "client-0") { clientId }
      other: oauthGrant(grantId: "grant-1") { client { name } }
      node(id: "T0F1dGhDbGllbnQ6Y2xpZW50LTA=") { id }
    }`;
    expect(await report(gateway, document)).toEqual({
      calls: [
        call('/oauth_clients/client-0', { fields: ['one', 'same', 'node'] }),
        call('/oauth_grants/grant-1', { fields: ['other'] }),
        call('/oauth_clients/client-1', { fields: ['other.client'] }),
      ],
      savedCalls: 0,
      rateLimit: { limit: 1_000, remaining: 997, reset: expect.any(Number) },
    });
  });

  test('a scan, with all fields that asked for it', async () => {
    const gateway = await open({ clients: clients(3), grants: grants(150, 3) });
    const { calls } = await report(
      gateway,
      `{
        oauthClients(first: 3) { edges { node { grants { totalCount } } } }
        scope: oauthGrants(filter: { scope: "messaging.read" }) { totalCount }
      }`,
    );
    const scan = { plan: 'scan', fields: ['scope', 'oauthClients.edges.node.grants'] };
    expect(calls[0]).toEqual(call(page('oauth_clients', 1, 3), { plan: 'page', fields: ['oauthClients'] }));
    expect(calls[1]).toEqual(call(page('oauth_grants', 1, 100), scan));
    expect(calls.length).toBeGreaterThan(2);
    for (const each of calls.slice(1))
      expect(each).toEqual(call(expect.stringContaining('/oauth_grants?') as never, scan));
  });

  test('metadata that findings need, with all fields that asked for it', async () => {
    const gateway = await open({ clients: clients(2) });
    const { calls } = await report(
      gateway,
      `{
        oauthClients(first: 2) { nodes { findings { code } } }
        oauthFindings(codes: [SCOPE_NOT_OFFERED]) { totalCount }
      }`,
    );
    const path = '/.well-known/oauth-authorization-server';
    const fields = ['oauthFindings', 'oauthClients.nodes.findings'];
    expect(calls.filter((each) => each.path === path)).toEqual([call(path, { fields })]);
  });

  test('retries, and how a call ended', async () => {
    const gateway = await open({ clients: clients(3) });
    gateway.sandbox.faults.push('503*1@GET /oauth_clients');
    const document = '{ oauthClient(clientId: "client-0") { name } }';
    const wanted = call('/oauth_clients/client-0', { fields: ['oauthClient'] });
    expect((await report(gateway, document)).calls).toEqual([{ ...wanted, retries: 1 }]);
    gateway.sandbox.faults.push('503@GET /oauth_clients');
    expect((await report(gateway, document)).calls).toEqual([{ ...wanted, status: 503, retries: expect.any(Number) }]);
    gateway.sandbox.faults.splice(0, 1, 'reset@GET /oauth_clients');
    const broken = await report(gateway, document);
    expect(broken.calls).toEqual([{ ...wanted, status: null, retries: expect.any(Number) }]);
    expect(broken).not.toHaveProperty('rateLimit');
  });

  test('in the order in which they began', async () => {
    const gateway = await open({ clients: clients(3), grants: grants(3, 3) });
    gateway.sandbox.faults.push('slow=100@GET /oauth_grants');
    const { calls } = await report(gateway, '{ oauthGrants { nodes { id } } oauthClients { nodes { id } } }');
    expect(calls.map(({ fields }) => fields)).toEqual([['oauthGrants'], ['oauthClients']]);
    expect(calls[0]!.duration).toBeGreaterThan(90);
    expect(calls[0]!.start).toBe(0);
    expect(calls[1]!.start).toBeLessThan(calls[0]!.duration);
    const ended = gateway.sandbox.calls.map(({ path }) => path.split('?')[0]);
    expect(ended).toEqual(['/v2/oauth_clients', '/v2/oauth_grants']);
  });

  test('a call that another request’s answer served', async () => {
    const { gateway, gate } = await startGatedGateway();
    // From then on a missing grant is one, and not a path that may be spelled otherwise.
    await report(gateway, '{ oauthGrants(first: 1) { totalCount } }');
    const all = latch();
    const isOne = (line: string) => line.endsWith(ID);
    gate.pass = async ({ line }, answer) => {
      if (isOne(line)) await all.opened;
      return answer;
    };
    const first = report(gateway, `{ oauthClient(clientId: "${ID}") { name } }`);
    await arrived(gate, 1, isOne);
    // The second read tells that the first was asked for, too.
    const second = report(
      gateway,
      `{ again: oauthClient(clientId: "${ID}") { name } oauthGrant(grantId: "mark") { id } }`,
    );
    await arrived(gate, 1, (line) => line.endsWith('/mark'));
    all.open();
    expect((await first).calls).toEqual([call(`/oauth_clients/${ID}`, { fields: ['oauthClient'] })]);
    expect((await second).calls).toEqual([
      call(`/oauth_clients/${ID}`, { status: null, shared: true, fields: ['again'] }),
      call('/oauth_grants/mark', { status: 404, fields: ['oauthGrant'] }),
    ]);
  });

  test('nothing of a quota whose numbers cannot be read', async () => {
    const { gateway, gate } = await startGatedGateway();
    const document = `{ oauthClient(clientId: "${ID}") { name } }`;
    const withRemaining = async (remaining: string) => {
      gate.pass = (_call, answer) => ({
        ...answer,
        headers: { ...answer.headers, 'x-ratelimit-remaining': remaining },
      });
      return report(gateway, document);
    };
    for (const odd of ['', 'many']) expect(await withRemaining(odd)).not.toHaveProperty('rateLimit');
    expect(await withRemaining('7;w=60')).toMatchObject({ rateLimit: { remaining: 7 } });
  });

  test('a mutation, and what its payload reads', async () => {
    const gateway = await open({ clients: clients(2), grants: grants(4, 2) });
    const { calls, savedCalls } = await report(
      gateway,
      `mutation {
        rename: updateOAuthClient(clientId: "client-0", input: { name: "new" }) {
          ... on UpdateOAuthClientPayload { client { name grants(first: 1) { nodes { client { name } } } } }
        }
        deleteOAuthClient(clientId: "client-1") { __typename }
      }`,
    );
    expect(calls).toEqual([
      call('/oauth_clients/client-0', { method: 'PUT', fields: ['rename'] }),
      call(page('oauth_grants', 1, 100), { plan: 'scan', fields: ['rename.client.grants'] }),
      call('/oauth_clients/client-1', { method: 'DELETE', status: 204, fields: ['deleteOAuthClient'] }),
    ]);
    expect(savedCalls).toBe(0);
  });

  test('a list that is read anew after a change, for the fields that ask after it', async () => {
    const gateway = await open({ clients: clients(3), grants: grants(4, 2) });
    const rename = (key: string, id: string) =>
      `${key}: updateOAuthClient(clientId: "${id}", input: { name: "new" }) {
        ... on UpdateOAuthClientPayload { client { grants(first: 1) { totalCount } } } }`;
    const { calls } = await report(
      gateway,
      `mutation {
        ${rename('first', 'client-0')} ${rename('same', 'client-2')}
        deleteOAuthClient(clientId: "client-1") { __typename } ${rename('anew', 'client-2')}
      }`,
    );
    const scans = calls.filter(({ plan }) => plan === 'scan').map(({ fields }) => fields);
    expect(scans).toEqual([['first.client.grants', 'same.client.grants'], ['anew.client.grants']]);
  });

  test('cached documents cost no call', async () => {
    const gateway = await open();
    const document = '{ oauthJsonWebKeySet { keys { kid } } oauthAuthorizationServerMetadata { issuer } }';
    expect((await report(gateway, document)).calls).toEqual([
      call('/oauth/jwks', { fields: ['oauthJsonWebKeySet'] }),
      call('/.well-known/oauth-authorization-server', { fields: ['oauthAuthorizationServerMetadata'] }),
    ]);
    expect(await report(gateway, document)).toEqual({ calls: [], savedCalls: 0 });
  });

  test('an operation that fails before any call', async () => {
    const gateway = await open();
    const { status, body } = await gateway.ask('{ oauthClients { totalCount } }', {}, { key: null, ...TRACE });
    expect(status).toBe(401);
    expect(body.extensions.upstream).toEqual({ calls: [], savedCalls: 0 });
  });
});

describe('no secret is in it', () => {
  test('a whole authorization, a token, its introspection, a secret revealed', async () => {
    const gateway = await open();
    const reports: UpstreamReport[] = [];
    const run = async (document: string, variables = {}) => {
      const { body } = await gateway.ask(document, variables, TRACE);
      expect(body.errors).toBeUndefined();
      reports.push(body.extensions.upstream);
      return Object.values(body.data)[0] as Record<string, string>;
    };
    const consent = await consentToken(gateway.sandbox, REQUEST);
    await run('query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }', { t: consent });
    const { redirectUri } = await run(
      `mutation ($t: OAuthSecret!) { decideOAuthConsent(input: { consentToken: $t, allowed: true }) {
        ... on DecideOAuthConsentPayload { redirectUri } } }`,
      { t: consent },
    );
    const code = new URL(redirectUri!).searchParams.get('code')!;
    const { accessToken, refreshToken } = await run(
      `mutation ($code: OAuthSecret!, $verifier: OAuthSecret!, $id: ID!, $uri: URL!) {
        requestOAuthToken(input: { grantType: AUTHORIZATION_CODE, clientId: $id, code: $code, codeVerifier: $verifier,
          redirectUri: $uri }) { ... on RequestOAuthTokenPayload { accessToken refreshToken } } }`,
      { code, verifier: VERIFIER, id: DEMO_PUBLIC_CLIENT.client_id, uri: DEMO_PUBLIC_CLIENT.redirect_uri },
    );
    const { active } = await run(
      `mutation ($t: OAuthSecret!, $s: OAuthSecret!, $id: ID!) { introspectOAuthToken(input: {
        token: $t, clientId: $id, clientSecret: $s }) { ... on IntrospectOAuthTokenPayload { active } } }`,
      { t: accessToken, s: DEMO_CLIENT.client_secret, id: ID },
    );
    expect(active).toBe(true);
    const { clientSecret } = await run(
      `mutation { revealOAuthClientSecret(clientId: "${ID}") { ... on RevealOAuthClientSecretPayload { clientSecret } } }`,
    );
    const { redirectLocation } = await run(
      `mutation ($i: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $i) {
        ... on StartOAuthAuthorizationPayload { redirectLocation } } }`,
      {
        i: {
          clientId: REQUEST.client_id,
          redirectUri: REQUEST.redirect_uri,
          state: 'csrf-state',
          codeChallenge: VERIFIER,
          codeChallengeMethod: 'PLAIN',
        },
      },
    );

    const text = JSON.stringify(reports);
    const started = new URL(redirectLocation!).searchParams.get('consent_token')!;
    const secrets = [
      consent,
      code,
      accessToken,
      refreshToken,
      clientSecret,
      started,
      VERIFIER,
      ALICE_KEY,
      'csrf-state',
    ];
    for (const secret of secrets) {
      expect(secret).toMatch(/.{8}/);
      expect(text).not.toContain(secret);
    }
    expect(CHALLENGE).not.toBe(VERIFIER);
    expect(reports.map(({ calls }) => calls.map(({ method, path, fields }) => [method, path, ...fields]))).toEqual([
      [['GET', '/oauth/consent/***', 'oauthConsentRequest']],
      [['POST', '/oauth/grants', 'decideOAuthConsent']],
      [['POST', '/oauth/token', 'requestOAuthToken']],
      [['POST', '/oauth/introspect', 'introspectOAuthToken']],
      [['GET', `/oauth_clients/${ID}`, 'revealOAuthClientSecret']],
      [
        [
          'GET',
          expect.stringMatching(/^\/oauth\/authorize\?.*state=\*\*\*&code_challenge=\*\*\*/),
          'startOAuthAuthorization',
        ],
      ],
    ]);
  });
});

describe('recipients', () => {
  const document = '{ oauthClients(first: 1) { totalCount } }';

  test('elsewhere than on the embedded sandbox only callers that ask for it', async () => {
    const gateway = await open();
    expect((await gateway.ask(document)).body).not.toHaveProperty('extensions.upstream');
    const no = await gateway.ask(document, {}, { headers: { 'x-upstream-trace': 'false' } });
    expect(no.body).not.toHaveProperty('extensions.upstream');
    expect((await report(gateway, document)).calls).toHaveLength(1);
  });

  test('on the embedded sandbox all callers but those that decline it; requests with faults share nothing', async () => {
    const environment = { TELNYX_API_URL: 'sandbox', SANDBOX_PORT: '0', PORT: '0', GRAPHIQL: 'false' };
    const service = await startService(readSettings(environment), pino({ level: 'silent' }));
    onTestFinished(() => service.stop());
    const ask = async (headers: Record<string, string> = {}) => {
      const response = await fetch(service.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ALICE_KEY}`, ...headers },
        body: JSON.stringify({ query: document }),
      });
      return (await response.json()) as { extensions?: { upstream: UpstreamReport } };
    };
    expect((await ask()).extensions?.upstream.calls).toEqual([
      call(page('oauth_clients', 1, 1), { plan: 'page', fields: ['oauthClients'] }),
    ]);
    expect(await ask({ 'x-upstream-trace': 'false' })).not.toHaveProperty('extensions.upstream');

    const faulty = { 'x-sandbox-fault': 'slow=300' };
    const reports = await Promise.all([ask(faulty), ask(faulty), ask()]);
    expect(reports.map(({ extensions }) => extensions?.upstream.calls[0]?.shared)).toEqual([false, false, false]);
  });
});
