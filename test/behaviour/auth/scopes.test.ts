import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../../src/auth/service.ts';
import { ALICE_KEY, type Sandbox } from '../../../src/sandbox/index.ts';
import { consentToken } from '../../sandbox/flow.ts';
import { startCompany } from '../../support/issuer.ts';
import { useForTests } from '../../support/lifetime.ts';

interface Door {
  readonly needs: keyof typeof SCOPES;
  readonly query: string;
  readonly variables: (sandbox: Sandbox) => Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Where in `data` stands what must be there, or null: a path. */
  readonly at: readonly (string | number)[];
}

const newest = (sandbox: Sandbox) => sandbox.account(ALICE_KEY).clients.at(-1)!.client_id;
const someGrant = (sandbox: Sandbox) => sandbox.account(ALICE_KEY).grants.at(-1)!.id;
const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64');

const DOORS: Record<string, Door> = {
  oauthClient: {
    needs: 'read',
    query: 'query ($id: ID!) { oauthClient(clientId: $id) { name } }',
    variables: (sandbox) => ({ id: newest(sandbox) }),
    at: ['oauthClient'],
  },
  oauthClients: {
    needs: 'read',
    query: '{ oauthClients { nodes { name } } }',
    variables: () => ({}),
    at: ['oauthClients'],
  },
  'oauthClients, only counted': {
    needs: 'read',
    query: '{ oauthClients { totalCount } }',
    variables: () => ({}),
    at: ['oauthClients'],
  },
  oauthGrant: {
    needs: 'read',
    query: 'query ($id: ID!) { oauthGrant(grantId: $id) { scopes } }',
    variables: (sandbox) => ({ id: someGrant(sandbox) }),
    at: ['oauthGrant'],
  },
  oauthGrants: {
    needs: 'read',
    query: '{ oauthGrants { nodes { scopes } } }',
    variables: () => ({}),
    at: ['oauthGrants'],
  },
  'oauthGrants, filtered': {
    needs: 'read',
    query: '{ oauthGrants(filter: { scope: "messaging.read" }) { totalCount } }',
    variables: () => ({}),
    at: ['oauthGrants'],
  },
  oauthFindings: {
    needs: 'read',
    query: '{ oauthFindings { totalCount countsByCode { count } } }',
    variables: () => ({}),
    at: ['oauthFindings'],
  },
  'findings of a client': {
    needs: 'read',
    query: 'query ($id: ID!) { oauthClient(clientId: $id) { findings { code } } }',
    variables: (sandbox) => ({ id: newest(sandbox) }),
    at: ['oauthClient', 'findings'],
  },
  node: {
    needs: 'read',
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (sandbox) => ({ id: globalId('OAuthClient', newest(sandbox)) }),
    at: ['node'],
  },
  nodes: {
    needs: 'read',
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: (sandbox) => ({
      ids: [globalId('OAuthClient', newest(sandbox)), globalId('OAuthGrant', someGrant(sandbox))],
    }),
    at: ['nodes', 1],
  },
  _entities: {
    needs: 'read',
    query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on OAuthClient { name grants { totalCount } } } }`,
    variables: (sandbox) => ({ r: [{ __typename: 'OAuthClient', clientId: newest(sandbox) }] }),
    at: ['_entities', 0],
  },
  oauthConsentRequest: {
    needs: 'read',
    query: 'query ($token: OAuthSecret!) { oauthConsentRequest(consentToken: $token) { name } }',
    variables: async (sandbox) => ({ token: await consentToken(sandbox) }),
    at: ['oauthConsentRequest'],
  },
  createOAuthClient: {
    needs: 'write',
    query: `mutation { createOAuthClient(input: {
        name: "Made here", allowedScopes: [], clientType: CONFIDENTIAL, allowedGrantTypes: []
      }) { ... on CreateOAuthClientPayload { clientSecret client { name } } ... on OAuthForbiddenError { code } } }`,
    variables: () => ({}),
    at: ['createOAuthClient', 'client'],
  },
  copyOAuthClient: {
    needs: 'write',
    query: `mutation ($id: ID!) { copyOAuthClient(clientId: $id, input: { name: "Copy" }) {
      ... on CopyOAuthClientPayload { client { name } } ... on OAuthForbiddenError { code } } }`,
    variables: (sandbox) => ({ id: newest(sandbox) }),
    at: ['copyOAuthClient', 'client'],
  },
  updateOAuthClient: {
    needs: 'write',
    query: `mutation ($id: ID!) { updateOAuthClient(clientId: $id, input: { name: "Changed" }) {
      ... on UpdateOAuthClientPayload { client { name } } ... on OAuthForbiddenError { code } } }`,
    variables: (sandbox) => ({ id: newest(sandbox) }),
    at: ['updateOAuthClient', 'client'],
  },
  deleteOAuthClient: {
    needs: 'write',
    query: `mutation ($id: ID!) { deleteOAuthClient(clientId: $id) {
      ... on DeleteOAuthClientPayload { deletedId } ... on OAuthForbiddenError { code } } }`,
    variables: (sandbox) => ({ id: newest(sandbox) }),
    at: ['deleteOAuthClient', 'deletedId'],
  },
  decideOAuthConsent: {
    needs: 'write',
    query: `mutation ($input: DecideOAuthConsentInput!) { decideOAuthConsent(input: $input) {
      ... on DecideOAuthConsentPayload { redirectUri } ... on OAuthForbiddenError { code } } }`,
    variables: async (sandbox) => ({ input: { consentToken: await consentToken(sandbox), allowed: true } }),
    at: ['decideOAuthConsent', 'redirectUri'],
  },
  revealOAuthClientSecret: {
    needs: 'reveal',
    query: `mutation ($id: ID!) { revealOAuthClientSecret(clientId: $id) {
      ... on RevealOAuthClientSecretPayload { clientId } ... on OAuthForbiddenError { code } } }`,
    variables: (sandbox) => ({ id: newest(sandbox) }),
    at: ['revealOAuthClientSecret', 'clientId'],
  },
  revokeOAuthGrant: {
    needs: 'revoke',
    query: `mutation ($id: ID!) { revokeOAuthGrant(grantId: $id) {
      ... on RevokeOAuthGrantPayload { grant { scopes } } ... on OAuthForbiddenError { code } } }`,
    variables: (sandbox) => ({ id: someGrant(sandbox) }),
    at: ['revokeOAuthGrant', 'grant'],
  },
  revokeOAuthGrants: {
    needs: 'revoke',
    query: `mutation ($id: ID!) {
      revokeOAuthGrants(input: { where: { clientId: $id }, dryRun: false, maximumCount: 500 }) {
        ... on RevokeOAuthGrantsPayload { revoked { grantId } } ... on OAuthForbiddenError { code } } }`,
    variables: (sandbox) => ({ id: sandbox.account(ALICE_KEY).grants.at(-1)!.client_id }),
    at: ['revokeOAuthGrants', 'revoked', 0],
  },
};

const company = useForTests(() => startCompany());

const dig = (data: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null | undefined)?.[key], data);

/** Asks at one door with these scopes, and tells what the sandbox was asked for it. */
async function ask(name: string, scope: string | undefined, headers: Record<string, string> = {}) {
  const { gateway, issuer } = company;
  const { query, variables, at } = DOORS[name]!;
  const asked = await variables(gateway.sandbox);
  gateway.sandbox.calls.length = 0;
  const { body } = await gateway.ask(query, asked, { key: await issuer.sign({ scope }), headers });
  return { body, found: dig(body.data, at), calls: [...gateway.sandbox.calls] };
}

describe.for(Object.keys(DOORS))('%s', (name) => {
  const { needs } = DOORS[name]!;

  test('opens to its scope alone', async () => {
    const { body, found, calls } = await ask(name, SCOPES[needs]!);
    expect(body.errors).toBeUndefined();
    expect(found).toBeTruthy();
    expect(calls.map(({ status }) => status < 300)).not.toContain(false);
  });

  test('stays shut to all others together, and nothing is called', async () => {
    const others = Object.values(SCOPES).filter((scope) => scope !== SCOPES[needs]);
    for (const scope of [
      ...others,
      others.join(' '),
      'oauth oauth: oauth:* *',
      SCOPES[needs]!.toUpperCase(),
      undefined,
    ]) {
      const { body, found, calls } = await ask(name, scope);
      expect(calls).toEqual([]);
      expect(found ?? null).toBeNull();
      const codes = (body.errors ?? []).map((error) => error.extensions.code);
      const typed = Object.values(body.data ?? {}).map((value) => (value as { code?: string } | null)?.code);
      expect(new Set([...codes, ...typed.filter(Boolean)])).toEqual(new Set(['FORBIDDEN']));
    }
  });

  test('its plan is told to the same callers alone', async () => {
    const plan = { 'x-upstream-plan': 'only' };
    const open = await ask(name, SCOPES[needs]!, plan);
    expect(open.calls).toEqual([]);
    expect(open.body.errors?.map(({ extensions }) => extensions.code)).toEqual(['PLANNED']);
    const others = Object.values(SCOPES).filter((scope) => scope !== SCOPES[needs]);
    const shut = await ask(name, others.join(' '), plan);
    expect(shut.calls).toEqual([]);
    expect(JSON.stringify(shut.body)).toContain('FORBIDDEN');
    expect(JSON.stringify(shut.body)).not.toContain('PLANNED');
  });
});

test('fields below a mutation need the scope for reading', async () => {
  const query = `mutation { createOAuthClient(input: {
      name: "Made here", allowedScopes: [], clientType: PUBLIC, allowedGrantTypes: []
    }) { ... on CreateOAuthClientPayload { warnings { code } client { name grants { totalCount } } } } }`;
  const key = await company.issuer.sign({ scope: 'oauth:write' });
  const { body } = await company.gateway.ask(query, {}, { key });
  expect(body.data.createOAuthClient).toEqual({ warnings: [], client: { name: 'Made here', grants: null } });
  expect(body.errors).toMatchObject([
    { path: ['createOAuthClient', 'client', 'grants'], extensions: { code: 'FORBIDDEN' } },
  ]);
});

test('a refusal teaches the memory that all share nothing', async () => {
  const { gateway, issuer } = company;
  const ids = gateway.sandbox
    .account(ALICE_KEY)
    .clients.slice(0, 60)
    .map(({ client_id }) => client_id);
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on OAuthClient { name } } }';
  const r = ids.map((clientId) => ({ __typename: 'OAuthClient', clientId }));
  await gateway.ask(query, { r }, { key: await issuer.sign({ scope: 'oauth:write' }) });
  gateway.sandbox.calls.length = 0;
  const { body } = await gateway.ask(query, { r }, { key: await issuer.sign({ scope: 'oauth:read' }) });
  expect(body.errors).toBeUndefined();
  expect(body.data._entities).toHaveLength(60);
  expect(gateway.sandbox.calls.length).toBeLessThan(10);
});
