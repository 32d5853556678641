import { describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, type Client, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForEachTest } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, clientOf, ERROR_FIELDS, globalId } from './expected.ts';

const CREATE = `mutation ($input: CreateOAuthClientInput!) {
  createOAuthClient(input: $input) {
    ${ERROR_FIELDS} ... on CreateOAuthClientPayload { clientSecret client { ${CLIENT_FIELDS} } }
  }
}`;
const UPDATE = `mutation ($clientId: ID!, $input: UpdateOAuthClientInput!) {
  updateOAuthClient(clientId: $clientId, input: $input) {
    ${ERROR_FIELDS} ... on UpdateOAuthClientPayload { client { ${CLIENT_FIELDS} } }
  }
}`;
const DELETE = `mutation ($clientId: ID!) {
  deleteOAuthClient(clientId: $clientId) {
    __typename ... on OAuthError { code } ... on DeleteOAuthClientPayload { deletedId deletedClientId }
  }
}`;
const REVEAL = `mutation ($clientId: ID!) {
  revealOAuthClientSecret(clientId: $clientId) {
    __typename ... on OAuthError { code } ... on RevealOAuthClientSecretPayload { clientId clientSecret }
  }
}`;
const FULL = {
  name: 'New',
  allowedScopes: ['voice.read', 'numbers.read'],
  clientType: 'CONFIDENTIAL',
  allowedGrantTypes: ['CLIENT_CREDENTIALS', 'AUTHORIZATION_CODE'],
  requirePkce: true,
  redirectUris: ['https://New.example:443/a/../b?x=%7e', 'com.example.app:/callback', 'http://127.0.0.1:8080/cb'],
  logoUri: 'https://new.example/logo.png',
  policyUri: 'https://new.example/privacy',
  tosUri: 'https://new.example/terms',
};
const { requirePkce: _, ...PLAIN } = FULL;

const gateway = useForEachTest(() => startGateway());

const alice = () => gateway.sandbox.account(ALICE_KEY);
const held = (clientId: string) => alice().clients.find((client) => client.client_id === clientId);
const calls = () => gateway.sandbox.calls.map(({ method, path }) => `${method} ${path.split('?', 1)[0]}`);
const sent = () => JSON.parse(gateway.sandbox.calls.at(-1)!.body);
const ask = async (query: string, variables: Record<string, unknown>) =>
  Object.values((await gateway.ask(query, variables)).body.data)[0] as Record<string, unknown> & { client: never };
const pathsOf = (result: Record<string, unknown>) =>
  (result.issues as { path: string[] }[]).map(({ path }) => path.join('.'));

