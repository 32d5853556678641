import { Trace } from '@apollo/usage-reporting-protobuf';
import { describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { type Ask, startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, ERROR_FIELDS, GRANT_FIELDS, globalId } from '../graph/expected.ts';

const ASK = { 'apollo-federation-include-trace': 'ftv1' };

const gateway = useForTests(() => startGateway());

const account = () => gateway.sandbox.account(ALICE_KEY);

/** Asks with a trace. */
async function traced(query: string, variables?: Record<string, unknown>, ask: Ask = {}) {
  const { body } = await gateway.ask(query, variables, { ...ask, headers: { ...ASK, ...ask.headers } });
  const { ftv1 } = body.extensions;
  expect(ftv1).toBeTypeOf('string');
  const bytes = Buffer.from(ftv1, 'base64');
  return { body, bytes, trace: Trace.decode(bytes) };
}

/** The names of the fields of a trace, in the form of a selection. */
function selection({ child }: { child?: Trace.INode[] | null }): string {
  const fields = (child ?? []).map((node) => {
    const name = node.originalFieldName ? `${node.responseName}: ${node.originalFieldName}` : node.responseName;
    return `${name || node.index}${selection(node)}`;
  });
  return fields.length === 0 ? '' : `{${fields.join(' ')}}`;
}

function nodesOf(node: Trace.INode): Trace.INode[] {
  return [node, ...(node.child ?? []).flatMap(nodesOf)];
}

describe('a trace', () => {
  test('holds each field with its types and times', async () => {
    const { trace } = await traced('{ page: oauthClients(first: 2) { nodes { name } totalCount } }');
    expect(selection(trace.root!)).toBe('{page: oauthClients{nodes{0{name} 1{name}} totalCount}}');
    const [page] = trace.root!.child!;
    expect(page).toMatchObject({ parentType: 'Query', type: 'OAuthClientConnection' });
    expect(page!.child![0]).toMatchObject({ parentType: 'OAuthClientConnection', type: '[OAuthClient!]!' });
    for (const { type, startTime, endTime } of nodesOf(trace.root!)) {
      if (!type) continue;
      expect(startTime).toBeGreaterThan(0);
      expect(endTime).toBeGreaterThanOrEqual(startTime!);
      expect(trace.durationNs).toBeGreaterThanOrEqual(endTime!);
    }
    expect(trace.endTime!.seconds).toBeGreaterThanOrEqual(trace.startTime!.seconds!);
  });

  test('comes with an answer of any size', async () => {
    const page = `{ nodes { ${CLIENT_FIELDS} } edges { node { ${CLIENT_FIELDS} } } }`;
    const { body, bytes } = await traced(`{ a: oauthClients(first: 100) ${page} b: oauthClients(first: 100) ${page} }`);
    expect(body.errors).toBeUndefined();
    expect(bytes.length).toBeGreaterThan(200_000);
  });

  test.each([
    ['no one asks', {}],
    ['one asks for another kind', { 'apollo-federation-include-trace': 'ftv2' }],
  ])('does not come where %s', async (_name, headers: Record<string, string>) => {
    await traced('{ oauthClients(first: 1) { nodes { name } } }');
    const { body } = await gateway.ask('{ oauthClients(first: 1) { nodes { name } } }', {}, { headers });
    expect(body.data.oauthClients.nodes).toHaveLength(1);
    expect(body.extensions ?? {}).not.toHaveProperty('ftv1');
  });

  test('holds the errors of the answer, at the nearest field that ran', async () => {
    const query = `query ($id: ID = "x") {
      refused: oauthClient(clientId: $id) { name }
      oauthGrants(first: 500) { nodes { grantId } }
      foreign: oauthClient(clientId: "${gateway.sandbox.account(BOB_KEY).clients[0]!.client_id}") { name }
    }`;
    const { body, trace } = await traced(query, { id: null });
    expect(body.errors?.map(({ extensions }) => extensions.code).sort()).toEqual([
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'FORBIDDEN',
    ]);
    const told = nodesOf(trace.root!).flatMap(({ responseName, error }) =>
      (error ?? []).map(({ json }) => [responseName || 'root', JSON.parse(json!)]),
    );
    const errorOf = (field: string) => body.errors!.find(({ path }) => path![0] === field);
    expect(Object.fromEntries(told)).toEqual({
      root: errorOf('refused'),
      oauthGrants: errorOf('oauthGrants'),
      foreign: errorOf('foreign'),
    });
  });

  test('repeats no secret and no value', async () => {
    const secret = 'canary-of-a-secret-x7';
    const mutation = `mutation ($input: RequestOAuthTokenInput!) {
      requestOAuthToken(input: $input) { ... on RequestOAuthTokenPayload { accessToken } ${ERROR_FIELDS} }
    }`;
    const credentials = { grantType: 'CLIENT_CREDENTIALS', clientId: DEMO_CLIENT.client_id };
    const refused = await traced(mutation, { input: { ...credentials, clientSecret: secret } });
    const done = await traced(mutation, { input: { ...credentials, clientSecret: DEMO_CLIENT.client_secret } });
    expect(refused.bytes.toString('latin1')).not.toContain(secret);
    expect(done.bytes.toString('latin1')).not.toContain(DEMO_CLIENT.client_secret);
    expect(done.bytes.toString('latin1')).not.toContain(done.body.data.requestOAuthToken.accessToken);
    expect(done.bytes.toString('latin1')).not.toContain(DEMO_CLIENT.client_id);
  });

  test('of a value that does not fit says as little as the answer', async () => {
    const client = account().clients[9]!;
    const given = client.policy_uri;
    Object.assign(client, { policy_uri: 'no uri at all' });
    const { body, bytes } = await traced('query ($id: ID!) { oauthClient(clientId: $id) { policyUri } }', {
      id: client.client_id,
    });
    Object.assign(client, { policy_uri: given });
    expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_CONTRACT' } }]);
    expect(bytes.toString('latin1')).toContain('UPSTREAM_CONTRACT');
    expect(bytes.toString('latin1')).not.toContain('no uri at all');
  });
});

describe('an answer', () => {
  const grantId = () => account().grants[4]!.id;
  const clientId = () => account().clients[4]!.client_id;

  test.each([
    [
      'a list',
      () =>
        `{ oauthClients(first: 30) { totalCount nodes { ${CLIENT_FIELDS} } edges { cursor } pageInfo { endCursor } } }`,
    ],
    [
      'grants with their clients',
      () => `{ oauthGrants(first: 50) { nodes { ${GRANT_FIELDS} client { ${CLIENT_FIELDS} } } } }`,
    ],
    [
      'nodes',
      () =>
        `{ nodes(ids: ["${globalId('OAuthGrant', grantId())}", "${globalId('OAuthClient', clientId())}"]) { __typename id } }`,
    ],
    [
      'entities',
      () =>
        `{ _entities(representations: [{ __typename: "OAuthGrant", grantId: "${grantId()}" }, { __typename: "No" }]) { __typename } }`,
    ],
    [
      'an error as data',
      () => 'mutation { deleteOAuthClient(clientId: "gone") { __typename ... on OAuthError { code message } } }',
    ],
    [
      'a document of discovery',
      () => '{ oauthAuthorizationServerMetadata { issuer grantTypesSupported } oauthJsonWebKeySet { keys { kid } } }',
    ],
    ['introspection', () => '{ __schema { types { name fields { name } } } __typename }'],
    ['the SDL', () => '{ _service { sdl } }'],
  ])('to %s is the same with a trace', async (_name, query) => {
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const plain = await gateway.ask(query(), {}, { headers });
    const { body } = await traced(query(), {}, { headers });
    expect(body.data).toEqual(plain.body.data);
    expect(body.errors).toEqual(plain.body.errors);
  });
});
