import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AccountSeed, ALICE_KEY } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

/** What a call upstream costs. */
const CALL = 10;
const CLIENTS = 4;

function accountOf(grants: number): AccountSeed {
  return {
    key: ALICE_KEY,
    clients: Array.from({ length: CLIENTS }, (_, at) => ({ client_id: `client-${at}` })),
    grants: Array.from({ length: grants }, (_, at) => ({ id: `grant-${at}`, client_id: `client-${at % CLIENTS}` })),
  };
}

const window = fc.constantFrom('first: 1', 'first: 100', 'last: 3', 'last: 100', 'first: 0');
const selected = fc.constantFrom('nodes { grantId }', 'totalCount', 'totalCount edges { cursor }');
const filter = fc.constantFrom('', 'filter: { scope: "none" } ', 'filter: { clientId: "client-1" } ');
const page = fc.tuple(filter, window, selected).map((it) => `oauthGrants(${it[0]}${it[1]}) { ${it[2]} }`);
const grants = fc.tuple(window, selected).map(([size, what]) => `grants(${size}) { ${what} }`);
const ofClients = grants.map((of) => `oauthClients(first: 4) { nodes { ${of} } }`);

const severity = fc.constantFrom('', 'minSeverity: LOW', 'minSeverity: MEDIUM', 'minSeverity: null');
const findings = severity.map(
  (least) => `oauthClients(first: 4) { nodes { findings${least && `(${least})`} { code } } }`,
);
const codes = fc.constantFrom('', 'codes: [GRANT_UNUSED]', 'codes: [TOS_URI_MISSING, SCOPE_NOT_OFFERED]', 'codes: []');
const allFindings = fc.tuple(window, severity, codes).map((args) => `oauthFindings(${args.join(' ')}) { totalCount }`);

const client = fc.nat(CLIENTS).map((at) => `clientId: "client-${at}"`);
const changes = fc.oneof(
  fc.tuple(client, grants).map((it) => {
    return `updateOAuthClient(${it[0]}, input: { name: "N" }) { ... on UpdateOAuthClientPayload { client { ${it[1]} } } }`;
  }),
  fc.tuple(fc.nat(30), grants).map((it) => {
    const payload = `... on RevokeOAuthGrantPayload { grant { client { ${it[1]} } } }`;
    return `revokeOAuthGrant(grantId: "grant-${it[0]}") { ${payload} }`;
  }),
  client.map((id) => `deleteOAuthClient(${id}) { __typename }`),
  fc.tuple(client, fc.boolean()).map(([id, dryRun]) => {
    return `revokeOAuthGrants(input: { where: { ${id} }, dryRun: ${dryRun}, maximumCount: 900 }) { __typename }`;
  }),
);

const aliased = (fields: string[]) => fields.map((field, at) => `f${at}: ${field}`).join(' ');
const operation = fc.oneof(
  fc
    .array(fc.oneof(page, ofClients, findings, allFindings), { minLength: 1, maxLength: 4 })
    .map((fields) => `{ ${aliased(fields)} }`),
  fc.array(changes, { minLength: 1, maxLength: 6 }).map((fields) => `mutation { ${aliased(fields)} }`),
);

describe('an operation costs at least what its calls upstream cost, and what is refused makes none', () => {
  test('whatever it asks of lists of grants, and however long they are', async () => {
    const length = fc.constantFrom(0, 1, 40, 100, 101, 350, 900);
    const operations = fc.array(operation, { minLength: 3, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(length, operations, async (count, queries) => {
        const gateway = await startGateway({ sandbox: { accounts: [accountOf(count)] } });
        try {
          // Where the paths are is found out once for all operations, and paid for by none.
          await gateway.ask('{ oauthClient(clientId: "client-0") { name } oauthGrant(grantId: "grant-0") { id } }');
          for (const query of queries) {
            gateway.sandbox.calls.length = 0;
            const { status, body } = await gateway.ask(query);
            const { requested, maximum } = body.extensions.cost;
            const calls = gateway.sandbox.calls.length;
            expect({ query, dear: requested < CALL * calls }).toEqual({ query, dear: false });
            expect(status).toBe(requested > maximum ? 400 : 200);
            if (requested > maximum) expect(calls).toBe(0);
          }
        } finally {
          await gateway.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    ['as many as are scanned', 5_000, 57],
    ['more than are scanned', 5_200, 1],
  ])('where there are %s', async (_what, count, calls) => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts: [accountOf(count)] } }));
    for (const query of [
      '{ oauthGrants(filter: { scope: "none" }) { totalCount } }',
      `#\n{ ${aliased(['oauthGrants(filter: { scope: "none" }) { nodes { id } }'])} }`,
    ]) {
      gateway.sandbox.calls.length = 0;
      const { body } = await gateway.ask(query);
      expect(body.extensions.cost.requested).toBeGreaterThanOrEqual(CALL * gateway.sandbox.calls.length);
      if (query.startsWith('{')) expect(gateway.sandbox.calls).toHaveLength(calls);
    }
  });

  test('20 updates with the grants of their clients read the list once', async () => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts: [accountOf(900)] } }));
    const update = 'updateOAuthClient(clientId: "client-1", input: { name: "N" })';
    const payload = '... on UpdateOAuthClientPayload { client { grants { totalCount } } }';
    const { body } = await gateway.ask(`mutation { ${aliased(Array(20).fill(`${update} { ${payload} }`))} }`);
    expect(body.errors).toBeUndefined();
    expect(Object.values(body.data)).toEqual(Array(20).fill({ client: { grants: { totalCount: 225 } } }));
    expect(gateway.sandbox.calls).toHaveLength(20 + 10);
  });

  test('a revoked grant, and those of a deleted client, are not among what is read afterwards', async () => {
    const gateway = await useInTest(startGateway({ sandbox: { accounts: [accountOf(120)] } }));
    const grantsOf = (id: string) =>
      `updateOAuthClient(clientId: "${id}", input: { name: "N" }) { ... on UpdateOAuthClientPayload { client { grants { totalCount } } } }`;
    const fields = [grantsOf('client-1'), 'revokeOAuthGrant(grantId: "grant-1") { __typename }', grantsOf('client-1')];
    const { body } = await gateway.ask(`mutation { ${aliased(fields)} }`);
    const counted = [body.data.f0, body.data.f2].map((payload) => payload.client.grants.totalCount);
    expect(counted).toEqual([30, 29]);
  });
});