describe('creating', () => {
  test('answers the client that Telnyx now holds, and its secret', async () => {
    const { __typename, client, clientSecret } = await ask(CREATE, { input: FULL });
    expect(__typename).toBe('CreateOAuthClientPayload');
    const stored = held((client as { clientId: string }).clientId) as Client;
    expect(client).toEqual(clientOf(stored));
    expect(client).toMatchObject(FULL);
    expect(clientSecret).toBe(stored.client_secret);
  });

  test.each([
    [
      'true for a public client with the code grant',
      { clientType: 'PUBLIC', allowedGrantTypes: ['AUTHORIZATION_CODE'] },
      true,
    ],
    [
      'Telnyx’ for a public client without it',
      { clientType: 'PUBLIC', allowedGrantTypes: ['REFRESH_TOKEN'] },
      undefined,
    ],
    ['Telnyx’ for a confidential client', {}, undefined],
  ])('takes as default for PKCE: %s', async (_name, changes, expected) => {
    await ask(CREATE, { input: { ...PLAIN, ...changes } });
    expect(sent().require_pkce).toBe(expected);
    for (const requirePkce of [true, false]) {
      await ask(CREATE, { input: { ...PLAIN, ...changes, requirePkce } });
      expect(sent().require_pkce).toBe(requirePkce);
    }
  });

  test('gives no secret to a public client', async () => {
    const { clientSecret, client } = await ask(CREATE, { input: { ...FULL, clientType: 'PUBLIC' } });
    expect(clientSecret).toBeNull();
    expect(client).toMatchObject({ clientType: 'PUBLIC' });
  });

  test('takes null for not given', async () => {
    const nulls = { requirePkce: null, redirectUris: null, logoUri: null, policyUri: null, tosUri: null };
    const input = { ...FULL, ...nulls, allowedGrantTypes: ['CLIENT_CREDENTIALS'] };
    expect(await ask(CREATE, { input })).toMatchObject({ client: { redirectUris: [], requirePkce: false } });
    expect(Object.keys(sent()).sort()).toEqual(['allowed_grant_types', 'allowed_scopes', 'client_type', 'name']);
  });

  test('names all broken rules at once, each at its path, and makes no call', async () => {
    const redirectUris = ['https://ok.example/', 'https://a.example/#f', 'javascript:alert(1)'];
    const result = await ask(CREATE, { input: { ...FULL, name: '', allowedScopes: ['ok', 'a b', ''], redirectUris } });
    expect(result).toMatchObject({ __typename: 'OAuthValidationError', code: 'VALIDATION' });
    expect(pathsOf(result)).toEqual([
      'input.name',
      'input.allowedScopes.1',
      'input.allowedScopes.2',
      'input.redirectUris.1',
      'input.redirectUris.2',
    ]);
    expect(calls()).toEqual([]);
  });

  test('names everything that Telnyx finds wrong, at the place in the input, with Telnyx’ codes', async () => {
    const wrong = {
      name: ' ',
      redirectUris: ['https://ok.example/', 'https:x'],
      logoUri: 'https:y',
      tosUri: 'https:z',
    };
    const result = await ask(CREATE, { input: { ...FULL, ...wrong } });
    expect(result.__typename).toBe('OAuthValidationError');
    expect(pathsOf(result).sort()).toEqual(['input.logoUri', 'input.name', 'input.redirectUris.1', 'input.tosUri']);
    expect(result.issues).toContainEqual(expect.objectContaining({ path: ['input', 'logoUri'], code: '10003' }));
    const missing = await ask(CREATE, { input: { ...FULL, redirectUris: [] } });
    expect(missing.issues).toMatchObject([{ path: ['input', 'redirectUris'], code: '10004' }]);
  });
});

describe('updating', () => {
  test('changes what is given, keeps the rest, and answers the client as it is now', async () => {
    const before = structuredClone(held(DEMO_CLIENT.client_id) as Client);
    const { client } = await ask(UPDATE, { clientId: DEMO_CLIENT.client_id, input: { name: 'Renamed' } });
    const after = held(DEMO_CLIENT.client_id) as Client;
    expect(client).toEqual(clientOf(after));
    expect(after).toEqual({ ...before, name: 'Renamed', updated_at: after.updated_at });
    expect(sent()).toEqual({ name: 'Renamed' });
  });

  test('can change every member that Telnyx lets change', async () => {
    const { clientType: _, ...input } = FULL;
    const { client } = await ask(UPDATE, { clientId: DEMO_CLIENT.client_id, input });
    expect(client).toMatchObject(input);
  });

  test('refuses to change nothing', async () => {
    const result = await ask(UPDATE, { clientId: DEMO_CLIENT.client_id, input: {} });
    expect(result).toMatchObject({ __typename: 'OAuthValidationError', issues: [{ path: ['input'] }] });
    expect(calls()).toEqual([]);
  });

  test('refuses null for any member, since Telnyx cannot clear one, and names the other mistakes', async () => {
    const names = Object.keys(FULL).filter((name) => name !== 'clientType');
    const nulls = Object.fromEntries(names.map((name) => [name, null]));
    const result = await ask(UPDATE, { clientId: DEMO_CLIENT.client_id, input: { ...nulls, allowedScopes: ['a b'] } });
    const expected = names.map((name) => (name === 'allowedScopes' ? 'input.allowedScopes.0' : `input.${name}`));
    expect(pathsOf(result).sort()).toEqual(expected.sort());
    expect(calls()).toEqual([]);
  });

  test('names what Telnyx finds wrong at the place in the input', async () => {
    const result = await ask(UPDATE, { clientId: DEMO_CLIENT.client_id, input: { name: ' ', policyUri: 'https:x' } });
    expect(pathsOf(result).sort()).toEqual(['input.name', 'input.policyUri']);
  });

  test('names an id that can be none at its own argument', async () => {
    const result = await ask(UPDATE, { clientId: '..', input: { name: 'New' } });
    expect(result).toMatchObject({ __typename: 'OAuthValidationError', issues: [{ path: ['clientId'] }] });
    expect(calls()).toEqual([]);
  });
});

