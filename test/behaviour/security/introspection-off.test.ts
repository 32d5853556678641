import { getIntrospectionQuery } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { type Answer, startGateway, type TestGateway } from '../../support/gateway.ts';

const open = new Map<string, TestGateway>();
afterAll(async () => {
  for (const gateway of open.values()) await gateway.close();
});

/** A gateway with this environment, the same for all tests. */
async function gatewayIn(env: Record<string, string>): Promise<TestGateway> {
  const key = JSON.stringify(env);
  const gateway = open.get(key) ?? (await startGateway({ env }));
  open.set(key, gateway);
  return gateway;
}

const PRODUCTION = { NODE_ENV: 'production' };
const messages = ({ body }: Answer) => (body.errors ?? []).map(({ message }) => message).join('\n');

describe('in production', () => {
  test.each([
    ['everything', getIntrospectionQuery()],
    ['the schema', '{ __schema { types { name } } }'],
    ['a type', '{ __type(name: "Query") { name } }'],
    ['in a fragment', '{ ...F } fragment F on Query { s: __schema { types { name } } }'],
  ])('the graph does not tell of itself: %s', async (_what, query) => {
    const gateway = await gatewayIn(PRODUCTION);
    for (let time = 0; time < 2; time++) {
      const { body } = await gateway.ask(query);
      expect(body.data).toBeUndefined();
      expect(body.errors![0]).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
      expect(body.errors![0]!.message).toContain('introspection');
    }
  });

  test('routers and clients still get what they live on', async () => {
    const gateway = await gatewayIn(PRODUCTION);
    const { body } = await gateway.ask('{ __typename _service { sdl } oauthClient(clientId: "x") { __typename } }');
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({ __typename: 'Query', oauthClient: null });
    expect(body.data._service.sdl).toContain('type OAuthClient');
  });
});

const MISSPELT: [what: string, query: string, variables: Record<string, unknown>, found: string][] = [
  ['a field', '{ oauthClents { totalCount } }', {}, 'oauthClients'],
  ['an argument', '{ oauthClients(frst: 1) { totalCount } }', {}, 'first'],
  ['a type', '{ node(id: "x") { ... on OAuthClent { name } } }', {}, 'OAuthClient'],
  ['an enum value', '{ oauthClients(filter: { clientType: PUBLC }) { totalCount } }', {}, 'PUBLIC'],
  ['an input field', '{ oauthClients(filter: { nam: "x" }) { totalCount } }', {}, 'name'],
  [
    'an input field of a variable',
    'query ($f: OAuthClientFilter) { oauthClients(filter: $f) { totalCount } }',
    { f: { verifed: true } },
    'verified',
  ],
  [
    'an enum value of a variable',
    'query ($f: OAuthClientFilter) { oauthClients(filter: $f) { totalCount } }',
    { f: { clientType: 'PUBLC' } },
    'PUBLIC',
  ],
];

test.each(MISSPELT)(
  '%s that is misspelt is corrected outside of production only',
  async (_what, query, variables, found) => {
    const told = messages(await (await gatewayIn({})).ask(query, variables));
    expect(told).toContain('Did you mean');
    expect(told).toContain(found);

    const silent = messages(await (await gatewayIn(PRODUCTION)).ask(query, variables));
    expect(silent).not.toBe('');
    expect(silent).not.toContain('Did you mean');
    expect(silent).not.toContain(found);

    const allowed = messages(await (await gatewayIn({ ...PRODUCTION, INTROSPECTION: 'true' })).ask(query, variables));
    expect(allowed).toBe(told);
  },
);

test('both are a setting of their own', async () => {
  const allowed = await gatewayIn({ ...PRODUCTION, INTROSPECTION: 'true' });
  expect((await allowed.ask(getIntrospectionQuery())).body.errors).toBeUndefined();
  const forbidden = await gatewayIn({ INTROSPECTION: 'false' });
  expect(messages(await forbidden.ask('{ __schema { types { name } } }'))).toContain('introspection');
  expect(messages(await forbidden.ask('{ oauthClents { totalCount } }'))).not.toContain('Did you mean');
});
