import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import type { ErrorCode } from '../../../src/lib/error-codes.ts';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { CALLERS_FAULT, UPSTREAMS_FAULT } from '../../support/documented-errors.ts';
import { type RandomOperation, randomOperation } from '../../support/random-operation.ts';
import { askingForTypes, Conformity } from './conforms.ts';
import { MARGIN } from './damage.ts';
import { type FaultyProxy, startBehindFaultyProxy } from './faulty-proxy.ts';
import { anySchedule, follow } from './schedule.ts';

/*
 * Operations at random, several at once, while the upstream goes by a schedule at random. What comes of each nobody can
 * foresee; what always holds is that it ends, as an answer to what was asked, with errors that are documented.
 */

const ROWS = 4;
const RUNS = 12;
const AT_ONCE = 8;
/** Runs that a slow machine has no time for are left out, milliseconds. */
const TIME_LIMIT = 40_000;
const ENV = {
  OPERATION_TIMEOUT_MS: '1500',
  MAX_COST: '100000',
  MAX_TOKENS: '20000',
  MAX_DEPTH: '50',
  MAX_ALIASES: '1000',
};

/** All of docs/errors.md but the one that says that the gateway itself is wrong. */
const CODES: readonly string[] = [
  ...CALLERS_FAULT,
  ...UPSTREAMS_FAULT,
  'OVERLOADED',
  'REQUEST_ENTITY_TOO_LARGE',
] satisfies readonly ErrorCode[];

const { client_id: ID, client_secret: SECRET } = DEMO_CLIENT;
const settings = 'clientType: CONFIDENTIAL, allowedGrantTypes: [CLIENT_CREDENTIALS], allowedScopes: ["voice.read"]';
const fault = '... on OAuthError { code message }';
const faults = `${fault} ... on OAuthValidationError { issues { path message } }`;

/** Changes, each of which makes one call. */
const WRITES: RandomOperation[] = [
  [
    `createOAuthClient(input: { name: "N", ${settings} }) { ... on CreateOAuthClientPayload { client { name } } ${faults} }`,
  ],
  [
    `updateOAuthClient(clientId: "${ID}", input: { name: "N" }) { ... on UpdateOAuthClientPayload { client { name } } ${faults} }`,
  ],
  [`deleteOAuthClient(clientId: "${ID}") { ... on DeleteOAuthClientPayload { deletedClientId } ${fault} }`],
  [`revokeOAuthGrant(grantId: "g") { ... on RevokeOAuthGrantPayload { revokedGrantId } ${fault} }`],
  [
    `requestOAuthToken(input: { grantType: CLIENT_CREDENTIALS, clientId: "${ID}", clientSecret: $secret }) {
      ... on RequestOAuthTokenPayload { tokenType expiresIn } ${fault}
    }`,
    SECRET,
  ],
].map(([field, secret]) => ({
  source: secret === undefined ? `mutation { it: ${field} }` : `mutation ($secret: OAuthSecret!) { it: ${field} }`,
  variables: secret === undefined ? {} : { secret },
}));

/** Reads of all that the upstream has, alone and together, with sizes that decide how many calls they take. */
const reads: fc.Arbitrary<RandomOperation> = fc
  .record({
    first: fc.integer({ min: 1, max: 60 }),
    last: fc.integer({ min: 1, max: 60 }),
    ids: fc.uniqueArray(fc.nat(99), { maxLength: 12 }),
    fields: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 }),
  })
  .map(({ first, last, ids, fields }) => {
    const wanted = [
      `a: oauthClients(first: ${first}) { totalCount edges { cursor node { clientId name redirectUris } } }`,
      `b: oauthGrants(first: ${first}) { totalCount nodes { scopes createdAt client { name createdAt } } }`,
      `c: oauthGrants(last: ${last}) { pageInfo { hasPreviousPage startCursor } nodes { client { clientId } } }`,
      `d: oauthGrants(first: 5, filter: { clientId: "${ID}" }) { totalCount nodes { grantId } }`,
      `e: oauthClient(clientId: "${ID}") { name grants(first: ${last}) { nodes { grantId } } }`,
      `f: nodes(ids: $ids) { id ... on OAuthClient { name } ... on OAuthGrant { scopes } }`,
      'g: oauthAuthorizationServerMetadata { issuer scopesSupported } h: oauthJsonWebKeySet { keys { kid } }',
    ];
    const source = `query ($ids: [ID!]!) { n: nodes(ids: $ids) { id } ${fields.map((field) => wanted[field]).join(' ')} }`;
    const globalId = (n: number) => Buffer.from(`${n % 2 ? 'OAuthClient' : 'OAuthGrant'}:${n}`).toString('base64');
    return { source, variables: { ids: ids.map(globalId) } };
  });

