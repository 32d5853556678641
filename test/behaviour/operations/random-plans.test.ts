import { expect, inject, test } from 'vitest';
import { demoAccounts } from '../../../src/sandbox/seed.ts';
import type { AccountSeed } from '../../../src/sandbox/store.ts';
import { schema } from '../../../src/schema/index.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { OperationMaker, randomness, type Samples } from '../../support/random-operations.ts';
import { samplesOf } from '../../support/samples.ts';

/*
 * Operations made at random of all that the schema has, on accounts with lists of all sorts of lengths. Each is planned,
 * then carried out.
 */

const PLANS = 1_000;
const ACCOUNTS = 12;
const LENGTHS = [0, 1, 3, 8, 10, 40, 99, 100, 101, 130, 250, 420];

const seed: number = inject('seed');
const random = randomness(seed);
const below = (most: number) => Math.floor(random() * most);
const pick = <T>(items: readonly T[]) => items[below(items.length)]!;
const several = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, at) => make(at));

function randomAccount(number: number): AccountSeed {
  const distinct = 1 + below(40);
  const granted = () => (random() < 0.8 ? `client-${number}-${below(distinct)}` : `foreign-${below(distinct)}`);
  return {
    key: `KEYrandom${number}`,
    clients: several(pick(LENGTHS), (index) => ({ client_id: `client-${number}-${index}` })),
    grants: several(pick(LENGTHS), (index) => ({ id: `grant-${number}-${index}`, client_id: granted() })),
  };
}

const accounts = several(ACCOUNTS, randomAccount);
const gateway = useForTests(() =>
  startGateway({
    sandbox: { accounts: [...accounts, ...demoAccounts()] },
    env: { TELNYX_CLIENTS_PATH: '/oauth_clients', TELNYX_GRANTS_PATH: '/oauth_grants' },
  }),
);

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64');

/** Ids that the account has now, and now and then cursors of its lists. */
async function samplesFor(key: string): Promise<Samples> {
  const { clients, grants } = gateway.sandbox.account(key);
  const clientIds = clients.length === 0 ? ['none'] : several(6, () => pick(clients).client_id);
  const grantIds = grants.length === 0 ? ['none'] : several(6, () => pick(grants).id);
  const others = samplesOf(gateway.sandbox);
  return {
    ...others,
    ID: [
      ...clientIds,
      ...grantIds,
      ...clientIds.map((id) => globalId('OAuthClient', id)),
      ...grantIds.map((id) => globalId('OAuthGrant', id)),
      'nobody',
      '..',
    ],
    Int: [0, 1, 2, 3, 5, 10, 20, 50, 99, 100],
    String: random() < 0.7 ? others.String! : [...(await cursorsOf(key)), ...others.String!],
    _Any: [
      ...clientIds.map((clientId) => ({ __typename: 'OAuthClient', clientId })),
      ...grantIds.map((grantId) => ({ __typename: 'OAuthGrant', grantId })),
    ],
  };
}

async function cursorsOf(key: string): Promise<string[]> {
  const query = `{ oauthClients(first: ${1 + below(30)}) { pageInfo { startCursor endCursor } }
    oauthGrants(last: ${1 + below(30)}) { pageInfo { startCursor endCursor } } }`;
  const { data } = (await gateway.ask(query, {}, { key })).body;
  const pages = [data.oauthClients.pageInfo, data.oauthGrants.pageInfo];
  return pages
    .flatMap(({ startCursor, endCursor }) => [startCursor, endCursor, startCursor, endCursor])
    .filter(Boolean);
}

/** What refusals say, in any order: some are found out later than others. */
const refusal = ({ body }: Answer) => body.errors?.map(({ message, path }) => `${path} ${message}`).toSorted() ?? [];

test('calls made lie in the range that was planned, and planning makes none', { timeout: 600_000 }, async () => {
  const { calls } = gateway.sandbox;
  const ratios: number[] = [];
  const outside: object[] = [];
  let exact = 0;
  let refused = 0;
  for (let planned = 0, operation = 0; planned < PLANS; operation++) {
    const { key } = pick(accounts);
    const { query, variables } = new OperationMaker(schema, await samplesFor(key), seed + operation).make();
    const ask = (headers: Record<string, string>) => gateway.ask(query, variables, { key, headers });
    const before = calls.length;
    const plan = await ask({ 'x-upstream-plan': 'only' });
    expect(calls.length - before, query).toBe(0);
    const earnest = await ask({ 'x-upstream-plan': 'beside' });
    const made = calls.length - before;
    const bounds = plan.body.extensions?.plan?.calls;
    if (!bounds) {
      refused++;
      expect(made, query).toBe(0);
      expect(refusal(plan), query).toEqual(refusal(earnest));
      continue;
    }
    planned++;
    expect(earnest.body.extensions.plan.calls, query).toEqual(bounds);
    // A document that is stale is fetched for no one in particular.
    expect(earnest.body.extensions.plan.made.calls, query).toBeLessThanOrEqual(made);
    const codes = plan.body.errors!.map(({ extensions }) => extensions.code);
    expect(codes, query).not.toContain('INTERNAL_SERVER_ERROR');
    expect(codes, query).not.toContain('UPSTREAM_CONTRACT');
    const { atLeast, atMost } = bounds;
    if (made < atLeast || made > atMost) outside.push({ made, ...plan.body.extensions.plan, query, variables });
    if (made === 0) continue;
    ratios.push(atMost / made);
    if (atLeast === atMost) exact++;
  }
  ratios.sort((one, other) => one - other);
  const median = ratios[Math.floor(ratios.length / 2)]!;
  const inside = PLANS - outside.length;
  const p90 = ratios[Math.floor(0.9 * ratios.length)];
  console.log({ inside, of: PLANS, refused, made: ratios.length, exact, median, p90 });
  expect(outside).toEqual([]);
  expect(median).toBeLessThanOrEqual(1.5);
});
