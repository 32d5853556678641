import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

/** @see RFC 6749 section 4.1, RFC 7636 */
test('the whole authorization code flow with PKCE runs through the gateway', async () => {
  const gateway = await useInTest(startGateway());
  const ask = async (query: string, variables: Record<string, unknown>, key: string | null) => {
    const { status, body } = await gateway.ask(query, variables, { key });
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
    return Object.values(body.data)[0] as Record<string, never>;
  };
  const secrets: string[] = [];
  const secret = (value: unknown): string => {
    expect(value).toEqual(expect.any(String));
    secrets.push(value as string);
    return value as string;
  };
  const redirectUri = 'http://127.0.0.1:8400/callback';
  const scopes = ['messaging.read', 'voice.read'];
  const codeVerifier = secret('a-verifier-of-more-than-forty-three-characters');
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');

  const { client } = await ask(
    `mutation ($input: CreateOAuthClientInput!) {
      createOAuthClient(input: $input) { ... on CreateOAuthClientPayload { client { clientId requirePkce } } }
    }`,
    {
      input: {
        name: 'Command line',
        clientType: 'PUBLIC',
        allowedScopes: scopes,
        allowedGrantTypes: ['AUTHORIZATION_CODE', 'REFRESH_TOKEN'],
        redirectUris: [redirectUri],
      },
    },
    ALICE_KEY,
  );
  const { clientId, requirePkce } = client as unknown as { clientId: string; requirePkce: boolean };
  expect(requirePkce).toBe(true);

  const request = { clientId, redirectUri, scopes, state: 'the state', codeChallenge };
  const { url } = await ask(
    'query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }',
    { input: request },
    null,
  );
  const { redirectLocation } = await ask(
    `mutation ($input: OAuthAuthorizationRequestInput!) {
      startOAuthAuthorization(input: $input) { ... on StartOAuthAuthorizationPayload { redirectLocation } }
    }`,
    { input: request },
    null,
  );
  const started = gateway.sandbox.calls.at(-1)!;
  expect(url).toBe(`${gateway.sandbox.origin}${started.path}`);
  const consentToken = secret(new URL(redirectLocation!).searchParams.get('consent_token'));

  const consent = await ask(
    `query ($consentToken: OAuthSecret!) {
      oauthConsentRequest(consentToken: $consentToken) { clientId client { name } requestedScopes { scopeId } redirectUri }
    }`,
    { consentToken },
    ALICE_KEY,
  );
  expect(consent).toEqual({
    clientId,
    client: { name: 'Command line' },
    requestedScopes: scopes.map((scopeId) => ({ scopeId })),
    redirectUri,
  });

  const decision = await ask(
    `mutation ($input: DecideOAuthConsentInput!) {
      decideOAuthConsent(input: $input) { ... on DecideOAuthConsentPayload { redirectUri } }
    }`,
    { input: { consentToken, allowed: true } },
    ALICE_KEY,
  );
  const answered = new URL(secret(decision.redirectUri));
  expect(answered.searchParams.get('state')).toBe('the state');
  const code = secret(answered.searchParams.get('code'));

  const TOKEN = `mutation ($input: RequestOAuthTokenInput!) {
    requestOAuthToken(input: $input) {
      ... on OAuthProtocolError { error }
      ... on RequestOAuthTokenPayload { accessToken tokenType expiresIn scopes refreshToken }
    }
  }`;
  const exchange = { grantType: 'AUTHORIZATION_CODE', clientId, code, redirectUri, codeVerifier };
  const first = await ask(TOKEN, { input: exchange }, null);
  expect(first).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, scopes });
  const accessToken = secret(first.accessToken);

  const INTROSPECT = `mutation ($input: IntrospectOAuthTokenInput!) {
    introspectOAuthToken(input: $input) {
      ... on IntrospectOAuthTokenPayload { active scopes clientId client { name } }
    }
  }`;
  const isActive = { active: true, scopes, clientId, client: { name: 'Command line' } };
  expect(await ask(INTROSPECT, { input: { token: accessToken } }, ALICE_KEY)).toEqual(isActive);

  const refresh = { grantType: 'REFRESH_TOKEN', clientId, refreshToken: secret(first.refreshToken) };
  const second = await ask(TOKEN, { input: { ...refresh, scopes: ['voice.read'] } }, null);
  expect(second).toMatchObject({ scopes: ['voice.read'] });
  const refreshed = secret(second.accessToken);
  expect(refreshed).not.toBe(accessToken);

  const granted = await ask(
    `query ($clientId: ID!) {
      oauthGrants(filter: { clientId: $clientId }) { totalCount nodes { grantId scopes lastUsedAt client { name } } }
    }`,
    { clientId },
    ALICE_KEY,
  );
  const [grant] = gateway.sandbox.account(ALICE_KEY).grants;
  expect(granted).toEqual({
    totalCount: 1,
    nodes: [{ grantId: grant!.id, scopes, lastUsedAt: grant!.last_used_at, client: { name: 'Command line' } }],
  });

  const revoked = await ask(
    `mutation ($grantId: ID!) {
      revokeOAuthGrant(grantId: $grantId) { ... on RevokeOAuthGrantPayload { revokedGrantId grant { clientId } } }
    }`,
    { grantId: grant!.id },
    ALICE_KEY,
  );
  expect(revoked).toEqual({ revokedGrantId: grant!.id, grant: { clientId } });
  const isInactive = { active: false, scopes: null, clientId: null, client: null };
  for (const token of [accessToken, refreshed]) {
    expect(await ask(INTROSPECT, { input: { token } }, ALICE_KEY)).toEqual(isInactive);
  }
  expect(await ask(TOKEN, { input: exchange }, null)).toEqual({ error: 'invalid_grant' });

  expect(secrets).toHaveLength(7);
  for (const value of [...secrets, ALICE_KEY]) expect(gateway.log.join('')).not.toContain(value);
});
