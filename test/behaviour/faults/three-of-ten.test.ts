import { expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../../src/sandbox/index.ts';
import { useInTest } from '../../support/lifetime.ts';
import { randomness } from '../../support/random-operations.ts';
import { json, message, type RawRequest, reset } from '../../support/raw-server.ts';
import { startBehindFaultyProxy, type Trouble } from './faulty-proxy.ts';

/**
 * Three of ten GETs fail at once, by chance: with a 503, a lost connection, or a 429 that asks for no time or,
 * seldom, for a second. The others are answered after a while, so that failures are what is heard of first.
 */
function threeOfTen(seed: number): (request: RawRequest) => Trouble | undefined {
  const random = randomness(seed);
  const limited = (seconds: number): Trouble => ({
    instead: json(429, { errors: [] }, { 'retry-after': String(seconds) }),
  });
  const late: Trouble = { spoil: (answer) => (socket) => void setTimeout(() => socket.write(answer), 100) };
  return ({ method }) => {
    if (method !== 'GET' || random() >= 0.3) return late;
    const kind = Math.floor(random() * 3);
    if (kind === 0) return { instead: message(503, '<html>', { 'content-type': 'text/html' }) };
    return kind === 1 ? { instead: reset } : limited(random() < 0.02 ? 1 : 0);
  };
}

const READS = [
  (n: number) => `{ oauthClients(first: ${1 + (n % 97)}) { totalCount nodes { clientId name } } }`,
  (n: number) => `{ oauthGrants(first: ${1 + (n % 97)}) { nodes { scopes client { name } } } }`,
  (n: number) => `{ oauthClient(clientId: "client-${n}") { name } oauthGrant(grantId: "grant-${n}") { grantId } }`,
  (n: number) => `{ oauthClients(first: 3, filter: { nameContains: "${n}" }) { nodes { name } } }`,
  () => '{ oauthAuthorizationServerMetadata { issuer } oauthProtectedResourceMetadata { resource } }',
  (n: number) => `{ oauthGrants(filter: { clientId: "a${n % 9}" }) { totalCount nodes { grantId } } }`,
];

const create = (n: number) => `mutation { createOAuthClient(input: {
  name: "Client ${n}", clientType: CONFIDENTIAL, allowedGrantTypes: [CLIENT_CREDENTIALS], allowedScopes: ["voice.read"]
}) { ... on CreateOAuthClientPayload { client { clientId } } } }`;

const SAMPLE = 1_000;
const WRITES = 100;

test.each([
  { atOnce: 16, seed: 20260331 },
  { atOnce: 500, seed: 20260401 },
])(
  `three of ten GETs fail: at least 990 of ${SAMPLE} read operations succeed, $atOnce at once, and no POST goes out twice`,
  { timeout: 240_000 },
  async ({ atOnce, seed }) => {
    const proxy = await useInTest(startBehindFaultyProxy({ env: { DOCUMENT_MAX_AGE_MS: '0' } }));
    proxy.trouble = threeOfTen(seed);
    let [next, succeeded, writes] = [0, 0, 0];
    const codes: Record<string, number> = {};
    const work = async () => {
      while (next < SAMPLE) {
        const n = next++;
        if (n % (SAMPLE / WRITES) === 0) {
          await proxy.gateway.ask(create(n));
          writes++;
        }
        const { body } = await proxy.gateway.ask(READS[n % READS.length]!(n), {}, { key: n % 2 ? ALICE_KEY : BOB_KEY });
        if (!body.errors) succeeded++;
        for (const { extensions } of body.errors ?? []) codes[extensions.code] = (codes[extensions.code] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const posts = proxy.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
    const told = `${succeeded} of ${SAMPLE} succeeded, with ${proxy.requests.length} requests upstream (seed ${seed})`;
    expect(succeeded, `${told} ${JSON.stringify(codes)}`).toBeGreaterThanOrEqual(0.99 * SAMPLE);
    expect(writes).toBe(WRITES);
    expect(new Set(posts).size).toBe(WRITES);
    expect(posts).toHaveLength(WRITES);
  },
);
