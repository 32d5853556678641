import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AccountSeed } from '../../../src/sandbox/store.ts';
import { latch, startGatedGateway, until } from '../../support/gate.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';
import { startIssuer } from '../../support/issuer.ts';
import { useInTest } from '../../support/lifetime.ts';

/*
 * Forty callers at once, each with a credential of its own for an account of its own. All accounts hold clients and
 * grants of the same ids, so that nothing but the credential tells them apart: whatever is cached, batched or shared
 * under a wrong key comes out at somebody else's.
 */

const CALLERS = Array.from({ length: 40 }, (_, index) => `caller-${String(index).padStart(2, '0')}`);
const keyOf = (caller: string) => `KEY${caller}`;
const secretOf = (caller: string) => `secret-of-${caller}`;

const CLIENTS = 120;
const GRANTS = 30;

function accountOf(caller: string): AccountSeed {
  return {
    key: keyOf(caller),
    clients: Array.from({ length: CLIENTS }, (_, index) => ({
      client_id: `client-${index}`,
      name: `${index} of ${caller}`,
      logo_uri: `https://${caller}.example/logo`,
      client_secret: secretOf(caller),
      allowed_grant_types: ['client_credentials' as const, 'refresh_token' as const],
      allowed_scopes: ['messaging.read', `scope.${caller}`],
    })),
    grants: Array.from({ length: GRANTS }, (_, index) => ({
      id: `grant-${index}`,
      client_id: `client-${index % 7}`,
      scopes: [`scope.${caller}`],
    })),
  };
}

/** Everything that one caller asks: the same documents as all others, so that one who errs errs into their data. */
const QUERIES: [query: string, variables?: Record<string, unknown>][] = [
  ['{ oauthClients(first: 100) { totalCount nodes { clientId name logoUri } } }'],
  ['{ oauthClients(last: 30) { nodes { name } pageInfo { startCursor } } }'],
  [
    'query ($id: ID!) { oauthClient(clientId: $id) { name grants { nodes { scopes client { name } } } } }',
    { id: 'client-3' },
  ],
  [
    `{ ${Array.from({ length: 50 }, (_, index) => `c${index}: oauthClient(clientId: "client-${index * 2}") { name }`).join(' ')} }`,
  ],
  ['{ oauthGrants(first: 30) { totalCount nodes { grantId scopes client { name logoUri } } } }'],
  ['{ oauthGrants(filter: { clientId: "client-2" }) { totalCount nodes { scopes } } }'],
  [
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on OAuthClient { name } ... on OAuthGrant { scopes } } }',
    {
      ids: ['OAuthClient:client-1', 'OAuthGrant:grant-1', 'OAuthClient:client-90'].map((id) =>
        Buffer.from(id).toString('base64'),
      ),
    },
  ],
  [
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on OAuthClient { clientId name } ... on OAuthGrant { scopes } } }',
    {
      r: Array.from({ length: 40 }, (_, index) =>
        index % 2
          ? { __typename: 'OAuthGrant', grantId: `grant-${index % GRANTS}` }
          : { __typename: 'OAuthClient', clientId: `client-${index}` },
      ),
    },
  ],
  [
    '{ oauthClient(clientId: "nobodys") { name } oauthGrant(grantId: "nobodys") { id } oauthClients(first: 101) { totalCount } }',
  ],
  [
    'mutation { revealOAuthClientSecret(clientId: "client-0") { ... on RevealOAuthClientSecretPayload { clientSecret } } }',
  ],
  [
    'mutation { updateOAuthClient(clientId: "client-5", input: { requirePkce: true }) { ... on UpdateOAuthClientPayload { client { name } } } }',
  ],
];

const REVOKE = `mutation ($input: RevokeOAuthGrantsInput!) { revokeOAuthGrants(input: $input) {
  ... on RevokeOAuthGrantsPayload { revoked { grantId outcome } failed { error { message } } done } } }`;
const COPY = `mutation { copyOAuthClient(clientId: "client-1", input: { name: "copy" }) {
  ... on CopyOAuthClientPayload { clientId client { logoUri } } } }`;

