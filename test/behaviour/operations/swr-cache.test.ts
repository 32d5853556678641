import { describe, expect, test, vi } from 'vitest';
import { arrived, type GateAnswer, latch, startGatedGateway, until } from '../../support/gate.ts';

const KEYS = '{ oauthJsonWebKeySet { keys { kid } } }';
const isKeys = (line: string) => line === 'GET /v2/oauth/jwks';

/** What is published at the moment: answers are counted by their `kid`, `k1` first. */
interface Published {
  headers: Record<string, string>;
  /** Instead of the next key set. Undefined: the connection breaks. */
  answer?: () => GateAnswer | undefined;
  /** Answers wait for it. */
  opened?: Promise<void>;
}

async function open(headers: Record<string, string>, env: Record<string, string> = {}) {
  const { gateway, gate } = await startGatedGateway({ env });
  const published: Published = { headers };
  let version = 0;
  gate.pass = async ({ line }, answer) => {
    if (!isKeys(line)) return answer;
    const body = JSON.stringify({ keys: [{ kty: 'EC', kid: `k${++version}` }] });
    await published.opened;
    return published.answer ? published.answer() : { status: 200, headers: published.headers, body };
  };
  return {
    gateway,
    gate,
    published,
    calls: () => gate.calls.filter(({ line }) => isKeys(line)).length,
    /** The `kid`, or the error's code. */
    async read(): Promise<string> {
      const { body } = await gateway.ask(KEYS, {}, { key: null });
      return body.data.oauthJsonWebKeySet?.keys[0].kid ?? body.errors?.[0]?.extensions.code;
    },
  };
}

/** A setting with which a document is stale as soon as a moment has passed. */
const SHORT = { DOCUMENT_MAX_AGE_MS: '1' };
const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a document is cached as long as its Cache-Control allows a shared cache', () => {
  test.each<{ headers: Record<string, string>; kept: boolean }>([
    { headers: {}, kept: true },
    { headers: { 'cache-control': 'max-age=60' }, kept: true },
    { headers: { 'cache-control': 'public, max-age=60' }, kept: true },
    { headers: { 'cache-control': 'Max-Age="60"' }, kept: true },
    { headers: { 'cache-control': 'must-revalidate' }, kept: true },
    { headers: { 'cache-control': 'max-age=0, s-maxage=60' }, kept: true },
    { headers: { 'cache-control': 'max-age=60', age: '30' }, kept: true },
    { headers: { 'cache-control': 'x-private=1, max-age=60' }, kept: true },
    { headers: { 'cache-control': 'no-store' }, kept: false },
    { headers: { 'cache-control': 'max-age=60, NO-STORE' }, kept: false },
    { headers: { 'cache-control': 'max-age=60, no-cache' }, kept: false },
    { headers: { 'cache-control': 'max-age=60, no-cache="set-cookie"' }, kept: false },
    { headers: { 'cache-control': 'max-age=60, private' }, kept: false },
    { headers: { 'cache-control': 'max-age=0' }, kept: false },
    { headers: { 'cache-control': 'max-age=60, s-maxage=0' }, kept: false },
    { headers: { 'cache-control': 'max-age=soon' }, kept: false },
    { headers: { 'cache-control': 'max-age=-60' }, kept: false },
    { headers: { 'cache-control': 'max-age=60', age: '60' }, kept: false },
  ])('$headers: $kept', async ({ headers, kept }) => {
    const { read, calls } = await open(headers);
    expect(await read()).toBe('k1');
    expect(await read()).toBe(kept ? 'k1' : 'k2');
    expect(calls()).toBe(kept ? 1 : 2);
  });

  test('both discovery documents are cached too', async () => {
    const { gateway, gate } = await startGatedGateway();
    gate.pass = (_call, answer) => {
      const body = answer.body.replaceAll(gateway.sandbox.origin, gate.origin);
      return { status: 200, headers: { 'cache-control': 'max-age=60' }, body };
    };
    for (let read = 0; read < 3; read++) {
      const { body } = await gateway.ask(
        `{ oauthAuthorizationServerMetadata { issuer } oauthProtectedResourceMetadata { resource } }`,
      );
      expect(body.data).toEqual({
        oauthAuthorizationServerMetadata: { issuer: gate.origin },
        oauthProtectedResourceMetadata: { resource: gate.origin },
      });
    }
    expect(gate.calls.map(({ line }) => line).sort()).toEqual([
      'GET /.well-known/oauth-authorization-server',
      'GET /.well-known/oauth-protected-resource',
    ]);
  });

  test('two headers of the same name count as one', async () => {
    const { read, calls, published } = await open({});
    published.answer = () => ({
      status: 200,
      headers: { 'cache-control': ['max-age=60', 'no-store'] as never },
      body: '{"keys":[{"kty":"EC","kid":"k"}]}',
    });
    expect([await read(), await read()]).toEqual(['k', 'k']);
    expect(calls()).toBe(2);
  });

  test('DOCUMENT_MAX_AGE_MS bounds what the server says; 0 turns the cache off', async () => {
    const { read, calls } = await open({ 'cache-control': 'max-age=86400' }, { DOCUMENT_MAX_AGE_MS: '0' });
    expect([await read(), await read(), await read()]).toEqual(['k1', 'k2', 'k3']);
    expect(calls()).toBe(3);
  });
});

