import { describe, expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { get, post } from '../../support/http.ts';
import { useForEachTest, useInTest } from '../../support/lifetime.ts';

/** What caches in front of the gateway are told. The sandbox lets its public documents be kept for 300 s. */
const gateway = useForEachTest(() => startGateway());

const KEYS = '{ oauthJsonWebKeySet { keys { kid } } }';
const ALL = `{ __typename keys: oauthJsonWebKeySet { keys { kid } }
  oauthAuthorizationServerMetadata { issuer } oauthProtectedResourceMetadata { resource } }`;

const ask = (query: string, headers: Record<string, string> = {}, { url } = gateway) =>
  get(`${url}?${new URLSearchParams({ query })}`, headers);

test.each([KEYS, ALL])('what Telnyx publishes is any cache’s for as long as it is fresh: %s', async (query) => {
  const { status, headers, json } = await ask(query);
  expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined });
  const [, seconds] = /^public, max-age=(\d+)$/.exec(headers['cache-control']!)!;
  expect(Number(seconds)).toBeGreaterThan(200);
  expect(Number(seconds)).toBeLessThanOrEqual(300);
  expect(headers.vary!.split(', ')).toEqual(
    expect.arrayContaining(['accept', 'authorization', 'origin', 'x-upstream-trace']),
  );
});

describe('no cache keeps it', () => {
  const NO_STORE = 'no-store';

  test('where a credential came with it', async () => {
    const { headers } = await ask(KEYS, { authorization: `Bearer ${ALICE_KEY}` });
    expect(headers['cache-control']).toBe('private, no-store');
  });

  test('by POST', async () => {
    expect((await post(gateway.url, { query: KEYS })).headers['cache-control']).toBe(NO_STORE);
  });

  test('with a report of the calls', async () => {
    const { headers, json } = await ask(KEYS, { 'x-upstream-trace': 'true' });
    expect(json.extensions.upstream).toBeDefined();
    expect(headers['cache-control']).toBe(NO_STORE);
  });

  test.each([
    ['what depends on the caller', `{ oauthJsonWebKeySet { keys { kid } } oauthClients { totalCount } }`],
    ['what depends on the input', '{ ...F } fragment F on Query { oauthJsonWebKeySet { keys { kid } } }'],
    ['what Telnyx was not asked for', '{ __typename }'],
    ['an operation that is refused', '{ oauthJsonWebKeySet { keys { nope } } }'],
  ])('beside %s', async (_name, query) => {
    expect((await ask(query)).headers['cache-control']).toBe(NO_STORE);
  });

  test('where Telnyx fails', async () => {
    gateway.sandbox.faults.push('404');
    const { headers, json } = await ask(KEYS);
    expect(json.errors).toHaveLength(1);
    expect(headers['cache-control']).toBe(NO_STORE);
  });

  test('where one of two fails', async () => {
    gateway.sandbox.faults.push('404@GET /oauth/jwks');
    const { headers, json } = await ask(
      '{ oauthJsonWebKeySet { keys { kid } } oauthAuthorizationServerMetadata { issuer } }',
    );
    expect(json.errors).toHaveLength(1);
    expect(headers['cache-control']).toBe(NO_STORE);
  });

  test('where the gateway itself may not', async () => {
    const uncached = await useInTest(startGateway({ env: { DOCUMENT_MAX_AGE_MS: '0' } }));
    expect((await ask(KEYS, {}, uncached)).headers['cache-control']).toBe(NO_STORE);
  });
});