/** What makes several calls for one field, and changes what there is. */
const CHANGES: [query: string, variables?: Record<string, unknown>][] = [
  [COPY],
  [REVOKE, { input: { where: { clientId: 'client-2' }, dryRun: false, maximumCount: GRANTS } }],
];

/** Asks by the document's hash alone, which all callers share. */
const persisted = (query: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } },
});

/** By text, by hash, and by hash in a URL, which no mutation can be. */
type Way = 'text' | 'hash' | 'url';
const waysOf = (query: string): Way[] => (query.startsWith('mutation') ? ['text', 'hash'] : ['text', 'hash', 'url']);

/** More than a thousand requests at once come and go slowly on a busy machine, which is not what is tried here. */
const PATIENT = { BODY_TIMEOUT_MS: '100000', OPERATION_TIMEOUT_MS: '100000' };

/** Forty callers, and whose data each of them may see. */
interface Kind {
  readonly accounts: AccountSeed[];
  readonly env?: Record<string, string>;
  readonly ownerOf: (caller: string) => string;
  readonly keyOf: (caller: string) => string;
  /** The sandbox's key of an owner's account. */
  readonly accountKeyOf: (owner: string) => string;
  /** The managed account that the caller names. */
  readonly managedBy: (caller: string) => string | undefined;
}

const MANAGED = CALLERS.slice(0, 2);
const uuidOf = (owner: string) => `${owner.slice(-2)}000000-0000-4000-8000-00000000abcd`;
const managedOwner = (caller: string) => MANAGED[Number(caller.slice(-2)) % MANAGED.length]!;

const KINDS: Record<string, Kind> = {
  'with keys of their own': {
    accounts: CALLERS.map(accountOf),
    ownerOf: (caller) => caller,
    keyOf,
    accountKeyOf: keyOf,
    managedBy: () => undefined,
  },
  'with two managed accounts behind one key': {
    accounts: [
      ...MANAGED.map((owner) => ({ ...accountOf(owner), key: `KEYmanager ${uuidOf(owner)}` })),
      { ...accountOf('caller-99'), key: 'KEYmanager' },
    ],
    env: { MANAGED_ACCOUNTS: 'true' },
    ownerOf: managedOwner,
    keyOf: () => 'KEYmanager',
    accountKeyOf: (owner) => `KEYmanager ${uuidOf(owner)}`,
    // However it is written.
    managedBy: (caller) =>
      caller < 'caller-20' ? uuidOf(managedOwner(caller)) : uuidOf(managedOwner(caller)).toUpperCase(),
  },
};

/** Fails where an answer holds anything of another caller, or the trace of another request. */
function expectOnlyOwn({ headers, body }: Answer, caller: string, requestId: string, owner = caller): void {
  const text = JSON.stringify(body);
  const others = [...text.matchAll(/caller-\d\d/g)]
    .map(([found]) => found)
    .filter((found) => found !== caller && found !== owner);
  expect(others).toEqual([]);
  expect(headers.get('x-request-id')).toBe(requestId);
  for (const { extensions } of body.errors ?? []) expect(extensions.traceId).toBe(requestId);
}