describe('a stale document', () => {
  test('is served at once while a fresh one is fetched, once, in the background', async () => {
    const { read, calls, gate, published } = await open({ 'cache-control': 'max-age=86400' }, SHORT);
    expect(await read()).toBe('k1');
    await moment();
    const slow = latch();
    published.opened = slow.opened;
    // The fresh one does not come before `slow` opens: these readers do not wait for it.
    expect([await read(), await read(), await read()]).toEqual(['k1', 'k1', 'k1']);
    await arrived(gate, 2, isKeys);
    expect(calls()).toBe(2);
    expect(gate.calls[1]!.headers).not.toHaveProperty('x-request-id');
    expect(gate.calls[1]!.headers).not.toHaveProperty('authorization');
    slow.open();
    let fresh = 'k1';
    while (fresh === 'k1') fresh = await read();
    expect(fresh).toBe('k2');
  });

  test('is served while Telnyx is down', async () => {
    const { read, published } = await open({}, SHORT);
    expect(await read()).toBe('k1');
    const down = vi.fn();
    published.answer = down;
    await moment();
    expect(await read()).toBe('k1');
    await until(() => down.mock.calls.length > 0);
    for (let reader = 0; reader < 20; reader++) {
      await moment();
      expect(await read()).toBe('k1');
    }
  });

  test('is not served if its server ruled that out: the reader waits', async () => {
    for (const binding of ['must-revalidate', 'proxy-revalidate', 's-maxage=86400']) {
      const { read, calls } = await open({ 'cache-control': `max-age=86400, ${binding}` }, SHORT);
      expect(await read()).toBe('k1');
      await moment();
      expect(await read()).toBe('k2');
      expect(calls()).toBe(2);
    }
  });

  test('does not delay a stop', { timeout: 10_000 }, async () => {
    const { gateway, gate, read, published } = await open({}, SHORT);
    await read();
    await moment();
    published.opened = latch().opened;
    await read();
    await arrived(gate, 2, isKeys);
    // The refresh is never answered, and would end by itself after 15 s.
    const closing = performance.now();
    await gateway.close();
    expect(performance.now() - closing).toBeLessThan(8_000);
  });
});

