import {
  type GraphQLField,
  type GraphQLType,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const SECRET = 'correct-horse-battery-staple';
const INTROSPECT = 'introspectOAuthToken(input: $i) { __typename }';

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const CREATES: ReadonlySet<string> = new Set(['createOAuthClient', 'copyOAuthClient']);

/**
 * Whether a mutation takes a secret, or gives one away. Two are left out: what they show they have just made,
 * for a caller whose credential may make any number.
 */
function handlesSecrets({ name, args, type }: GraphQLField<unknown, unknown>): boolean {
  return !CREATES.has(name) && (args.some((arg) => holdsSecret(arg.type)) || holdsSecret(type));
}

function holdsSecret(type: GraphQLType, seen = new Set<unknown>()): boolean {
  const named = getNamedType(type);
  if (named.name === 'OAuthSecret') return true;
  if (seen.has(named)) return false;
  seen.add(named);
  if (isUnionType(named)) return named.getTypes().some((member) => holdsSecret(member, seen));
  if (!isObjectType(named) && !isInputObjectType(named)) return false;
  return Object.values(named.getFields()).some((field) => holdsSecret(field.type, seen));
}

describe('a secret in the document itself is refused, not repeated', () => {
  const token = `$i: RequestOAuthTokenInput! = { grantType: REFRESH_TOKEN, refreshToken: "${SECRET}" }`;
  const documents = [
    `{ oauthConsentRequest(consentToken: "${SECRET}") { name } }`,
    `{ oauthConsentRequest(consentToken: """${SECRET}""") { name } }`,
    `{ oauthConsentRequest(consentToken: ["${SECRET}"]) { name } }`,
    `{ oauthConsentRequest(consentToken: { a: "${SECRET}" }) { name } }`,
    `query ($t: OAuthSecret! = "${SECRET}") { oauthConsentRequest(consentToken: $t) { name } }`,
    `mutation { introspectOAuthToken(input: { token: "${SECRET}" }) { __typename } }`,
    `mutation { introspectOAuthToken(input: { tokn: "${SECRET}" }) { __typename } }`,
    `mutation { introspectOAuthToken(input: "${SECRET}") { __typename } }`,
    `mutation (${token}) { requestOAuthToken(input: $i) { __typename } }`,
    `mutation { decideOAuthConsent(input: { allowed: "${SECRET}", consentToken: $t }) { __typename } }`,
    `{ oauthConsentRequest(consentToken: $t) { name @include(if: "${SECRET}") } }`,
    `{ oauthClients(first: "${SECRET}") { totalCount } }`,
    `{ oauthClients(filter: { clientType: "${SECRET}" }) { totalCount } }`,
    `{ oauthGrants(filter: { createdAfter: "${SECRET}" }) { totalCount } }`,
  ];

  test.each(documents)('%s', async (document) => {
    for (let time = 0; time < 2; time++) {
      const { body } = await gateway.ask(document);
      expect(body.data).toBeUndefined();
      for (const { extensions } of body.errors!) expect(extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('a variable is how to give it', async () => {
    const query = 'query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }';
    const { body } = await gateway.ask(query, { t: SECRET });
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({ oauthConsentRequest: null });
  });
});

describe('a URL holds no secret', () => {
  const get = (query: string, variables = {}, operationName?: string) => {
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    if (operationName) search.set('operationName', operationName);
    const headers = { authorization: `Bearer ${ALICE_KEY}`, accept: 'application/json', 'x-graphql-csrf': '1' };
    return fetch(`${gateway.url}?${search}`, { headers });
  };
  const CONSENT = 'query Consent($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }';

  test.each([
    ['a query that takes one', CONSENT, undefined],
    ['the one of several operations that takes one', `query Other { __typename } ${CONSENT}`, 'Consent'],
  ])('%s is refused by GET', async (_name, query, operationName) => {
    const response = await get(query, { t: SECRET }, operationName);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(text).not.toContain(SECRET);
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('of a mutation neither, whatever it takes', async () => {
    const response = await get('mutation { deleteOAuthClient(clientId: "c") { __typename } }');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('other queries may go by GET', async () => {
    const response = await get('query Count { oauthClients { totalCount } }');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await response.json()).toMatchObject({ data: { oauthClients: { totalCount: 160 } } });
    const other = await get(`query Other { __typename } ${CONSENT}`, {}, 'Other');
    expect(await other.json()).toMatchObject({ data: { __typename: 'Query' } });
  });
});

describe('an operation has at most one mutation that tests or reveals secrets', () => {
  const variables = { i: { token: SECRET }, c: DEMO_CLIENT.client_id };
  const REVEAL = 'revealOAuthClientSecret(clientId: $c) { __typename }';
  const DECLARED = '($i: IntrospectOAuthTokenInput! $c: ID!)';
  const USES = '($c: ID!)';

  test.each([
    ['by aliases', `mutation ($i: IntrospectOAuthTokenInput!) { a: ${INTROSPECT} b: ${INTROSPECT} }`],
    ['by two names', `mutation ${DECLARED} { ${INTROSPECT} ${REVEAL} }`],
    ['by an inline fragment', `mutation ${DECLARED} { ${INTROSPECT} ... { ... on Mutation { ${REVEAL} } } }`],
    [
      'by fragments',
      `mutation ${USES} { ...A } fragment A on Mutation { a: ${REVEAL} ...B } fragment B on Mutation { b: ${REVEAL} }`,
    ],
  ])('two %s are refused', async (_name, document) => {
    const { body } = await gateway.ask(document, variables);
    expect(body.data).toBeUndefined();
    expect(body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
    expect(gateway.sandbox.calls).toEqual([]);
  });

  const mutations = Object.values(schema.getMutationType()!.getFields());
  const call = ({ name, args }: GraphQLField<unknown, unknown>, alias: string) =>
    `${alias}: ${name}(${args.map((arg) => `${arg.name}: $${alias}_${arg.name}`).join(' ')}) { __typename }`;
  const declare = ({ args }: GraphQLField<unknown, unknown>, alias: string) =>
    args.map((arg) => `$${alias}_${arg.name}: ${arg.type}`).join(' ');
  const pairs = mutations.flatMap((one, n) => mutations.slice(n).map((other) => [one, other] as const));

  test.each(pairs.map(([one, other]) => [one.name, other.name, one, other] as const))(
    'of %s and %s',
    async (_one, _other, one, other) => {
      const document = `mutation (${declare(one, 'a')} ${declare(other, 'b')}) { ${call(one, 'a')} ${call(other, 'b')} }`;
      const { body } = await gateway.ask(document);
      const isRefused = handlesSecrets(one) && handlesSecrets(other);
      // No variable is given: what passes this rule fails in the next step.
      expect(body.errors![0]!.extensions.code).toBe(isRefused ? 'QUERY_TOO_COMPLEX' : 'BAD_USER_INPUT');
      expect(gateway.sandbox.calls).toEqual([]);
    },
  );

  test('the same mutation twice under one alias counts once', async () => {
    const { body } = await gateway.ask(
      `mutation ${USES} { ${REVEAL} ...A ...A } fragment A on Mutation { ${REVEAL} }`,
      variables,
    );
    expect(body.data).toEqual({ revealOAuthClientSecret: { __typename: 'RevealOAuthClientSecretPayload' } });
    expect(gateway.sandbox.calls).toHaveLength(1);
  });

  test('other mutations may be beside it, and be many', async () => {
    const remove = 'deleteOAuthClient(clientId: "none") { __typename }';
    const { body } = await gateway.ask(`mutation ${USES} { a: ${remove} ${REVEAL} b: ${remove} }`, variables);
    expect(body.errors).toBeUndefined();
    expect(Object.keys(body.data)).toEqual(['a', 'revealOAuthClientSecret', 'b']);
  });
});