describe.for(Object.entries(KINDS))('%s', ([, { accounts, env = {}, ownerOf, keyOf, accountKeyOf, managedBy }]) => {
  const managed = (caller: string): Record<string, string> => {
    const id = managedBy(caller);
    return id === undefined ? {} : { 'x-managed-account-id': id };
  };

  test('they see what is theirs, all of it, and nothing else', { timeout: 120_000 }, async () => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts }, env: { ...PATIENT, ...env } }));
    const alone = await Promise.all(
      QUERIES.map(([query, variables]) =>
        gateway.ask(query, variables, {
          key: keyOf('caller-00'),
          headers: managed('caller-00'),
          ...persisted(query),
        }),
      ),
    );
    const expected = alone.map(({ body }) => JSON.stringify(body.data));
    const askAs = async (caller: string, way: Way, index: number) => {
      const [query, variables] = QUERIES[index]!;
      const requestId = `${way}-${caller}-${index}`;
      const headers = {
        'x-request-id': requestId,
        'x-upstream-trace': 'true',
        'apollo-require-preflight': 'true',
        ...managed(caller),
      };
      const answer = await gateway.ask(way === 'text' ? query : undefined, variables, {
        key: keyOf(caller),
        headers,
        ...(way !== 'text' && persisted(query)),
        method: way === 'url' ? 'GET' : 'POST',
      });
      expectOnlyOwn(answer, caller, requestId, ownerOf(caller));
      // The same as one gets alone, but for whose it is; cursors hold no name.
      const data = JSON.stringify(answer.body.data).replaceAll(ownerOf(caller), 'caller-00');
      expect(data.replace(/"\w*Cursor":"[^"]*"/g, ''), query).toBe(
        expected[index]!.replace(/"\w*Cursor":"[^"]*"/g, ''),
      );
    };
    // Ten each at once: a listening socket holds 511 connections, and of more some are reset on a busy machine.
    const asked = [...QUERIES.entries()].flatMap(([index, [query]]) => waysOf(query).map((way) => ({ way, index })));
    while (asked.length > 0) {
      const now = asked.splice(0, 10);
      await Promise.all(CALLERS.flatMap((caller) => now.map(({ way, index }) => askAs(caller, way, index))));
    }
    // And each call upstream was made with the key of the one whose request id it carries.
    for (const { path, headers } of gateway.sandbox.calls) {
      if (path.startsWith('/.well-known/')) {
        // What findings compare clients with is nobody's.
        expect(headers.authorization).toBeUndefined();
        continue;
      }
      const [caller] = /caller-\d\d/.exec(String(headers['x-request-id'])) ?? ['caller-00'];
      expect(headers.authorization).toBe(`Bearer ${keyOf(caller)}`);
      expect(headers['x-managed-account-id']).toBe(managedBy(caller)?.toLowerCase());
    }
  });

  test('the findings that they ask for are theirs, all of them', { timeout: 120_000 }, async () => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts }, env: { ...PATIENT, ...env } }));
    const finding = 'code message client { name } fix { name logoUri allowedScopes }';
    const listed = `{ oauthFindings(first: 100) { totalCount nodes { ${finding} } } }`;
    const one = `{ oauthClient(clientId: "client-3") { findings { ${finding} } } }`;
    const warned = `mutation { updateOAuthClient(clientId: "client-5", input: { requirePkce: true }) {
      ... on UpdateOAuthClientPayload { warnings { ${finding} } } } }`;
    await Promise.all(
      CALLERS.flatMap((caller) =>
        [listed, one, warned].map(async (query, index) => {
          const requestId = `${caller}-${index}`;
          const headers = { 'x-request-id': requestId, ...managed(caller) };
          const answer = await gateway.ask(query, {}, { key: keyOf(caller), headers });
          expect(answer.body.errors).toBeUndefined();
          expectOnlyOwn(answer, caller, requestId, ownerOf(caller));
          const { oauthFindings, oauthClient, updateOAuthClient } = answer.body.data;
          // Of each client: a refresh token grant without codes, and a scope that is named after the owner; of seven,
          // grants that are unused.
          if (oauthFindings) expect(oauthFindings.totalCount).toBe(2 * CLIENTS + 7);
          const found = oauthFindings?.nodes ?? oauthClient?.findings ?? updateOAuthClient.warnings;
          expect(found).toHaveLength(oauthFindings ? 100 : oauthClient ? 3 : 2);
          expect(JSON.stringify(found)).toContain(`scope.${ownerOf(caller)}`);
        }),
      ),
    );
  });

  test('the plans that they ask for are theirs, and make no call', { timeout: 120_000 }, async () => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts }, env: { ...PATIENT, ...env } }));
    await Promise.all(
      CALLERS.flatMap((caller) =>
        QUERIES.map(async ([query, variables], index) => {
          const requestId = `${caller}-${index}`;
          const headers = { 'x-request-id': requestId, 'x-upstream-plan': 'only', ...managed(caller) };
          const planned = await gateway.ask(query, variables, { key: keyOf(caller), headers });
          expectOnlyOwn(planned, caller, requestId, ownerOf(caller));
          expect(planned.body.errors?.[0]?.extensions.code, query).toBe('PLANNED');
        }),
      ),
    );
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('revocations of many grants and copies of clients stay in the account of who asks', {
    timeout: 60_000,
  }, async () => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts }, env: { ...PATIENT, ...env } }));
    const input = { where: { clientId: 'client-1' }, dryRun: false, maximumCount: GRANTS };
    const own = Array.from({ length: GRANTS }, (_, index) => index).filter((index) => index % 7 === 1);
    // Of every second account nobody revokes, of the others only the first that has it; all copy.
    const revokes = (caller: string) =>
      Number(ownerOf(caller).slice(-2)) % 2 === 0 && caller === CALLERS.find((it) => ownerOf(it) === ownerOf(caller));
    await Promise.all(
      CALLERS.map(async (caller) => {
        const ask = async (query: string, variables: object, requestId: string) => {
          const headers = { 'x-request-id': requestId, ...managed(caller) };
          const answer = await gateway.ask(query, { ...variables }, { key: keyOf(caller), headers });
          expect(answer.body.errors).toBeUndefined();
          expectOnlyOwn(answer, caller, requestId, ownerOf(caller));
          return answer.body.data;
        };
        const copying = ask(COPY, {}, `copy-${caller}`);
        if (revokes(caller)) {
          const { revoked, done } = (await ask(REVOKE, { input }, `revoke-${caller}`)).revokeOAuthGrants;
          expect(done).toBe(true);
          const ids = revoked.map(({ grantId }: { grantId: string }) => grantId).sort();
          expect(ids).toEqual(own.map((index) => `grant-${index}`).sort());
          expect(revoked.every(({ outcome }: { outcome: string }) => outcome === 'REVOKED')).toBe(true);
        }
        const { clientId, client } = (await copying).copyOAuthClient;
        expect(client.logoUri).toBe(`https://${ownerOf(caller)}.example/logo`);
        const { clients } = gateway.sandbox.account(accountKeyOf(ownerOf(caller)));
        expect(clients.map(({ client_id }) => client_id)).toContain(clientId);
      }),
    );
    for (const owner of new Set(CALLERS.map(ownerOf))) {
      const { clients, grants } = gateway.sandbox.account(accountKeyOf(owner));
      const callers = CALLERS.filter((caller) => ownerOf(caller) === owner);
      expect(clients).toHaveLength(CLIENTS + callers.length);
      expect(grants).toHaveLength(callers.some(revokes) ? GRANTS - own.length : GRANTS);
    }
  });
});

