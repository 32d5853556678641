import { describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, type Client, DEMO_CLIENT, DEMO_PUBLIC_CLIENT } from '../../../src/sandbox/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForEachTest, useInTest } from '../../support/lifetime.ts';
import { wireClient } from '../../support/resources.ts';
import { CLIENT_FIELDS, clientOf, ERROR_FIELDS } from './expected.ts';

const COPY = `mutation ($clientId: ID!, $name: String!) {
  copyOAuthClient(clientId: $clientId, input: { name: $name }) {
    ${ERROR_FIELDS} ... on CopyOAuthClientPayload { clientId clientSecret client { ${CLIENT_FIELDS} } }
  }
}`;

describe('on the sandbox', () => {
  const gateway = useForEachTest(() => startGateway());

  const alice = () => gateway.sandbox.account(ALICE_KEY);
  const held = (clientId: string) => alice().clients.find(({ client_id }) => client_id === clientId) as Client;
  const copy = async (clientId: string, name = 'Copy') => {
    const { body } = await gateway.ask(COPY, { clientId, name });
    expect(body.errors).toBeUndefined();
    return body.data.copyOAuthClient;
  };
  const OWN = { client_id: '', client_secret: '', name: '', created_at: '', updated_at: '' };

  test.for([DEMO_CLIENT, DEMO_PUBLIC_CLIENT])(
    'the copy of $client_id differs in its name and secret alone',
    async ({ client_id }) => {
      const before = structuredClone(held(client_id));
      const { __typename, clientId, clientSecret, client } = await copy(client_id);
      expect(__typename).toBe('CopyOAuthClientPayload');
      expect(clientId).not.toBe(client_id);
      expect(held(client_id)).toEqual(before);
      const created = held(clientId);
      const { verified: _verified, ...copied } = { ...created, ...OWN };
      const { verified: _wasVerified, ...source } = { ...before, ...OWN };
      expect(copied).toEqual(source);
      expect(created.name).toBe('Copy');
      expect(client).toEqual(clientOf(created));
      expect(clientSecret).toBe(created.client_secret);
      if (before.client_secret === null) expect(clientSecret).toBeNull();
      else expect(clientSecret).not.toBe(before.client_secret);
      expect(gateway.sandbox.calls.map(({ method }) => method)).toEqual(['GET', 'POST']);
    },
  );

  test('what is not there, or not the caller’s, is not copied', async () => {
    const bobs = gateway.sandbox.account(BOB_KEY).clients[0]!.client_id;
    expect(await copy('none')).toMatchObject({ __typename: 'OAuthNotFoundError' });
    expect(await copy(bobs)).toMatchObject({ __typename: 'OAuthForbiddenError' });
    expect(gateway.sandbox.calls.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test.for(['', 'x'.repeat(257)])('a name of another length is refused before any call', async (name) => {
    const result = await copy(DEMO_CLIENT.client_id, name);
    expect(result).toMatchObject({ __typename: 'OAuthValidationError', issues: [{ path: ['input', 'name'] }] });
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

describe('where Telnyx is another', () => {
  const SOURCE = wireClient({ allowed_scopes: ['a'], allowed_grant_types: ['client_credentials'], redirect_uris: [] });

  /** Copies a client that Telnyx shows like this. */
  async function copyOf(source: object, created: { status?: number; json: object }) {
    const gateway = await useInTest(startGatewayOnFake());
    gateway.upstream.answers = {
      'GET /oauth_clients': { json: { data: [source], meta: { page_number: 1, page_size: 100, total_results: 1 } } },
      'GET /oauth_clients/client-1': { json: { data: source } },
      'POST /oauth_clients': created,
    };
    const { body } = await gateway.ask(COPY, { clientId: 'client-1', name: 'Copy' });
    return { body, posts: gateway.upstream.calls.filter((call) => call.startsWith('POST')).length };
  }

  const CREATED = { json: { data: { ...SOURCE, client_id: 'client-2', client_secret: 'the-secret-of-client-2' } } };

  test('null and empty members are left out', async () => {
    const { body, posts } = await copyOf({ ...SOURCE, logo_uri: null, tos_uri: '' }, CREATED);
    expect(body.errors).toBeUndefined();
    expect(body.data.copyOAuthClient).toMatchObject({ clientId: 'client-2', clientSecret: 'the-secret-of-client-2' });
    expect(posts).toBe(1);
  });

  test.for<[what: string, members: object]>([
    ['a grant type of tomorrow', { allowed_grant_types: ['client_credentials', 'device_code'] }],
    ['a client type of tomorrow', { client_type: 'credentialed' }],
    ['no scopes', { allowed_scopes: undefined }],
    ['a redirect URI that is none', { redirect_uris: [null] }],
  ])('a client with %s is not copied, as the copy would be another', async ([_what, members]) => {
    const { body, posts } = await copyOf({ ...SOURCE, ...members }, CREATED);
    expect(body.data).toEqual({ copyOAuthClient: null });
    expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_CONTRACT' } }]);
    expect(posts).toBe(0);
  });

  test('what Telnyx refuses of the copied settings is told of the client that has them', async () => {
    const problem = (pointer: string) => ({
      code: '10015',
      title: 'Bad',
      detail: 'Not any more.',
      source: { pointer },
    });
    const json = { errors: [problem('/allowed_scopes/0'), problem('/name')] };
    const { body } = await copyOf(SOURCE, { status: 422, json });
    expect(body.errors).toBeUndefined();
    expect(body.data.copyOAuthClient).toMatchObject({
      __typename: 'OAuthValidationError',
      issues: [{ path: ['clientId'] }, { path: ['input', 'name'] }],
    });
  });
});
