import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

/** The document as the API itself serves it. */
const served = async (path: string) => (await (await fetch(`${gateway.sandbox.origin}${path}`)).json()) as never;

test('the authorization server’s metadata has every member that the server gives, without a credential', async () => {
  const { status, body } = await gateway.ask(
    `{
      oauthAuthorizationServerMetadata {
        issuer authorizationEndpoint tokenEndpoint introspectionEndpoint jwksUri registrationEndpoint
        grantTypesSupported responseTypesSupported codeChallengeMethodsSupported tokenEndpointAuthMethodsSupported
        scopesSupported protectedResources
      }
    }`,
    {},
    { key: null },
  );
  expect(status).toBe(200);
  expect(body.errors).toBeUndefined();
  const wire: Record<string, unknown> = await served('/.well-known/oauth-authorization-server');
  expect(body.data.oauthAuthorizationServerMetadata).toEqual({
    issuer: wire.issuer,
    authorizationEndpoint: wire.authorization_endpoint,
    tokenEndpoint: wire.token_endpoint,
    introspectionEndpoint: wire.introspection_endpoint,
    jwksUri: wire.jwks_uri,
    registrationEndpoint: wire.registration_endpoint,
    grantTypesSupported: wire.grant_types_supported,
    responseTypesSupported: wire.response_types_supported,
    codeChallengeMethodsSupported: wire.code_challenge_methods_supported,
    tokenEndpointAuthMethodsSupported: wire.token_endpoint_auth_methods_supported,
    scopesSupported: wire.scopes_supported,
    protectedResources: wire.protected_resources,
  });
});

test('the protected resource’s metadata has all members too', async () => {
  const query = '{ oauthProtectedResourceMetadata { resource authorizationServers scopesSupported } }';
  const { body } = await gateway.ask(query, {}, { key: null });
  expect(body.errors).toBeUndefined();
  const wire: Record<string, unknown> = await served('/.well-known/oauth-protected-resource');
  expect(body.data.oauthProtectedResourceMetadata).toEqual({
    resource: wire.resource,
    authorizationServers: wire.authorization_servers,
    scopesSupported: wire.scopes_supported,
  });
});

test('neither call carries the caller’s key', async () => {
  const fresh = await useInTest(startGateway());
  await fresh.ask('{ oauthAuthorizationServerMetadata { issuer } oauthProtectedResourceMetadata { resource } }');
  expect(fresh.sandbox.calls.map(({ path }) => path).sort()).toEqual([
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-protected-resource',
  ]);
  for (const { headers } of fresh.sandbox.calls) expect(headers.authorization).toBeUndefined();
});
