import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isUnionType } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT, DEMO_PUBLIC_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { globalId } from './expected.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));

interface Mutation {
  /** Of the REST operation behind it. */
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  args: Record<string, unknown>;
}

const authorizationRequest = { clientId: DEMO_PUBLIC_CLIENT.client_id, redirectUri: DEMO_PUBLIC_CLIENT.redirect_uri };
const newClient = { name: 'New', clientType: 'PUBLIC', allowedScopes: [], allowedGrantTypes: ['CLIENT_CREDENTIALS'] };
const credentials = { clientId: DEMO_CLIENT.client_id, clientSecret: DEMO_CLIENT.client_secret };

/** Every mutation of one call, with arguments that no rule of ours refuses. */
const MUTATIONS: Record<string, Mutation> = {
  createOAuthClient: { method: 'POST', args: { input: newClient } },
  updateOAuthClient: { method: 'PUT', args: { clientId: 'c', input: { name: 'New' } } },
  deleteOAuthClient: { method: 'DELETE', args: { clientId: 'c' } },
  revealOAuthClientSecret: { method: 'GET', args: { clientId: 'c' } },
  registerOAuthClient: { method: 'POST', args: { input: { redirectUris: ['app:/cb'] } } },
  requestOAuthToken: { method: 'POST', args: { input: { grantType: 'CLIENT_CREDENTIALS', ...credentials } } },
  introspectOAuthToken: { method: 'POST', args: { input: { token: 'some-token' } } },
  startOAuthAuthorization: { method: 'GET', args: { input: authorizationRequest } },
  decideOAuthConsent: { method: 'POST', args: { input: { consentToken: 'some-consent-token', allowed: true } } },
  revokeOAuthGrant: { method: 'DELETE', args: { grantId: 'g' } },
};
const NAMES = Object.keys(MUTATIONS);
/** Mutations of several calls, which begin with a read: their own tests say what fails how. */
const OF_SEVERAL_CALLS = ['copyOAuthClient', 'revokeOAuthGrants'];

const OF_ERROR: Record<string, string> = {
  OAuthValidationError: 'message code traceId issues { path code message }',
  OAuthProtocolError: 'message code traceId error errorDescription',
  OAuthNotFoundError: 'message code traceId',
  OAuthForbiddenError: 'message code traceId',
  OAuthRateLimitedError: 'message code traceId retryAt',
};

const field = (name: string) => schema.getMutationType()!.getFields()[name]!;

/** The names of the errors that a mutation can answer as data. */
function errorsOf(name: string): string[] {
  const result = getNamedType(field(name).type);
  return isUnionType(result) ? result.getTypes().flatMap((type) => (OF_ERROR[type.name] ? [type.name] : [])) : [];
}

function documentOf(name: string): string {
  const { args } = field(name);
  const variables = args.map((arg) => `$${arg.name}: ${arg.type}`).join(' ');
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(' ');
  const fragments = errorsOf(name).map((error) => `... on ${error} { ${OF_ERROR[error]} }`);
  return `mutation (${variables}) { ${name}(${given}) { __typename ${fragments.join(' ')} } }`;
}

const QUERIES: Record<string, string> = {
  node: `{ f: node(id: "${globalId('OAuthClient', 'c')}") { id } }`,
  oauthClient: '{ f: oauthClient(clientId: "c") { id } }',
  oauthClients: '{ f: oauthClients { nodes { id } } }',
  oauthGrant: '{ f: oauthGrant(grantId: "g") { id } }',
  oauthGrants: '{ f: oauthGrants { totalCount } }',
  'oauthGrants with a filter': '{ f: oauthGrants(filter: { scope: "x" }) { nodes { id } } }',
  oauthFindings: '{ f: oauthFindings(minSeverity: HIGH) { totalCount } }',
  oauthConsentRequest: 'query ($token: OAuthSecret!) { f: oauthConsentRequest(consentToken: $token) { name } }',
  oauthAuthorizationServerMetadata: '{ f: oauthAuthorizationServerMetadata { issuer } }',
  oauthProtectedResourceMetadata: '{ f: oauthProtectedResourceMetadata { resource } }',
  oauthJsonWebKeySet: '{ f: oauthJsonWebKeySet { keys { kid } } }',
};

const gateway = useForTests(() => startGateway());
const exhausted = useForTests(() => startGateway({ sandbox: { quota: { limit: 0, windowSeconds: 3_600 } } }));
afterEach(() => {
  gateway.sandbox.faults.length = 0;
});

