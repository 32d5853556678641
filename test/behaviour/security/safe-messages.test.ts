import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const SECRET = 'correct-horse-battery-staple';

const gateway = useForTests(() => startGateway());

/** What an audit line is about, as given: a client identifier is no secret. @see RFC 6749 section 2.2 */
const AUDITED_IDS = /"ids":\[[^\]]*\]/g;

/** The answer's errors, and that neither it nor the log repeats the secret. */
async function errorsOf(document: string, variables: Record<string, unknown> = {}) {
  const { body } = await gateway.ask(document, variables);
  expect(JSON.stringify(body)).not.toContain(SECRET);
  expect(gateway.log.join('').replace(AUDITED_IDS, '')).not.toContain(SECRET);
  return body.errors ?? [];
}

const INTROSPECT = 'mutation ($i: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $i) { __typename } }';
const TOKEN = 'mutation ($i: RequestOAuthTokenInput!) { requestOAuthToken(input: $i) { __typename } }';

describe('a variable of the wrong shape is told by place and reason, without its value', () => {
  const grant = { grantType: 'REFRESH_TOKEN', clientId: 'c' };
  const cases: [name: string, document: string, variables: object, place: string, reason: string][] = [
    ['a secret that is a number', INTROSPECT, { i: { token: 1 } }, 'i.token', 'OAuthSecret must be'],
    ['a secret that is empty', INTROSPECT, { i: { token: '' } }, 'i.token', 'OAuthSecret must be'],
    ['a secret in a list', INTROSPECT, { i: { token: [SECRET] } }, 'i.token', 'OAuthSecret must be'],
    ['a secret in an object', INTROSPECT, { i: { token: { value: SECRET } } }, 'i.token', 'OAuthSecret must be'],
    ['the whole input', INTROSPECT, { i: SECRET }, 'i', 'to be an object'],
    ['a list of inputs', INTROSPECT, { i: [{ token: SECRET }] }, 'i', 'to be an object'],
    ['a sibling of a secret', INTROSPECT, { i: { token: SECRET, clientId: { a: 1 } } }, 'i.clientId', 'ID cannot'],
    ['a misspelt sibling', INTROSPECT, { i: { token: SECRET, clientID: 'c' } }, 'i', '"clientID" is not defined'],
    ['a missing sibling', TOKEN, { i: { clientSecret: SECRET } }, 'i', '"grantType" of required type'],
    ['a sibling enum', TOKEN, { i: { ...grant, grantType: SECRET } }, 'i.grantType', 'enum'],
    [
      'a sibling list',
      TOKEN,
      { i: { ...grant, refreshToken: SECRET, scopes: [1, { a: SECRET }] } },
      'i.scopes.0',
      'String cannot',
    ],
    ['null', INTROSPECT, { i: null }, 'i', 'not to be null'],
  ];

  test.each(cases)('%s', async (_name, document, variables, place, reason) => {
    const errors = await errorsOf(document, variables as Record<string, unknown>);
    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions } of errors) expect(extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0]!.message).toContain(`Variable "$i" is not valid at "${place}": `);
    expect(errors[0]!.message).toContain(reason);
  });

  test('all that is wrong is told at once, and not more than a person can read', async () => {
    const few = await errorsOf(TOKEN, { i: { ...grant, grantType: 1, clientSecret: 2, code: 3, scopes: [4] } });
    expect(few).toHaveLength(4);
    const many = await errorsOf(TOKEN, { i: { ...grant, scopes: Array.from({ length: 5_000 }, () => 1) } });
    expect(many.length).toBeGreaterThan(1);
    expect(many.length).toBeLessThanOrEqual(50);
  });

  test('a variable that is missing is told like one that is wrong', async () => {
    const [error] = await errorsOf(INTROSPECT);
    expect(error!.message).toBe('Variable "$i" of required type "IntrospectOAuthTokenInput!" was not provided.');
    expect(error!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('any JSON in the place of any input', async () => {
    const leaf = fc.oneof(fc.constant(SECRET), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(''));
    const name = fc.constantFrom(
      'token',
      'clientId',
      'clientSecret',
      'grantType',
      'code',
      'scopes',
      'redirectUri',
      'x',
    );
    const { any } = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(name, tie('any'), { maxKeys: 5 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(INTROSPECT, TOKEN), any!, async (document, value) => {
        const errors = await errorsOf(document, { i: value });
        for (const { extensions } of errors) expect(extensions.code).toBe('BAD_USER_INPUT');
      }),
      { numRuns: 150 },
    );
  });
});

describe('an argument that only execution finds wrong', () => {
  test('is told by its name', async () => {
    const document = `mutation ($token: OAuthSecret!, $id: ID!, $type: OAuthResponseType, $uri: URL!) {
      startOAuthAuthorization(input: { clientId: $id, redirectUri: $uri, responseType: $type }) { __typename }
      introspectOAuthToken(input: { token: $token }) { __typename }
    }`;
    const one = document.replace(/\s*introspectOAuthToken.*/, '').replace('$token: OAuthSecret!, ', '');
    const errors = await errorsOf(one, { id: SECRET, uri: `app:/${SECRET}`, type: null });
    expect(errors).toMatchObject([{ path: ['startOAuthAuthorization'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors[0]!.message).toBe('Argument "input" is not valid.');
  });
});

describe('a syntax error does not repeat the string at its location', () => {
  test.each([
    `{ oauthConsentRequest("${SECRET}") { name } }`,
    `{ oauthConsentRequest(consentToken: $t "${SECRET}") { name } }`,
    `{ oauthConsentRequest("""${SECRET}""") { name } }`,
    `"${SECRET}"`,
    `{ oauthConsentRequest(consentToken: "${SECRET}) { name } }`,
    `query ("${SECRET}") { __typename }`,
    `{ oauthConsentRequest(consentToken: "say \\"${SECRET}\\"" "${SECRET}") { name } }`,
  ])('%s', async (document) => {
    const errors = await errorsOf(document);
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    expect(errors[0]!.message).toMatch(/^Syntax Error: /);
  });
});

test('a client that speaks GraphQL over HTTP gets 400 for what was not executed, others 200', async () => {
  for (const [accept, expected] of [
    ['application/graphql-response+json', 400],
    ['application/json', 200],
  ] as const) {
    for (const document of ['{', '{ nothing }', INTROSPECT]) {
      const { status } = await gateway.ask(document, { i: 1 }, { headers: { accept } });
      expect({ accept, document, status }).toEqual({ accept, document, status: expected });
    }
  }
});
