import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { openAuditLog } from '../../../src/audit/log.ts';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT, DEMO_PUBLIC_CLIENT } from '../../../src/sandbox/index.ts';
import { CHALLENGE, consentToken } from '../../sandbox/flow.ts';
import { type Ask, startGateway } from '../../support/gateway.ts';
import { startCompany } from '../../support/issuer.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

interface Line {
  mutation: string;
  who: string;
  ids: string[];
  outcome: string;
  mayHaveHappened?: true;
  counts?: object;
  requestId: string;
  traceId: string;
  telnyxRequestId?: string;
}

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.log.length = 0;
});

const lines = (at = gateway): Line[] =>
  at.log.map((line) => JSON.parse(line) as { audit?: Line }).flatMap(({ audit }) => audit ?? []);

const DELETE = 'mutation ($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }';
const CREATE = `mutation ($scope: String!) { createOAuthClient(input: {
  name: "n", allowedScopes: [$scope], clientType: CONFIDENTIAL, allowedGrantTypes: []
}) { ... on CreateOAuthClientPayload { client { clientId } } } }`;
const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;
const spareClient = () => gateway.sandbox.account(ALICE_KEY).clients.at(-1)!.client_id;
const spareGrant = () => gateway.sandbox.account(ALICE_KEY).grants.at(-1)!.id;

/** Each mutation as it goes well: its document, its variables, the ids that it is about. */
const MUTATIONS: Record<string, () => Promise<[string, Record<string, unknown>, string[]]>> = {
  createOAuthClient: async () => [CREATE, { scope: 'messaging.read' }, [expect.any(String)]],
  copyOAuthClient: async () => [
    `mutation ($id: ID!) { copyOAuthClient(clientId: $id, input: { name: "Copy" }) {
      ... on CopyOAuthClientPayload { clientSecret } } }`,
    { id: clientId },
    [clientId, expect.any(String)],
  ],
  updateOAuthClient: async () => [
    'mutation ($id: ID!) { updateOAuthClient(clientId: $id, input: { name: "New" }) { __typename } }',
    { id: clientId },
    [clientId],
  ],
  deleteOAuthClient: async () => [DELETE, { id: spareClient() }, [spareClient()]],
  revealOAuthClientSecret: async () => [
    `mutation ($id: ID!) { revealOAuthClientSecret(clientId: $id) {
      ... on RevealOAuthClientSecretPayload { clientSecret } } }`,
    { id: clientId },
    [clientId],
  ],
  revokeOAuthGrant: async () => [
    'mutation ($id: ID!) { revokeOAuthGrant(grantId: $id) { __typename } }',
    { id: spareGrant() },
    [spareGrant()],
  ],
  revokeOAuthGrants: async () => [
    'mutation ($id: ID!) { revokeOAuthGrants(input: { where: { clientId: $id } }) { __typename } }',
    { id: clientId },
    [clientId],
  ],
  registerOAuthClient: async () => [
    'mutation { registerOAuthClient(input: { grantTypes: [CLIENT_CREDENTIALS] }) { __typename } }',
    {},
    [expect.any(String)],
  ],
  requestOAuthToken: async () => [
    `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) {
      ... on RequestOAuthTokenPayload { accessToken } } }`,
    { input: { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret } },
    [clientId],
  ],
  introspectOAuthToken: async () => [
    'mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) { __typename } }',
    { input: { token: 'no token at all', clientId, clientSecret } },
    [clientId],
  ],
  startOAuthAuthorization: async () => [
    `mutation ($input: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $input) {
      ... on StartOAuthAuthorizationPayload { redirectLocation } } }`,
    {
      input: {
        clientId: DEMO_PUBLIC_CLIENT.client_id,
        redirectUri: DEMO_PUBLIC_CLIENT.redirect_uri,
        codeChallenge: CHALLENGE,
      },
    },
    [DEMO_PUBLIC_CLIENT.client_id],
  ],
  decideOAuthConsent: async () => [
    `mutation ($input: DecideOAuthConsentInput!) { decideOAuthConsent(input: $input) {
      ... on DecideOAuthConsentPayload { redirectUri } } }`,
    { input: { consentToken: await consentToken(gateway.sandbox), allowed: true } },
    [],
  ],
};