/** What one root field answers: its data, or its error. Every error tells the trace id that the answer's header tells. */
async function outcome(asked: TestGateway, document: string, variables: Record<string, unknown>) {
  const { status, headers, body } = await asked.ask(document, variables);
  const [data] = Object.values(body.data) as Record<string, unknown>[];
  if (data?.traceId) expect(data.traceId).toBe(headers.get('x-request-id'));
  if (!body.errors) return { status, data, error: undefined };
  expect(body.errors).toHaveLength(1);
  expect(data).toBeNull();
  const { message, path, extensions } = body.errors[0]!;
  expect(path).toEqual(Object.keys(body.data));
  expect(extensions.traceId).toBe(headers.get('x-request-id'));
  expect(message).not.toContain('nexpected error');
  return { status, data, error: extensions as Record<string, unknown> };
}

const mutate = (name: string, asked = gateway) => outcome(asked, documentOf(name), MUTATIONS[name]!.args);
const query = (name: string, asked = gateway) =>
  outcome(asked, QUERIES[name]!, name === 'oauthConsentRequest' ? { token: 'some-consent-token' } : {});

describe('refusals of a mutation are data, where its result has a type for them', () => {
  /** What the mutation must answer: this error as data, or a top-level one with this code. */
  async function refused(name: string, type: string, code: string, asked = gateway) {
    const { data, error } = await mutate(name, asked);
    const typed = errorsOf(name).includes(type);
    if (typed) expect({ name, type: data?.__typename, error }).toEqual({ name, type, error: undefined });
    else expect({ name, code: error?.code }).toEqual({ name, code });
    return data;
  }
  /** The authorization endpoint explains itself in HTML: see its own tests. */
  const explaining = NAMES.filter((name) => name !== 'startOAuthAuthorization');

  test.each(['400a', '409a', '422a'])('%s with the server’s own code', async (fault) => {
    gateway.sandbox.faults.push(fault);
    for (const name of explaining) {
      const data = await refused(name, 'OAuthProtocolError', 'BAD_USER_INPUT');
      if (data) expect(data).toMatchObject({ code: 'PROTOCOL', error: 'invalid_request' });
    }
  });

  test('422 that names no place is about the whole input', async () => {
    gateway.sandbox.faults.push('422');
    for (const name of explaining) {
      const data = await refused(name, 'OAuthValidationError', 'BAD_USER_INPUT');
      if (data) expect(data).toMatchObject({ code: 'VALIDATION', issues: [{ path: ['input'], code: '10015' }] });
    }
  });

  test('401 is an OAuth error where a client proves itself, else UNAUTHENTICATED with HTTP 401', async () => {
    gateway.sandbox.faults.push('401');
    for (const name of NAMES) {
      const { status, data, error } = await mutate(name);
      if (['requestOAuthToken', 'introspectOAuthToken'].includes(name)) {
        expect(data).toMatchObject({ __typename: 'OAuthProtocolError', code: 'PROTOCOL', error: 'invalid_client' });
      } else {
        expect({ name, status, code: error?.code }).toEqual({ name, status: 401, code: 'UNAUTHENTICATED' });
      }
    }
  });

  test('403', async () => {
    gateway.sandbox.faults.push('403');
    for (const name of NAMES) {
      const data = await refused(name, 'OAuthForbiddenError', 'FORBIDDEN');
      if (data) expect(data.code).toBe('FORBIDDEN');
    }
  });

  test('404', async () => {
    gateway.sandbox.faults.push('404');
    const some = NAMES.filter((name) => errorsOf(name).includes('OAuthNotFoundError'));
    expect(some).toHaveLength(5);
    for (const name of some) {
      expect(await refused(name, 'OAuthNotFoundError', '')).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('429, with the time of the next attempt', async () => {
    for (const name of NAMES) {
      const data = await refused(name, 'OAuthRateLimitedError', '', exhausted);
      expect(data?.code).toBe('RATE_LIMITED');
      const seconds = (Date.parse(data?.retryAt as string) - Date.now()) / 1_000;
      expect(seconds).toBeGreaterThan(3_000);
      expect(seconds).toBeLessThan(3_602);
    }
  });

  test('between them, the mutations can answer every kind of error', () => {
    expect(new Set(NAMES.flatMap(errorsOf))).toEqual(new Set(Object.keys(OF_ERROR)));
    expect([...NAMES, ...OF_SEVERAL_CALLS].toSorted()).toEqual(
      Object.keys(schema.getMutationType()!.getFields()).toSorted(),
    );
  });
});

/** What a mutation says of its effect where the answer does not: only a GET changes nothing for certain. */
const open = (name: string) => (MUTATIONS[name]!.method === 'GET' ? undefined : 'UNKNOWN');

/** An operation's error under a fault, for mutations with what it says of the effect. */
async function faultOf(name: string, asked: TestGateway) {
  const { status, error } = await (name in MUTATIONS ? mutate(name, asked) : query(name, asked));
  return { name, status, code: error?.code, outcome: error?.outcome };
}

/** The error of every operation; only a few share a gateway, lest its breaker answers in its place. */
async function faultsUnder(fault: string, names: string[], env: Record<string, string> = {}): Promise<object[]> {
  if (names.length === 0) return [];
  const faulty = await startGateway({ env });
  faulty.sandbox.faults.push(fault);
  try {
    const few = names.slice(0, 5).map((name) => faultOf(name, faulty));
    const [rest, ...first] = await Promise.all([faultsUnder(fault, names.slice(5), env), ...few]);
    return [...first, ...rest];
  } finally {
    await faulty.close();
  }
}

const ALL = [...NAMES, ...Object.keys(QUERIES)];

describe('faults are top-level errors', () => {
  test.concurrent.each([
    ['503a', 'UPSTREAM_UNAVAILABLE', {}],
    ['html', 'UPSTREAM_UNAVAILABLE', {}],
    ['reset', 'UPSTREAM_UNAVAILABLE', {}],
    ['stall', 'UPSTREAM_TIMEOUT', { OPERATION_TIMEOUT_MS: '500' }],
  ])('%s: %s, and open what a mutation did', async (fault, code, env) => {
    const expected = ALL.map((name) => ({
      name,
      status: 200,
      code,
      outcome: name in MUTATIONS ? open(name) : undefined,
    }));
    expect(await faultsUnder(fault, ALL, env)).toEqual(expected);
  });

  test.each(['405', '406', '415a'])('%s: UPSTREAM_CONTRACT, and a mutation did nothing', async (fault) => {
    gateway.sandbox.faults.push(fault);
    for (const name of ALL) {
      expect(await faultOf(name, gateway)).toEqual({
        name,
        status: 200,
        code: 'UPSTREAM_CONTRACT',
        outcome: undefined,
      });
    }
  });

  test.each(['garbage', 'empty', 'html200'])('%s: UPSTREAM_CONTRACT, and open what a mutation did', async (fault) => {
    gateway.sandbox.faults.push(fault);
    // A 2xx says that the client is deleted, whatever stands in the body.
    for (const name of ALL.filter((name) => name !== 'deleteOAuthClient')) {
      const outcome = name in MUTATIONS ? open(name) : undefined;
      expect(await faultOf(name, gateway)).toEqual({ name, status: 200, code: 'UPSTREAM_CONTRACT', outcome });
    }
  });

  test('tell Telnyx’ own id of the request, where it sent one', async () => {
    gateway.sandbox.faults.push('415');
    for (const name of ['oauthClient', 'requestOAuthToken']) {
      const { error } = await (name in MUTATIONS ? mutate(name) : query(name));
      expect(error?.telnyxRequestId).toBe(error?.traceId);
    }
  });

  test('an answer broken off half-way: the mutation may have happened, and here it has', async () => {
    gateway.sandbox.faults.push('truncated*1@POST /oauth_clients');
    const before = gateway.sandbox.account(ALICE_KEY).clients.length;
    const { error } = await mutate('createOAuthClient');
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', outcome: 'UNKNOWN' });
    expect(gateway.sandbox.account(ALICE_KEY).clients).toHaveLength(before + 1);
  });

  test('an undeclared redirect', async () => {
    gateway.sandbox.faults.push('redirect');
    for (const name of NAMES.filter((name) => name !== 'startOAuthAuthorization')) {
      expect({ name, ...(await mutate(name)).error }).toMatchObject({ name, code: 'UPSTREAM_CONTRACT' });
    }
    for (const name of Object.keys(QUERIES)) {
      expect({ name, ...(await query(name)).error }).toMatchObject({ name, code: 'UPSTREAM_CONTRACT' });
    }
  });
});

describe('refusals of a query', () => {
  const all = Object.keys(QUERIES);

  test.each(['400', '409a', '422'])('%s: BAD_USER_INPUT', async (fault) => {
    gateway.sandbox.faults.push(fault);
    for (const name of all.filter((name) => fault !== '422' || name !== 'oauthConsentRequest')) {
      expect({ name, ...(await query(name)).error }).toMatchObject({ name, code: 'BAD_USER_INPUT' });
    }
  });

  test.each([
    ['401', 'UNAUTHENTICATED', 401],
    ['403a', 'FORBIDDEN', 200],
  ])('%s: %s', async (fault, code, expected) => {
    gateway.sandbox.faults.push(fault);
    for (const name of all) {
      const { status, error } = await query(name);
      expect({ name, status, code: error?.code }).toEqual({ name, status: expected, code });
    }
  });

  test('404: null, which is no error', async () => {
    gateway.sandbox.faults.push('404');
    for (const name of ['node', 'oauthClient', 'oauthGrant', 'oauthConsentRequest']) {
      expect(await query(name)).toEqual({ status: 200, data: null, error: undefined });
    }
  });

  test('429: RATE_LIMITED, with the time of the next attempt', async () => {
    for (const name of all) {
      const { error } = await query(name, exhausted);
      expect({ name, code: error?.code }).toEqual({ name, code: 'RATE_LIMITED' });
      expect(Date.parse(error?.retryAt as string)).toBeGreaterThan(Date.now() + 3_000_000);
    }
  });
});