describe('with keys of their own', () => {
  test('callers do not mix while Telnyx fails, or callers disconnect, have wrong keys or none', {
    timeout: 120_000,
  }, async () => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts: CALLERS.map(accountOf) } }));
    gateway.sandbox.faults.push('503*15', 'reset*15', '429*5', 'garbage*5', '401*5', 'slow=30*40', 'truncated*5');
    const codes = new Map<string, number>();
    await Promise.all(
      CALLERS.flatMap((caller, number) =>
        [...QUERIES, ...CHANGES].map(async ([query, variables], index) => {
          const requestId = `${caller}-${index}`;
          const key = number % 10 === 8 ? null : number % 10 === 9 ? `${keyOf(caller)}-wrong` : keyOf(caller);
          if (number % 10 === 7) {
            const leaving = AbortSignal.timeout(1 + 3 * index);
            const left = fetch(gateway.url, {
              method: 'POST',
              headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
              body: JSON.stringify({ query, variables }),
              signal: leaving,
            });
            await left.then((response) => response.text()).catch(() => {});
            return;
          }
          const headers = { 'x-request-id': requestId, 'x-upstream-trace': 'true', 'x-timeout-ms': '4000' };
          const answer = await gateway.ask(query, variables, { key, headers });
          expectOnlyOwn(answer, caller, requestId);
          if (key !== keyOf(caller)) expect(JSON.stringify(answer.body)).not.toMatch(/caller-\d\d\b(?!-)/);
          for (const { extensions } of answer.body.errors ?? []) {
            codes.set(extensions.code, (codes.get(extensions.code) ?? 0) + 1);
          }
        }),
      ),
    );
    expect([...codes.keys()]).toEqual(expect.arrayContaining(['UNAUTHENTICATED', 'BAD_USER_INPUT']));
    expect([...codes.keys()].some((code) => code.startsWith('UPSTREAM_'))).toBe(true);
    expect([...codes.keys()]).not.toContain('INTERNAL_SERVER_ERROR');
  });

  test('tokens that are requested and introspected at once stay with their callers', { timeout: 60_000 }, async () => {
    const accounts = CALLERS.map((caller) => ({
      key: keyOf(caller),
      clients: [
        { client_id: caller, client_secret: secretOf(caller), allowed_grant_types: ['client_credentials' as const] },
      ],
    }));
    const gateway = await useInTest(startGateway({ sandbox: { accounts } }));
    const token = `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) {
      ... on RequestOAuthTokenPayload { accessToken } } }`;
    const introspect = `mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) {
      ... on IntrospectOAuthTokenPayload { clientId client { clientId } } } }`;
    await Promise.all(
      CALLERS.map(async (caller) => {
        const credentials = { clientId: caller, clientSecret: secretOf(caller) };
        const asked = await gateway.ask(
          token,
          { input: { grantType: 'CLIENT_CREDENTIALS', ...credentials } },
          { key: null },
        );
        const { accessToken } = asked.body.data.requestOAuthToken;
        const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString());
        expect(claims.client_id).toBe(caller);
        const { body } = await gateway.ask(
          introspect,
          { input: { token: accessToken, ...credentials } },
          { key: keyOf(caller) },
        );
        expect(body.data.introspectOAuthToken).toEqual({ clientId: caller, client: { clientId: caller } });
      }),
    );
  });
});

