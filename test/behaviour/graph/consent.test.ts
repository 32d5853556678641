import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, clientOf, ERROR_FIELDS } from './expected.ts';

const REQUEST = `query ($token: OAuthSecret!) {
  oauthConsentRequest(consentToken: $token) {
    clientId client { ${CLIENT_FIELDS} } name requestedScopes { scopeId name description }
    logoUri tosUri policyUri redirectUri verified
  }
}`;
const DECIDE = `mutation ($input: DecideOAuthConsentInput!) {
  decideOAuthConsent(input: $input) { ${ERROR_FIELDS} ... on DecideOAuthConsentPayload { redirectUri } }
}`;

let token: string;
const gateway = useForTests(() => startGateway());
beforeEach(async () => {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: DEMO_CLIENT.client_id,
    redirect_uri: DEMO_CLIENT.redirect_uri,
    scope: 'messaging.read voice.write',
    state: 'kept',
  });
  const answer = await fetch(`${gateway.sandbox.url}/oauth/authorize?${query}`, { redirect: 'manual' });
  token = new URL(answer.headers.get('location')!).searchParams.get('consent_token')!;
  gateway.sandbox.calls.length = 0;
});

describe('the consent request', () => {
  const ask = async (consentToken: string, key: string) =>
    (await gateway.ask(REQUEST, { token: consentToken }, { key })).body;

  test('names the client and the scopes', async () => {
    const { data, errors } = await ask(token, ALICE_KEY);
    expect(errors).toBeUndefined();
    const client = gateway.sandbox.account(ALICE_KEY).clients.find((each) => each.client_id === DEMO_CLIENT.client_id)!;
    expect(data.oauthConsentRequest).toEqual({
      clientId: client.client_id,
      client: clientOf(client),
      name: client.name,
      requestedScopes: [
        { scopeId: 'messaging.read', name: 'Messaging (read)', description: 'See your messaging data' },
        { scopeId: 'voice.write', name: 'Voice (write)', description: 'Change your voice data' },
      ],
      logoUri: client.logo_uri,
      tosUri: client.tos_uri,
      policyUri: client.policy_uri,
      redirectUri: DEMO_CLIENT.redirect_uri,
      verified: true,
    });
  });

  test('shows no client that belongs to somebody else, and says the rest', async () => {
    const { data, errors } = await ask(token, BOB_KEY);
    expect(errors).toBeUndefined();
    expect(data.oauthConsentRequest).toMatchObject({ clientId: DEMO_CLIENT.client_id, client: null, verified: true });
  });

  test('is null where the token is unknown or used', async () => {
    expect(await ask('unknown', ALICE_KEY)).toEqual({
      data: { oauthConsentRequest: null },
      extensions: expect.anything(),
    });
    await gateway.ask(DECIDE, { input: { consentToken: token, allowed: false } });
    expect(await ask(token, ALICE_KEY)).toEqual({ data: { oauthConsentRequest: null }, extensions: expect.anything() });
  });

  test('is not asked for by what can be no token', async () => {
    const { errors } = await ask('..', ALICE_KEY);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['consentToken'] }] } }]);
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

describe('the decision', () => {
  const decide = async (allowed: boolean) => {
    const { body } = await gateway.ask(DECIDE, { input: { consentToken: token, allowed } });
    expect(body.errors).toBeUndefined();
    return body.data.decideOAuthConsent;
  };

  test('to allow answers the redirect URI with a code, and makes a grant', async () => {
    const before = gateway.sandbox.account(ALICE_KEY).grants.length;
    const { redirectUri } = await decide(true);
    const { searchParams } = new URL(redirectUri);
    expect(redirectUri.startsWith(`${DEMO_CLIENT.redirect_uri}?`)).toBe(true);
    expect(searchParams.get('code')).toMatch(/^[\w-]{32}$/);
    expect(searchParams.get('state')).toBe('kept');
    const { grants } = gateway.sandbox.account(ALICE_KEY);
    expect(grants).toHaveLength(before + 1);
    expect(grants[0]).toMatchObject({ client_id: DEMO_CLIENT.client_id, scopes: ['messaging.read', 'voice.write'] });
  });

  test('to deny answers the redirect URI with the refusal, and makes none', async () => {
    const before = gateway.sandbox.account(ALICE_KEY).grants.length;
    const { redirectUri } = await decide(false);
    expect(new URL(redirectUri).searchParams.get('error')).toBe('access_denied');
    expect(gateway.sandbox.account(ALICE_KEY).grants).toHaveLength(before);
  });

  test('shows in lists of grants within the same operation', async () => {
    const count = `updateOAuthClient(clientId: "${DEMO_CLIENT.client_id}", input: { requirePkce: false }) {
      ... on UpdateOAuthClientPayload { client { grants { totalCount } } }
    }`;
    const document = `mutation ($input: DecideOAuthConsentInput!) {
      before: ${count} decideOAuthConsent(input: $input) { __typename } after: ${count}
    }`;
    const { body } = await gateway.ask(document, { input: { consentToken: token, allowed: true } });
    const { before, after } = body.data;
    expect(after.client.grants.totalCount).toBe(before.client.grants.totalCount + 1);
  });

  test('is taken once', async () => {
    await decide(true);
    expect(await decide(true)).toMatchObject({
      __typename: 'OAuthProtocolError',
      code: 'PROTOCOL',
      error: 'invalid_consent_token',
    });
  });
});
