import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';
import { json, message, type Reply, reset, startRawServer } from '../../support/raw-server.ts';
import { bodyFor, DATA, READ, WRITE } from './damage.ts';

/*
 * An outage from its beginning to its end, as callers and operators see it: some calls fail, then all fail at once
 * without being made, what is kept goes on being served, and in the end all is as before.
 */

test.each<[string, Reply]>([
  ['answers 503', message(503, '<html>', { 'content-type': 'text/html' })],
  ['loses every connection', reset],
])('an upstream that %s', { timeout: 60_000 }, async (_name, fault) => {
  let isOut = false;
  const server = await startRawServer((socket, request) => {
    if (!isOut) socket.write(json(200, JSON.parse(bodyFor(request)), { 'cache-control': 'max-age=600' }));
    else if (typeof fault === 'function') fault(socket, request);
    else socket.write(fault);
  });
  const gateway = await useInTest(
    startGateway({ env: { TELNYX_API_URL: server.origin, TELNYX_WELL_KNOWN_URL: server.origin } }),
  );
  const isOpen = async () => (await metricAt(gateway.url, 'gateway_breaker_open{origin="api"}')) === 1;
  expect((await gateway.ask(READ)).body).toMatchObject({ data: DATA });
  expect(await isOpen()).toBe(false);

  expect((await gateway.ask(READ, {}, { key: 'KEYother' })).body).toMatchObject({ data: DATA });

  isOut = true;
  const fail = async () => {
    const failing = Array.from({ length: 10 }, (_, n) => gateway.ask(WRITE, {}, { key: `KEY${n}` }));
    const reads = ['KEYother', undefined].map((key) => gateway.ask(READ, {}, key === undefined ? {} : { key }));
    for (const { body } of await Promise.all(failing)) {
      expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    }
    await Promise.all(reads);
    return isOpen();
  };
  await expect.poll(fail, { timeout: 20_000, interval: 10 }).toBe(true);

  const reached = server.requests.length;
  const { body } = await gateway.ask(READ);
  const { oauthAuthorizationServerMetadata } = DATA;
  expect(body.data).toEqual({
    oauthClient: null,
    oauthClients: null,
    oauthGrants: null,
    oauthAuthorizationServerMetadata,
  });
  expect(body.errors!.map(({ extensions }) => extensions.code)).toEqual(Array(3).fill('UPSTREAM_UNAVAILABLE'));
  const { body: written } = await gateway.ask(WRITE);
  expect(written.errors![0]!.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  // It was not made, so it certainly did not happen.
  expect(written.errors![0]!.extensions).not.toHaveProperty('outcome');
  expect(server.requests).toHaveLength(reached);

  isOut = false;
  await expect.poll(async () => (await gateway.ask(READ)).body.data, { timeout: 20_000, interval: 200 }).toEqual(DATA);
  expect(await isOpen()).toBe(false);
});
