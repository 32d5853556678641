import { expect, test } from 'vitest';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

const ENTRIES = 'additionalMetadata { name json }';
const AGENT = `agentAuth {
  authMd skill eventsSupported grantsSupported identityTypesSupported identityAssertionSupported
  protectedResourceMetadataUri ${ENTRIES} anonymous { credentialTypesSupported ${ENTRIES} }
}`;

/** Both documents as a server with these serves them. */
async function read(server: object, resource: object = {}) {
  const fake = await useInTest(startGatewayOnFake());
  fake.upstream.answers = {
    'GET /.well-known/oauth-authorization-server': { json: server },
    'GET /.well-known/oauth-protected-resource': { json: resource },
  };
  const { body } = await fake.ask(
    `{ server: oauthAuthorizationServerMetadata { issuer ${AGENT} ${ENTRIES} }
       resource: oauthProtectedResourceMetadata { resource ${ENTRIES} } }`,
    {},
    { key: null },
  );
  return body;
}

test('how agents get credentials has every member that the server gives', async () => {
  const { body } = await gateway.ask(`{ oauthAuthorizationServerMetadata { ${AGENT} ${ENTRIES} } }`, {}, { key: null });
  expect(body.errors).toBeUndefined();
  const served = await fetch(`${gateway.sandbox.origin}/.well-known/oauth-authorization-server`);
  const { agent_auth: wire } = (await served.json()) as { agent_auth: Record<string, unknown> };
  expect(body.data.oauthAuthorizationServerMetadata).toEqual({
    agentAuth: {
      authMd: wire.auth_md,
      skill: wire.skill,
      eventsSupported: wire.events_supported,
      grantsSupported: wire.grants_supported,
      identityTypesSupported: wire.identity_types_supported,
      identityAssertionSupported: wire.identity_assertion_supported,
      protectedResourceMetadataUri: wire.protected_resource_metadata_uri,
      anonymous: { credentialTypesSupported: ['bearer_api_key', 'oauth_pkce'], additionalMetadata: [] },
      additionalMetadata: [],
    },
    additionalMetadata: [],
  });
});

test('a member that this schema does not know is told by name, with its value as JSON', async () => {
  const agent_auth = { auth_md: 'https://a.example/auth.md', level: 2, anonymous: { rate: { limit: 1 } } };
  const { data, errors } = await read(
    {
      agent_auth,
      revocation_endpoint: 'https://a.example/revoke',
      dpop_signing_alg_values_supported: ['ES256'],
      no: null,
    },
    { resource: 'https://a.example', bearer_methods_supported: ['header'] },
  );
  expect(errors).toBeUndefined();
  expect(data.server).toMatchObject({
    agentAuth: {
      authMd: 'https://a.example/auth.md',
      skill: null,
      additionalMetadata: [{ name: 'level', json: '2' }],
      anonymous: { credentialTypesSupported: null, additionalMetadata: [{ name: 'rate', json: '{"limit":1}' }] },
    },
    additionalMetadata: [
      { name: 'revocation_endpoint', json: '"https://a.example/revoke"' },
      { name: 'dpop_signing_alg_values_supported', json: '["ES256"]' },
      { name: 'no', json: 'null' },
    ],
  });
  expect(data.resource).toEqual({
    resource: 'https://a.example',
    additionalMetadata: [{ name: 'bearer_methods_supported', json: '["header"]' }],
  });
});

test.each<[string, object, object]>([
  ['absent', {}, { agentAuth: null, additionalMetadata: [] }],
  ['no object', { agent_auth: [1] }, { agentAuth: null, additionalMetadata: [{ name: 'agent_auth', json: '[1]' }] }],
  [
    'an object with another kind of anonymous',
    { agent_auth: { anonymous: true } },
    {
      agentAuth: { anonymous: null, additionalMetadata: [{ name: 'anonymous', json: 'true' }] },
      additionalMetadata: [],
    },
  ],
])('agent_auth may be %s', async (_name, server, expected) => {
  const { data, errors } = await read(server);
  expect(errors).toBeUndefined();
  expect(data.server).toMatchObject(expected);
});

test('what is told is bounded in number and length', async () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`member_${index}`, index]));
  const long = { ['n'.repeat(129)]: 1, ['n'.repeat(128)]: 'x'.repeat(16_383), fits: 'x'.repeat(16_382) };
  const { data } = await read({ ...long, ...many });
  const entries = data.server.additionalMetadata as { name: string; json: string | null }[];
  expect(entries).toHaveLength(100);
  expect(entries[0]).toEqual({ name: 'n'.repeat(128), json: null });
  expect(entries[1]!.json).toHaveLength(16_384);
});
