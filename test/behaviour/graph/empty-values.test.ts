import { getNullableType, isInputObjectType, isListType } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;
const NEW = { name: 'N', allowedScopes: ['voice.read'], clientType: 'CONFIDENTIAL', allowedGrantTypes: [] };
const REDIRECT = 'https://a.example/';

/** A request with an input of each type that has lists. */
const REQUESTS: Record<string, { call: string; input: object; args?: string }> = {
  OAuthAuthorizationRequestInput: { call: 'startOAuthAuthorization', input: { clientId, redirectUri: REDIRECT } },
  CreateOAuthClientInput: { call: 'createOAuthClient', input: NEW },
  UpdateOAuthClientInput: { call: 'updateOAuthClient', input: {}, args: `clientId: "${clientId}",` },
  RegisterOAuthClientInput: { call: 'registerOAuthClient', input: {} },
  RequestOAuthTokenInput: {
    call: 'requestOAuthToken',
    input: { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret },
  },
};

/**
 * What becomes of an empty list: `refused` where the protocol has one string of at least one scope, `sent` as it is where
 * the API takes a list of JSON.
 */
const LISTS: Record<string, 'refused' | 'sent'> = {
  'OAuthAuthorizationRequestInput.scopes': 'refused',
  'RegisterOAuthClientInput.scopes': 'refused',
  'RequestOAuthTokenInput.scopes': 'refused',
  'RegisterOAuthClientInput.redirectUris': 'sent',
  'RegisterOAuthClientInput.grantTypes': 'sent',
  'RegisterOAuthClientInput.responseTypes': 'sent',
  'CreateOAuthClientInput.allowedScopes': 'sent',
  'CreateOAuthClientInput.allowedGrantTypes': 'sent',
  'CreateOAuthClientInput.redirectUris': 'sent',
  'UpdateOAuthClientInput.allowedScopes': 'sent',
  'UpdateOAuthClientInput.allowedGrantTypes': 'sent',
  'UpdateOAuthClientInput.redirectUris': 'sent',
};

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

async function send(typename: string, more: object) {
  const { call, input, args = '' } = REQUESTS[typename]!;
  const document = `mutation ($input: ${typename}!) {
    result: ${call}(${args} input: $input) { __typename ... on OAuthValidationError { issues { path code } } }
  }`;
  const { body } = await gateway.ask(document, { input: { ...input, ...more } });
  expect(body.errors).toBeUndefined();
  return body.data.result;
}

test('it is decided of every list that callers may send', () => {
  const lists = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => isListType(getNullableType(field.type)))
    .map(({ type, field }) => `${type.name}.${field.name}`);
  expect(lists.sort()).toEqual(Object.keys(LISTS).sort());
});

describe('an empty list', () => {
  test.each(Object.entries(LISTS))('%s is %s', async (name, decision) => {
    const [typename, member] = name.split('.') as [string, string];
    const result = await send(typename, { [member]: [] });
    if (decision === 'refused') {
      const issues = [{ path: ['input', member], code: 'too_small' }];
      expect(result).toEqual({ __typename: 'OAuthValidationError', issues });
      expect(gateway.sandbox.calls).toEqual([]);
    } else {
      const wire = member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(JSON.parse(gateway.sandbox.calls[0]!.body)).toMatchObject({ [wire]: [] });
    }
  });

  test('of scopes is refused of the URL of an authorization request, too', async () => {
    const { body } = await gateway.ask(
      'query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }',
      { input: { clientId, redirectUri: REDIRECT, scopes: [] } },
    );
    expect(body.data).toEqual({ oauthAuthorizationRequest: null });
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', issues: [{ code: 'too_small' }] } }]);
  });
});

describe('an empty text', () => {
  test.each([
    ['OAuthAuthorizationRequestInput', { clientId: '' }],
    ['OAuthAuthorizationRequestInput', { codeChallenge: '' }],
    ['RequestOAuthTokenInput', { clientId: '' }],
    ['RequestOAuthTokenInput', { scopes: [''] }],
  ])('of %s is refused: %j', async (typename, more) => {
    const result = await send(typename, more);
    expect(result.issues[0].path.slice(0, 2)).toEqual(['input', Object.keys(more)[0]]);
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('is no client to introspect as', async () => {
    const { body } = await gateway.ask(
      `mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) {
        ... on OAuthValidationError { issues { path code } } } }`,
      { input: { token: 't', clientId: '', clientSecret: 's' } },
    );
    expect(body.data.introspectOAuthToken).toEqual({ issues: [{ path: ['input', 'clientId'], code: 'too_small' }] });
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('is no state: it is left out, which means the same (RFC 6749 section 3.1)', async () => {
    await send('OAuthAuthorizationRequestInput', { state: '' });
    const { searchParams } = new URL(gateway.sandbox.calls[0]!.path, 'http://a.example');
    expect([...searchParams.keys()].sort()).toEqual(['client_id', 'redirect_uri', 'response_type']);
  });
});
