import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { hurry } from '../../support/clock.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { open } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';
import { json, type RawRequest, type Reply, startRawServer } from '../../support/raw-server.ts';
import { answerClient } from '../../support/resources.ts';

/*
 * The circuit as callers see it: nobody opens it, or keeps it open, by how they ask; one record that Telnyx fails on
 * costs no other call; and an outage opens it, however callers prove themselves.
 */

const READ = 'query ($id: ID!) { oauthClient(clientId: $id) { name } }';
const REVOKE = 'mutation { revokeOAuthGrant(grantId: "grant-1") { __typename } }';
const COUNT = `mutation { revokeOAuthGrants(input: { where: { clientId: "a" } }) {
  ... on RevokeOAuthGrantsPayload { matched } } }`;
const DATA = { oauthClient: { name: 'Client 1' } };
const good = answerClient();
const later = (ms: number) => new Promise((passed) => setTimeout(passed, ms));

async function start(answer: (request: RawRequest) => Reply, env: Record<string, string> = {}) {
  const server = await startRawServer((socket, request) => {
    const reply = answer(request);
    if (typeof reply === 'function') reply(socket, request);
    else socket.write(reply);
  });
  const gateway = await useInTest(
    startGateway({
      env: { TELNYX_API_URL: server.origin, TELNYX_WELL_KNOWN_URL: server.origin, ...env },
    }),
  );
  const isOpen = async () => (await metricAt(gateway.url, 'gateway_breaker_open{origin="api"}')) === 1;
  return { server, gateway, isOpen };
}

/** Asks again and again, with nobody but the caller himself waiting, until the signal ends it. */
async function keepAsking(until: AbortSignal, ask: () => Promise<unknown>, pause = 0): Promise<void> {
  while (!until.aborted) {
    await ask().catch(() => {});
    await later(pause);
  }
}

test('callers without a credential neither open the circuit nor keep it open', { timeout: 60_000 }, async () => {
  let isOut = false;
  const { gateway, isOpen } = await start((request) => {
    const { authorization = '' } = request.headers;
    if (isOut) return json(503, {});
    const isKnown = authorization.includes('KEYgood');
    return (socket) => void setTimeout(() => (isKnown ? good(socket, request) : socket.write(json(401, {}))), 100);
  });
  const read = (key: string, id: string, headers = {}) => gateway.ask(READ, { id }, { key, headers });
  const keys = ['KEYgood-1', 'KEYgood-2', 'KEYgood-3'];
  for (const key of keys) expect((await read(key, 'client-1')).body.data).toEqual(DATA);

  const impatient = new AbortController();
  onTestFinished(() => impatient.abort());
  const short = { 'x-timeout-ms': '20' };
  const loops = [1, 2, 3, 4].map((n) => keepAsking(impatient.signal, () => read(`made-up-${n}`, `client-${n}`, short)));
  await later(1_000);
  expect(await isOpen()).toBe(false);

  isOut = true;
  const ids = Array.from({ length: 40 }, (_, n) => `client-${n}`);
  const failed = await Promise.all(ids.map((id, n) => read(keys[n % 3]!, id)));
  for (const { body } of failed) expect(body.errors![0]!.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  expect(await isOpen()).toBe(true);

  // While the four go on, the first good caller after the pause is answered.
  isOut = false;
  await later(3_100);
  expect((await read('KEYgood-3', 'client-1')).body.data).toEqual(DATA);
  expect(await isOpen()).toBe(false);
  const answers = await Promise.all(ids.slice(0, 20).map((id) => read('KEYgood-1', id)));
  for (const { body } of answers) expect(body.data).toEqual(DATA);
  impatient.abort();
  await Promise.all(loops);
});

test('bodies that come late leave calls their time, and the circuit closed', { timeout: 60_000 }, async () => {
  const { gateway, isOpen } = await start((request) => (socket) => void setTimeout(() => good(socket, request), 300), {
    OPERATION_TIMEOUT_MS: '1500',
  });
  const body = JSON.stringify({ query: READ, variables: { id: 'client-1' } });
  const sockets = await Promise.all(Array.from({ length: 40 }, () => open(gateway.url)));
  for (const [n, socket] of sockets.entries()) {
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {}).resume();
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: g\r\nauthorization: Bearer made-up-${n}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
  }
  await later(1_450);
  for (const socket of sockets) socket.write(body.slice(5));
  await later(300);
  expect((await gateway.ask(READ, { id: 'client-1' })).body.data).toEqual(DATA);
  expect(await isOpen()).toBe(false);
});

