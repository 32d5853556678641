import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_CLIENT, DEMO_PUBLIC_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { ERROR_FIELDS } from './expected.ts';

const URL_OF = `query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }`;
const START = `mutation ($input: OAuthAuthorizationRequestInput!) {
  startOAuthAuthorization(input: $input) { ${ERROR_FIELDS} ... on StartOAuthAuthorizationPayload { redirectLocation } }
}`;
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const FULL = {
  clientId: DEMO_PUBLIC_CLIENT.client_id,
  redirectUri: DEMO_PUBLIC_CLIENT.redirect_uri,
  scopes: ['messaging.read', 'voice.read'],
  state: 'st&te=1 ü',
  codeChallenge: CHALLENGE,
};

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const ask = async (query: string, input: object) => (await gateway.ask(query, { input }, { key: null })).body;
const urlOf = async (input: object) => new URL((await ask(URL_OF, input)).data.oauthAuthorizationRequest.url);

describe('the URL of an authorization request', () => {
  test('is built without a call and without a credential', async () => {
    const url = await urlOf(FULL);
    expect(url.origin + url.pathname).toBe(`${gateway.sandbox.url}/oauth/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: FULL.clientId,
      redirect_uri: FULL.redirectUri,
      scope: 'messaging.read voice.read',
      state: FULL.state,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    });
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('leaves out what was not given, and never a challenge’s method', async () => {
    const { clientId, redirectUri } = FULL;
    const bare = await urlOf({ clientId, redirectUri, scopes: null, state: null, codeChallenge: null });
    expect([...bare.searchParams.keys()].sort()).toEqual(['client_id', 'redirect_uri', 'response_type']);
    const plain = await urlOf({ ...FULL, codeChallengeMethod: 'PLAIN' });
    expect(plain.searchParams.get('code_challenge_method')).toBe('plain');
  });

  test('keeps the redirect URI’s bytes', async () => {
    const redirectUri = 'https://New.example:443/a/../b?x=%7e&y=1';
    expect((await urlOf({ ...FULL, redirectUri })).searchParams.get('redirect_uri')).toBe(redirectUri);
  });

  test('is one that the server takes', async () => {
    const answer = await fetch(await urlOf(FULL), { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toContain('consent_token=');
  });
});

const WRONG = {
  clientId: '',
  redirectUri: 'https://a.example/#f',
  scopes: ['ok', 'two words'],
  codeChallenge: 'too-short',
};
const PLACES = ['input.clientId', 'input.redirectUri', 'input.scopes.1', 'input.codeChallenge'];

test('everything wrong with a request is named at once: as an error of the query, as data of the mutation', async () => {
  const query = await ask(URL_OF, WRONG);
  expect(query.data).toEqual({ oauthAuthorizationRequest: null });
  expect(query.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  const inError: { path: (string | number)[] }[] = query.errors![0]!.extensions.issues;
  expect(inError.map(({ path }) => path.join('.'))).toEqual(PLACES);
  const { startOAuthAuthorization: result } = (await ask(START, WRONG)).data;
  expect(result).toMatchObject({ __typename: 'OAuthValidationError', code: 'VALIDATION' });
  expect(result.issues.map(({ path }: { path: string[] }) => path.join('.'))).toEqual(PLACES);
  expect(gateway.sandbox.calls).toEqual([]);
});

describe('starting', () => {
  const start = async (input: object) => {
    const { data, errors } = await ask(START, input);
    expect(errors).toBeUndefined();
    return data.startOAuthAuthorization;
  };

  test('answers where the browser is sent, and follows nothing', async () => {
    const { redirectLocation } = await start(FULL);
    expect(redirectLocation).toMatch(new RegExp(`^${gateway.sandbox.origin}/consent\\?consent_token=[\\w-]+$`));
    expect(gateway.sandbox.calls).toMatchObject([{ method: 'GET', status: 302 }]);
    expect(gateway.sandbox.calls[0]?.headers.authorization).toBeUndefined();
  });

  test('answers the error that the client’s redirect URI would get', async () => {
    const { redirectLocation } = await start({ ...FULL, codeChallenge: null });
    const { searchParams } = new URL(redirectLocation);
    expect(redirectLocation.startsWith(`${FULL.redirectUri}?`)).toBe(true);
    expect(searchParams.get('error')).toBe('invalid_request');
    expect(searchParams.get('state')).toBe(FULL.state);
  });

  test('says what the server’s HTML only shows to people', async () => {
    expect(await start({ ...FULL, clientId: 'nobody' })).toMatchObject({
      __typename: 'OAuthNotFoundError',
      code: 'NOT_FOUND',
    });
    expect(await start({ ...FULL, redirectUri: DEMO_CLIENT.redirect_uri })).toMatchObject({
      __typename: 'OAuthValidationError',
      issues: [{ path: ['input', 'redirectUri'], code: 'invalid_redirect_uri' }],
    });
    gateway.sandbox.faults.push('400*1@GET /oauth/authorize');
    expect(await start(FULL)).toMatchObject({ __typename: 'OAuthProtocolError', error: 'invalid_request' });
  });
});