const anOperation = fc.oneof(
  { weight: 2, arbitrary: randomOperation(schema) },
  { weight: 4, arbitrary: reads },
  { weight: 2, arbitrary: fc.constantFrom(...WRITES) },
);
const conformity = new Conformity(schema);
const seen = { operations: 0, withData: 0, requests: 0, codes: {} as Record<string, number> };

async function expectToHold(proxy: FaultyProxy, { source, variables }: RandomOperation, key: string, id: string) {
  const started = performance.now();
  const asked = askingForTypes(schema, source);
  const headers = { 'x-request-id': id, 'x-upstream-trace': 'true' };
  const { body } = await proxy.gateway.ask(asked, variables, { key, headers });
  expect(performance.now() - started).toBeLessThan(Number(ENV.OPERATION_TIMEOUT_MS) + MARGIN);
  expect(conformity.mistakesOf(asked, variables, body)).toEqual([]);
  for (const { extensions } of body.errors ?? []) expect(CODES).toContain(extensions.code);
  expect(JSON.stringify(body)).not.toContain(SECRET);
  expect(JSON.stringify(body)).not.toContain(key);

  const isWrite = ({ method }: { method: string }) => method === 'POST' || method === 'PUT';
  const sent = proxy.requests.filter((request) => isWrite(request) && request.headers['x-request-id'] === id);
  const calls = (body.extensions?.upstream?.calls ?? []).filter(isWrite);
  expect(sent.length).toBeLessThanOrEqual(calls.length);
  if (WRITES.some((write) => write.source === source)) expect(sent.length).toBeLessThanOrEqual(1);

  seen.operations++;
  if (body.data) seen.withData++;
  for (const { extensions } of body.errors ?? []) {
    seen.codes[extensions.code] = (seen.codes[extensions.code] ?? 0) + 1;
  }
}

test('any operations under any faults: each ends, fits the schema, says what is wrong, and changes nothing twice', {
  timeout: 180_000,
}, async () => {
  const property = fc.asyncProperty(
    anySchedule,
    fc.array(fc.tuple(anOperation, fc.constantFrom(ALICE_KEY, BOB_KEY)), { minLength: 1, maxLength: AT_ONCE }),
    async (schedule, operations) => {
      const proxy = await startBehindFaultyProxy({ env: ENV });
      proxy.trouble = follow(schedule);
      try {
        const held = operations.map(([operation, key], n) => expectToHold(proxy, operation, key, `operation-${n}`));
        for (const outcome of await Promise.allSettled(held)) if (outcome.status === 'rejected') throw outcome.reason;
        seen.requests += proxy.requests.length;
        const log = proxy.gateway.log.join('');
        for (const secret of [ALICE_KEY, BOB_KEY, SECRET]) expect(log).not.toContain(secret);
        expect(proxy.gateway.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
      } finally {
        await proxy.close();
      }
    },
  );
  const bounds = { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT, markInterruptAsFailure: false };
  const seeds = Array.from({ length: ROWS }, (_, row) => inject('seed') + row);
  // Most of the time they wait: several rows of runs, each with a seed of its own, wait together.
  await Promise.all(seeds.map((seed) => fc.assert(property, { ...bounds, seed })));
  expect(seen.withData).toBeGreaterThan(seen.operations / 4);
  expect(Object.keys(seen.codes).filter((code) => code.startsWith('UPSTREAM_'))).not.toEqual([]);
});
