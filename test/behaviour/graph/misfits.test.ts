import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

test('a value that its field cannot hold costs that field, and is Telnyx’ fault', async () => {
  const { clients, grants } = gateway.sandbox.account(ALICE_KEY);
  const client = { client_type: 'a-canary', allowed_grant_types: ['a-canary'], logo_uri: 'a-canary', policy_uri: 5 };
  Object.assign(clients[1]!, client, { allowed_scopes: [{ of: 'a-canary' }], redirect_uris: 'a-canary' });
  Object.assign(grants[1]!, { last_used_at: 'a-canary' });
  const { body } = await gateway.ask(
    `query ($clientId: ID!, $grantId: ID!) {
      oauthClient(clientId: $clientId) {
        name clientType allowedGrantTypes allowedScopes redirectUris logoUri policyUri
      }
      oauthGrant(grantId: $grantId) { grantId lastUsedAt }
    }`,
    { clientId: clients[1]!.client_id, grantId: grants[1]!.id },
  );
  expect(body.data).toEqual({
    oauthClient: {
      name: clients[1]!.name,
      clientType: null,
      allowedGrantTypes: [],
      allowedScopes: null,
      redirectUris: null,
      logoUri: null,
      policyUri: null,
    },
    oauthGrant: { grantId: grants[1]!.id, lastUsedAt: null },
  });
  expect(body.errors?.map(({ path, extensions }) => [path!.slice(0, 2).join('.'), extensions.code]).sort()).toEqual([
    ['oauthClient.allowedScopes', 'UPSTREAM_CONTRACT'],
    ['oauthClient.logoUri', 'UPSTREAM_CONTRACT'],
    ['oauthClient.policyUri', 'UPSTREAM_CONTRACT'],
    ['oauthClient.redirectUris', 'UPSTREAM_CONTRACT'],
    ['oauthGrant.lastUsedAt', 'UPSTREAM_CONTRACT'],
  ]);
  expect(JSON.stringify(body.errors)).not.toContain('a-canary');
});