test('there is a case for every mutation', async () => {
  const { body } = await gateway.ask('{ __type(name: "Mutation") { fields { name } } }');
  expect(body.data.__type.fields.map(({ name }: { name: string }) => name).sort()).toEqual(
    Object.keys(MUTATIONS).sort(),
  );
});

describe('each mutation leaves one line:', () => {
  test.for(Object.keys(MUTATIONS))('%s', async (mutation) => {
    const [query, variables, ids] = await MUTATIONS[mutation]!();
    const { headers, body } = await gateway.ask(query, variables);
    expect(body.errors).toBeUndefined();
    const requestId = headers.get('x-request-id')!;
    expect(lines()).toEqual([
      {
        mutation,
        who: expect.stringMatching(/^key [0-9a-f]{12}$/),
        ids,
        outcome: 'OK',
        ...(mutation === 'revokeOAuthGrants' && { counts: expect.objectContaining({ dryRun: true, revoked: 0 }) }),
        requestId,
        traceId: requestId,
        telnyxRequestId: requestId,
      },
    ]);
    const told = [ALICE_KEY, clientSecret, ...Object.values(Object(variables.input)), ...secretsIn(body.data)];
    const names = new Set(['CLIENT_CREDENTIALS', clientId, DEMO_PUBLIC_CLIENT.client_id]);
    for (const value of told) {
      if (typeof value === 'string' && !names.has(value)) expect(gateway.log.join('\n')).not.toContain(value);
    }
  });

  function secretsIn(data: unknown): unknown[] {
    if (typeof data !== 'object' || data === null) return [];
    return Object.entries(data).flatMap(([key, value]) =>
      /secret|token$|redirect/i.test(key) && typeof value === 'string' ? [value] : secretsIn(value),
    );
  }
});

describe('however it ends:', () => {
  const ended = async (query: string, variables: Record<string, unknown>, ask: Ask = {}) => {
    await gateway.ask(query, variables, ask);
    return lines();
  };

  test('refused as data', async () => {
    expect(await ended(DELETE, { id: 'nobody' })).toMatchObject([{ ids: ['nobody'], outcome: 'NOT_FOUND' }]);
  });

  test('somebody else’s', async () => {
    const bobs = gateway.sandbox.account(BOB_KEY).clients[0]!.client_id;
    expect(await ended(DELETE, { id: bobs })).toMatchObject([{ ids: [bobs], outcome: 'FORBIDDEN' }]);
  });

  test('without a credential', async () => {
    const [line] = await ended(DELETE, { id: clientId }, { key: null });
    expect(line).toMatchObject({ who: 'anonymous', ids: [clientId], outcome: 'UNAUTHENTICATED' });
    expect(line!.telnyxRequestId).toBeUndefined();
  });

  test('with a credential that Telnyx refuses', async () => {
    const [line] = await ended(DELETE, { id: clientId }, { key: 'KEYunknown' });
    expect(line).toMatchObject({ who: expect.stringMatching(/^key /), outcome: 'UNAUTHENTICATED' });
    expect(line!.telnyxRequestId).toBe(line!.requestId);
  });

  test('with input that Telnyx never saw', async () => {
    const [line] = await ended(CREATE, { scope: 'two scopes' });
    expect(line).toMatchObject({ ids: [], outcome: 'BAD_USER_INPUT' });
    expect(line!.telnyxRequestId).toBeUndefined();
  });

  test.for([
    ['503', 'UPSTREAM_UNAVAILABLE', true],
    ['reset', 'UPSTREAM_UNAVAILABLE', true],
    ['garbage', 'UPSTREAM_CONTRACT', true],
    ['429', 'RATE_LIMITED', undefined],
    ['403', 'FORBIDDEN', undefined],
  ] as const)('with %s of Telnyx', async ([fault, outcome, mayHaveHappened]) => {
    gateway.sandbox.faults.push(`${fault}@POST /oauth_clients`);
    const [faulty] = await ended(CREATE, { scope: 'a' });
    gateway.sandbox.faults.length = 0;
    expect({ ...faulty }).toMatchObject({ outcome, ...(mayHaveHappened && { mayHaveHappened }) });
    expect('mayHaveHappened' in faulty!).toBe(mayHaveHappened === true);
  });

  test('several in one operation, each with the call that was its own', async () => {
    const query = `mutation ($id: ID!, $bad: [String!]!) {
      one: updateOAuthClient(clientId: $id, input: { name: "A" }) { ... on UpdateOAuthClientPayload { client { grants { totalCount } } } }
      two: updateOAuthClient(clientId: $id, input: { allowedScopes: $bad }) { __typename }
    }`;
    const [one, two, ...others] = await ended(query, { id: clientId, bad: ['two scopes'] });
    expect(others).toEqual([]);
    expect([one!.outcome, two!.outcome]).toEqual(['OK', 'BAD_USER_INPUT']);
    expect([one!.telnyxRequestId, two!.telnyxRequestId]).toEqual([one!.requestId, undefined]);
  });

  test('what never began leaves none: wrong variables, documents, methods', async () => {
    await gateway.ask(DELETE, { id: { not: 'an id' } });
    await gateway.ask('mutation { deleteOAuthClient { __typename } }');
    await gateway.ask(
      `mutation ($no: Boolean = false) { deleteOAuthClient(clientId: "x") @include(if: $no) { __typename } }`,
    );
    expect(lines()).toEqual([]);
  });
});