describe('deleting', () => {
  test('returns the ids that the client had', async () => {
    const { client_id } = DEMO_CLIENT;
    expect(await ask(DELETE, { clientId: client_id })).toEqual({
      __typename: 'DeleteOAuthClientPayload',
      deletedId: globalId('OAuthClient', client_id),
      deletedClientId: client_id,
    });
    expect(held(client_id)).toBeUndefined();
    expect(await ask(DELETE, { clientId: client_id })).toEqual({ __typename: 'OAuthNotFoundError', code: 'NOT_FOUND' });
  });
});

describe('revealing the secret', () => {
  test('answers what Telnyx shows: a secret, or none for a public client', async () => {
    const confidential = await ask(REVEAL, { clientId: DEMO_CLIENT.client_id });
    expect(confidential).toMatchObject({ clientId: DEMO_CLIENT.client_id, clientSecret: DEMO_CLIENT.client_secret });
    const { client_id } = alice().clients.find((client) => client.client_type === 'public')!;
    expect(await ask(REVEAL, { clientId: client_id })).toMatchObject({ clientId: client_id, clientSecret: null });
  });

  test('is refused for somebody else’s client and for none', async () => {
    const { client_id } = gateway.sandbox.account(BOB_KEY).clients[0]!;
    expect(await ask(REVEAL, { clientId: client_id })).toMatchObject({ __typename: 'OAuthForbiddenError' });
    expect(await ask(REVEAL, { clientId: 'none' })).toMatchObject({ __typename: 'OAuthNotFoundError' });
  });
});

test('what a mutation changed is not answered from what was read before it', async () => {
  const [first, second, third] = alice().grants.filter((grant) => grant.client_id === DEMO_CLIENT.client_id);
  const revoke = (id: string) =>
    `revokeOAuthGrant(grantId: "${id}") { ... on RevokeOAuthGrantPayload { grant { client { name } } } }`;
  const { body } = await gateway.ask(
    `mutation ($clientId: ID!) {
      a: ${revoke(first!.id)}
      b: updateOAuthClient(clientId: $clientId, input: { name: "Renamed" }) { __typename }
      c: ${revoke(second!.id)}
      d: deleteOAuthClient(clientId: $clientId) { __typename }
      e: ${revoke(third!.id)}
    }`,
    { clientId: DEMO_CLIENT.client_id },
  );
  expect(body.errors).toBeUndefined();
  expect(body.data.a).toEqual({ grant: { client: { name: 'Acme Contact Center' } } });
  expect(body.data.c).toEqual({ grant: { client: { name: 'Renamed' } } });
  expect(body.data.e).toEqual({ grant: { client: null } });
  const one = `/v2/oauth_clients/${DEMO_CLIENT.client_id}`;
  const ofClient = calls().filter((call) => call.endsWith(one));
  expect(ofClient).toEqual([`GET ${one}`, `PUT ${one}`, `DELETE ${one}`, `GET ${one}`]);
});