describe('with tokens of their own, on the gateway’s one key', () => {
  test('a caller that may not read gets nothing, though others read the same at the same moment', {
    timeout: 60_000,
  }, async () => {
    const issuer = await useInTest(startIssuer());
    const { gateway, gate } = await startGatedGateway({ env: issuer.env });
    const { opened, open } = latch();
    gate.pass = async (_call, answer) => {
      await opened;
      return answer;
    };
    const scopes = ['oauth:read', 'oauth:write oauth:reveal oauth:revoke', '', 'oauth:read oauth:write'];
    const query =
      '{ oauthClients(first: 5) { nodes { name } } oauthClient(clientId: "a11ce000-0000-4000-8000-000000000001") { name } }';
    const asked = await Promise.all(
      CALLERS.map(async (caller, index) => {
        const scope = scopes[index % scopes.length]!;
        const isExpired = index % 10 === 9;
        const key = await issuer.sign({ sub: caller, scope, ...(isExpired && { exp: 1 }) });
        return { caller, key, may: !isExpired && scope.includes('read'), isExpired };
      }),
    );
    const answers = asked.map(({ caller, key }) =>
      gateway.ask(query, {}, { key, headers: { 'x-request-id': caller } }),
    );
    for (const [index, { may, isExpired, caller }] of asked.entries()) {
      if (may) continue;
      // It comes while the readers still wait.
      const answer = await answers[index]!;
      expectOnlyOwn(answer, caller, caller);
      expect(answer.body.data).toEqual({ oauthClients: null, oauthClient: null });
      const code = isExpired ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect(answer.body.errors!.map(({ extensions }) => extensions.code)).toEqual([code, code]);
    }
    await until(() => gate.calls.length >= 2);
    open();
    for (const [index, { may }] of asked.entries()) {
      if (!may) continue;
      const { body } = await answers[index]!;
      expect(body.errors).toBeUndefined();
      expect(body.data.oauthClients.nodes).toHaveLength(5);
      expect(body.data.oauthClient.name).toBe('Acme Contact Center');
    }
    expect(gate.calls.every(({ headers }) => headers.authorization === 'Bearer KEYsandboxAlice')).toBe(true);
  });

  test('an error carries each caller’s own request id, whichever call it came from', { timeout: 60_000 }, async () => {
    const issuer = await useInTest(startIssuer());
    const gateway = await useInTest(startGateway({ env: issuer.env }));
    gateway.sandbox.faults.push('garbage');
    await Promise.all(
      CALLERS.map(async (caller) => {
        const key = await issuer.sign({ sub: caller });
        const headers = { 'x-request-id': caller };
        const answer = await gateway.ask('{ oauthClient(clientId: "x") { name } }', {}, { key, headers });
        expectOnlyOwn(answer, caller, caller);
        expect(answer.body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_CONTRACT' } }]);
      }),
    );
  });
});
