import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

test('200 operations at once under a quota of 50 a second all succeed, with hardly a call refused', async () => {
  const quota = { limit: 50, windowSeconds: 1 };
  const gateway = await useInTest(startGateway({ sandbox: { quota }, env: { OPERATION_TIMEOUT_MS: '60000' } }));
  const query = 'query ($id: ID!) { oauthClient(clientId: $id) { name } }';
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => `client-${n}`).map((id) => gateway.ask(query, { id })),
  );
  for (const { body } of answers) expect([body.data, body.errors]).toEqual([{ oauthClient: null }, undefined]);
  const refused = gateway.sandbox.calls.filter(({ status }) => status === 429);
  expect(gateway.sandbox.calls.length).toBeGreaterThanOrEqual(200);
  expect(refused.length / gateway.sandbox.calls.length).toBeLessThan(0.02);
});