test('one record that is answered 500 costs no other call, with keys and behind a router', {
  timeout: 60_000,
}, async () => {
  const env = { AUTH_MODE: 'service', ROUTER_SECRET: 'x'.repeat(32), TELNYX_API_KEY: 'KEYgateway' };
  const expectRest = async (settings: Record<string, string>, headers: Record<string, string>) => {
    const { gateway, isOpen, server } = await start(
      ({ path }) => (path.endsWith('/bad') ? json(500, {}) : good),
      settings,
    );
    const read = (key: string, id: string) => gateway.ask(READ, { id }, { key, headers });
    await read('KEYa', 'fine');
    const over = new AbortController();
    onTestFinished(() => over.abort());
    const bad = Array.from({ length: 8 }, () => keepAsking(over.signal, () => read('KEYa', 'bad'), 20));
    for (let n = 0; n < 25; n++) {
      expect((await read('KEYb', `good-${n}`)).body.data).toEqual(DATA);
      await later(450);
    }
    expect(await isOpen()).toBe(false);
    // By then the record rests: next to nothing asks for it.
    const asked = () => server.requests.filter(({ path }) => path.endsWith('/bad')).length;
    const before = asked();
    await later(2_000);
    expect(asked() - before).toBeLessThan(3);
    over.abort();
    await Promise.all(bad);
  };
  await Promise.all([expectRest({}, {}), expectRest(env, { 'x-router-secret': 'x'.repeat(32) })]);
});

/** How callers prove themselves: sets the gateway up, and asks as one of several. */
type Proof = () => Promise<{
  env: Record<string, string>;
  as: (n: number) => Promise<Parameters<TestGateway['ask']>[2]>;
}>;

const proofs: Record<string, Proof> = {
  'keys of their own': async () => ({ env: {}, as: async (n) => ({ key: `KEY${n}` }) }),
  'one key': async () => ({ env: {}, as: async () => ({ key: 'KEY' }) }),
  'a router': async () => ({
    env: { AUTH_MODE: 'service', ROUTER_SECRET: 'x'.repeat(32), TELNYX_API_KEY: 'KEYgateway' },
    as: async () => ({ key: null, headers: { 'x-router-secret': 'x'.repeat(32) } }),
  }),
  'tokens of several subjects': async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const issuer = await startRawServer(
      json(200, { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] }),
    );
    const scope = 'oauth:read oauth:write oauth:revoke';
    const env = {
      AUTH_MODE: 'service',
      TELNYX_API_KEY: 'KEYgateway',
      AUTH_JWKS_URL: `${issuer.origin}/jwks`,
      AUTH_ISSUER: 'https://issuer.example',
      AUTH_AUDIENCE: 'gateway',
    };
    const as = async (n: number) => {
      const token = new SignJWT({ scope }).setSubject(`caller-${n}`).setProtectedHeader({ alg: 'ES256', kid: 'one' });
      token.setIssuer(env.AUTH_ISSUER).setAudience(env.AUTH_AUDIENCE).setExpirationTime('5m');
      return { key: await token.sign(privateKey) };
    };
    return { env, as };
  },
};

test.each(Object.keys(proofs))('an outage opens it where callers come with %s', { timeout: 60_000 }, async (name) => {
  hurry('Date', 5);
  const { env, as } = await proofs[name]!();
  let isOut = false;
  const { gateway, isOpen, server } = await start(({ method }) => {
    if (method === 'DELETE') return json(200, {});
    return isOut ? json(503, {}) : good;
  }, env);
  const callers = await Promise.all([0, 1, 2].map(as));
  const read = (n: number) => gateway.ask(READ, { id: `client-${n % 10}` }, callers[n % 3]);
  for (let n = 0; n < 10; n++) expect((await read(n)).body.data).toEqual(DATA);
  isOut = true;
  const over = new AbortController();
  onTestFinished(() => over.abort());
  let n = 0;
  const loops = Array.from({ length: 6 }, () => keepAsking(over.signal, () => read(n++), 20));
  const began = Date.now();
  await expect.poll(isOpen, { timeout: 25_000, interval: 20 }).toBe(true);
  // 10 s, and what a busy machine adds.
  expect(Date.now() - began).toBeLessThan(15_000);
  over.abort();
  await Promise.all(loops);

  // What takes access away is tried all the same.
  const reached = server.requests.length;
  await gateway.ask(COUNT, {}, callers[0]);
  await gateway.ask(REVOKE, {}, callers[0]);
  expect(server.requests.slice(reached).map(({ method }) => method)).toEqual(['GET', 'DELETE']);
  isOut = false;
  await expect.poll(async () => (await read(1)).body.data, { timeout: 10_000, interval: 200 }).toEqual(DATA);
  expect(await isOpen()).toBe(false);
});

test('callers without a credential close no public route for each other', { timeout: 60_000 }, async () => {
  const token = { access_token: 'token', token_type: 'Bearer', expires_in: 60 };
  const bad = `Basic ${Buffer.from('bad:a-secret').toString('base64')}`;
  const { gateway } = await start(({ headers }) => (headers.authorization === bad ? json(500, {}) : json(200, token)));
  const query = `mutation ($input: RequestOAuthTokenInput!) {
    requestOAuthToken(input: $input) { ... on RequestOAuthTokenPayload { accessToken } } }`;
  const ask = (clientId: string) => {
    const input = { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret: 'a-secret' };
    return gateway.ask(query, { input }, { key: null });
  };
  const flood = new AbortController();
  onTestFinished(() => flood.abort());
  const loops = [1, 2, 3, 4].map(() => keepAsking(flood.signal, () => ask('bad'), 20));
  await later(4_500);
  for (let time = 0; time < 5; time++) {
    expect((await ask('good')).body).toMatchObject({ data: { requestOAuthToken: { accessToken: 'token' } } });
    await later(300);
  }
  flood.abort();
  await Promise.all(loops);
});
