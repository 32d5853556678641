import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { provePaths, startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());
beforeAll(() => provePaths(gateway));
beforeEach(() => {
  gateway.log.length = 0;
});

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64');

/** Everything that takes an id, and the path that it may reach. */
const DOORS: Record<
  string,
  { path: string; ask: (id: string) => [query: string, variables: Record<string, unknown>] }
> = {
  oauthClient: {
    path: '/v2/oauth_clients/',
    ask: (id) => ['query ($id: ID!) { oauthClient(clientId: $id) { name } }', { id }],
  },
  oauthGrant: {
    path: '/v2/oauth_grants/',
    ask: (id) => ['query ($id: ID!) { oauthGrant(grantId: $id) { scopes } }', { id }],
  },
  node: {
    path: '/v2/oauth_clients/',
    ask: (id) => ['query ($id: ID!) { node(id: $id) { id } }', { id: globalId('OAuthClient', id) }],
  },
  'nodes of grants': {
    path: '/v2/oauth_grants/',
    ask: (id) => ['query ($id: ID!) { nodes(ids: [$id]) { id } }', { id: globalId('OAuthGrant', id) }],
  },
  '_entities by id': {
    path: '/v2/oauth_clients/',
    ask: (id) => [
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
      { r: [{ __typename: 'OAuthClient', clientId: id }] },
    ],
  },
  '_entities by global id': {
    path: '/v2/oauth_grants/',
    ask: (id) => [
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
      { r: [{ __typename: 'OAuthGrant', id: globalId('OAuthGrant', id) }] },
    ],
  },
  oauthConsentRequest: {
    path: '/v2/oauth/consent/',
    ask: (id) => ['query ($id: OAuthSecret!) { oauthConsentRequest(consentToken: $id) { name } }', { id }],
  },
  updateOAuthClient: {
    path: '/v2/oauth_clients/',
    ask: (id) => [
      'mutation ($id: ID!) { updateOAuthClient(clientId: $id, input: { name: "n" }) { __typename } }',
      { id },
    ],
  },
  deleteOAuthClient: {
    path: '/v2/oauth_clients/',
    ask: (id) => ['mutation ($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }', { id }],
  },
  revealOAuthClientSecret: {
    path: '/v2/oauth_clients/',
    ask: (id) => ['mutation ($id: ID!) { revealOAuthClientSecret(clientId: $id) { __typename } }', { id }],
  },
  revokeOAuthGrant: {
    path: '/v2/oauth_grants/',
    ask: (id) => ['mutation ($id: ID!) { revokeOAuthGrant(grantId: $id) { __typename } }', { id }],
  },
};

const NASTY = [
  '..',
  '.',
  '../',
  '/..',
  '..;',
  '%2e%2e',
  '%2E%2E%2F',
  '%00',
  '\0',
  '\r\nX-A: b',
  ' ',
  '',
  '?a=b',
  '#a',
  '\\',
  '..\\',
  '//',
  '*',
  '\u2028',
  '\ud800',
  '😀',
  'é',
  '@evil.example',
  ':80',
  "'",
  '"',
  '&page[size]=1',
  ';',
  '+',
  '%',
  '%zz',
  '\u001b[2J',
  '__proto__',
  'constructor',
];
const id = fc.oneof(
  fc.array(fc.constantFrom(...NASTY, 'a', 'oauth_grants', 'register'), { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

describe('an id never leaves its segment of the path:', () => {
  test.for(Object.keys(DOORS))('%s', async (door) => {
    const { path, ask } = DOORS[door]!;
    await fc.assert(
      fc.asyncProperty(id, async (given) => {
        gateway.sandbox.calls.length = 0;
        const { body } = await gateway.ask(...ask(given));
        for (const { extensions } of body.errors ?? []) expect(extensions.code).toBe('BAD_USER_INPUT');
        // One id is one call at the most.
        expect(gateway.sandbox.calls.length).toBeLessThanOrEqual(1);
        for (const call of gateway.sandbox.calls) {
          expect(call.path.slice(0, path.length)).toBe(path);
          const segment = call.path.slice(path.length);
          expect(segment).toMatch(/^[\w.!~*'()%-]+$/);
          expect(decodeURIComponent(segment)).toBe(given.toWellFormed());
          expect(given).not.toMatch(/^\.{0,2}$/);
        }
      }),
      { numRuns: 60 },
    );
    for (const line of gateway.log) {
      expect(() => JSON.parse(line)).not.toThrow();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }
  });
});

test('filters never become other parameters', async () => {
  const text = fc.oneof(id, fc.string({ maxLength: 50 }));
  const query = 'query ($f: OAuthClientFilter) { oauthClients(filter: $f, first: 1) { totalCount nodes { name } } }';
  await fc.assert(
    fc.asyncProperty(text, text, async (nameContains, clientId) => {
      gateway.sandbox.calls.length = 0;
      await gateway.ask(query, { f: { nameContains, clientId } });
      for (const { path } of gateway.sandbox.calls) {
        const { pathname, searchParams } = new URL(path, gateway.sandbox.origin);
        expect(pathname).toBe('/v2/oauth_clients');
        expect([...searchParams.keys()].sort()).toEqual(
          ['filter[client_id]', 'filter[name][contains]', 'page[number]', 'page[size]'].sort(),
        );
        expect(searchParams.get('filter[name][contains]')).toBe(nameContains.toWellFormed());
        expect(searchParams.get('filter[client_id]')).toBe(clientId.toWellFormed());
      }
    }),
    { numRuns: 150 },
  );
});

test('what authorization requests hold never becomes other parameters, nor another host', async () => {
  const query = 'query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }';
  await fc.assert(
    fc.asyncProperty(id, fc.webUrl(), id, async (clientId, redirectUri, state) => {
      const { body } = await gateway.ask(query, { input: { clientId, redirectUri, state } });
      const url = body.data.oauthAuthorizationRequest?.url;
      if (url === undefined) return;
      const { origin, pathname, searchParams, hash } = new URL(url);
      expect({ origin, pathname, hash }).toEqual({
        origin: gateway.sandbox.origin,
        pathname: '/v2/oauth/authorize',
        hash: '',
      });
      expect([...searchParams]).toEqual([
        ['response_type', 'code'],
        ['client_id', clientId.toWellFormed()],
        ['redirect_uri', redirectUri],
        // RFC 6749 section 3.1: a parameter without a value counts as left out.
        ...(state === '' ? [] : [['state', state.toWellFormed()]]),
      ]);
    }),
    { numRuns: 150 },
  );
});

test('a scope never becomes two', async () => {
  const query = `mutation ($input: CreateOAuthClientInput!) { createOAuthClient(input: $input) {
    __typename ... on CreateOAuthClientPayload { client { allowedScopes } } } }`;
  const input = { name: 'n', clientType: 'PUBLIC', allowedGrantTypes: [] };
  for (const scope of ['a b', 'a\tb', 'a\u00a0b', 'a"b', 'a\\b', '', 'a\nb', 'ä']) {
    const { body } = await gateway.ask(query, { input: { ...input, allowedScopes: [scope] } });
    expect(body.data.createOAuthClient.__typename, JSON.stringify(scope)).toBe('OAuthValidationError');
  }
});