test('carries the trace of the caller', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'x-request-id': 'the-callers-own' };
  await gateway.ask(DELETE, { id: 'nobody' }, { headers });
  expect(lines()).toMatchObject([{ traceId, requestId: 'the-callers-own' }]);
});

describe('in service mode', () => {
  test('`who` is the subject of the token, the token itself, or the router', async () => {
    const { issuer, gateway: at } = await useInTest(startCompany());
    await at.ask(DELETE, { id: 'x' }, { key: await issuer.sign({ sub: 'alice@company.example' }) });
    const nameless = await issuer.sign({ sub: undefined as never });
    await at.ask(DELETE, { id: 'x' }, { key: nameless });
    await at.ask(DELETE, { id: 'x' }, { key: await issuer.sign({ scope: '' }) });
    await at.ask(DELETE, { id: 'x' }, { key: 'no.good.token' });
    expect(lines(at).map(({ who, outcome }) => [who, outcome])).toEqual([
      ['subject alice@company.example', 'NOT_FOUND'],
      [expect.stringMatching(/^token [0-9a-f]{12}$/), 'NOT_FOUND'],
      ['subject alice@company.example', 'FORBIDDEN'],
      ['unproven', 'UNAUTHENTICATED'],
    ]);
    expect(at.log.join('\n')).not.toContain(nameless.split('.')[2]);
  });
});

describe('the lines', () => {
  test.for([
    ['trace', 1],
    ['error', 1],
    ['fatal', 1],
    ['silent', 0],
  ] as const)('are written at level %s: %i', ([level, count]) => {
    const written: string[] = [];
    const { record } = openAuditLog(pino({ level }, { write: (line) => void written.push(line) }));
    record(
      'm',
      { ids: [], outcome: 'OK' },
      { who: 'w', requestId: 'r', traceId: 't', telnyxRequestId: undefined, managedAccount: undefined },
    );
    expect(written).toHaveLength(count);
  });

  test('hold an id of any length and any characters as one short line of JSON', async () => {
    const evil = [
      '\n{"level":60,"msg":"forged"}',
      '\r\n',
      '\u001b[2J\u001b]0;x\u0007',
      '\u009b2J',
      '\u2028',
      '\u0000',
      '"}',
      'ü😀\ud800',
    ];
    for (const id of [...evil, 'x'.repeat(100_000)]) {
      gateway.log.length = 0;
      await gateway.ask(DELETE, { id });
      expect(lines()).toHaveLength(1);
      for (const line of gateway.log) {
        expect(line.length).toBeLessThan(2_000);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }
    }
  });
});