describe('only a readable 200 is cached', () => {
  const KEPT_HEADERS = { 'cache-control': 'max-age=60' };
  const BODY = '{"keys":[{"kty":"EC","kid":"odd"}]}';

  test.each<{ what: string; answer: GateAnswer; outcome: string }>([
    {
      what: 'garbage',
      answer: { status: 200, headers: KEPT_HEADERS, body: '{"keys":[' },
      outcome: 'UPSTREAM_CONTRACT',
    },
    { what: 'a page', answer: { status: 200, headers: KEPT_HEADERS, body: '<html>' }, outcome: 'UPSTREAM_CONTRACT' },
    { what: 'a list', answer: { status: 200, headers: KEPT_HEADERS, body: '[]' }, outcome: 'UPSTREAM_CONTRACT' },
    { what: 'nothing', answer: { status: 204, headers: KEPT_HEADERS, body: '' }, outcome: 'UPSTREAM_CONTRACT' },
    { what: 'a 203', answer: { status: 203, headers: KEPT_HEADERS, body: BODY }, outcome: 'odd' },
    { what: 'a redirect', answer: { status: 302, headers: KEPT_HEADERS, body: BODY }, outcome: 'UPSTREAM_CONTRACT' },
    { what: 'a 401', answer: { status: 401, headers: KEPT_HEADERS, body: BODY }, outcome: 'UNAUTHENTICATED' },
  ])('not $what: neither first nor in the place of a good one', async ({ answer, outcome }) => {
    const { read, calls, published } = await open(KEPT_HEADERS, SHORT);
    published.answer = () => answer;
    expect([await read(), await read()]).toEqual([outcome, outcome]);
    expect(calls()).toBe(2);

    delete published.answer;
    const good = await read();
    expect(good).toBe('k3');
    const refreshed = vi.fn(() => answer);
    published.answer = refreshed;
    await moment();
    expect(await read()).toBe(good);
    await until(() => refreshed.mock.calls.length > 0);
    await moment();
    if (answer.status !== 203) expect(await read()).toBe(good);
  });

  test('metadata of another issuer is an error, and never cached', async () => {
    const { gateway, gate } = await startGatedGateway({ env: SHORT });
    const isMetadata = (line: string) => line.endsWith('/oauth-authorization-server');
    let issuer = 'https://elsewhere.example';
    gate.pass = () => ({ status: 200, headers: KEPT_HEADERS, body: JSON.stringify({ issuer }) });
    const read = async () => {
      const { body } = await gateway.ask('{ oauthAuthorizationServerMetadata { issuer } }', {}, { key: null });
      return body.data.oauthAuthorizationServerMetadata?.issuer ?? body.errors?.[0]?.extensions.code;
    };
    expect([await read(), await read()]).toEqual(['UPSTREAM_CONTRACT', 'UPSTREAM_CONTRACT']);
    expect(gate.calls).toHaveLength(2);
    issuer = gate.origin;
    expect(await read()).toBe(gate.origin);
    issuer = 'https://elsewhere.example';
    await moment();
    expect(await read()).toBe(gate.origin);
    await arrived(gate, 4, isMetadata);
    await moment();
    expect(await read()).toBe(gate.origin);
  });

  test('a first read that fails is an error for that reader only', async () => {
    const { read, published } = await open({ 'cache-control': 'max-age=60' });
    published.answer = () => ({ status: 503, headers: {}, body: '' });
    expect(await read()).toBe('UPSTREAM_UNAVAILABLE');
    delete published.answer;
    expect(await read()).toMatch(/^k\d$/);
  });
});

test('any number of simultaneous readers of an empty cache make one call', async () => {
  const { gateway, gate, calls, published } = await open({ 'cache-control': 'no-store' });
  const all = latch();
  published.opened = all.opened;
  // The mark shows that its sender has asked for the keys as well.
  const document = 'query ($mark: ID!) { oauthJsonWebKeySet { keys { kid } } mark: oauthGrant(grantId: $mark) { id } }';
  const answers = Promise.all(Array.from({ length: 20 }, (_, mark) => gateway.ask(document, { mark: `mark-${mark}` })));
  await arrived(gate, 20, (line) => line.includes('/mark-'));
  all.open();
  for (const { body } of await answers) expect(body.data.oauthJsonWebKeySet.keys).toEqual([{ kid: 'k1' }]);
  expect(calls()).toBe(1);
});
