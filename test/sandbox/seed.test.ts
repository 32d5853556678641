import { describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT, DEMO_PUBLIC_CLIENT, startSandbox } from '../../src/sandbox/index.ts';
import { useForTests } from '../support/lifetime.ts';
import { call } from './call.ts';

const sandbox = useForTests(() => startSandbox());

describe('the seed', () => {
  test('is the same at each start', async () => {
    const another = await startSandbox();
    for (const key of [ALICE_KEY, BOB_KEY]) expect(another.account(key)).toEqual(sandbox.account(key));
    await another.close();
  });

  test('has its documented size', () => {
    const sizes = [ALICE_KEY, BOB_KEY].map((key) => {
      const { clients, grants } = sandbox.account(key);
      return [clients.length, grants.length];
    });
    expect(sizes).toEqual([
      [160, 300],
      [60, 80],
    ]);
  });

  test('gives no two clients or grants one id', () => {
    const accounts = [sandbox.account(ALICE_KEY), sandbox.account(BOB_KEY)];
    const ids = accounts.flatMap(({ clients, grants }) => [
      ...clients.map((client) => client.client_id),
      ...grants.map((grant) => grant.id),
    ]);
    expect(new Set(ids).size).toBe(160 + 300 + 60 + 80);
  });

  test("lets Alice's grants be to 40 clients: her own, Bob's and deleted ones", () => {
    const ids = (key: string) => new Set(sandbox.account(key).clients.map((client) => client.client_id));
    const granted = new Set(sandbox.account(ALICE_KEY).grants.map((grant) => grant.client_id));
    const own = granted.intersection(ids(ALICE_KEY));
    const bobs = granted.intersection(ids(BOB_KEY));
    expect([granted.size, own.size, bobs.size]).toEqual([40, 35, 3]);
    expect(own).toContain(DEMO_CLIENT.client_id);
  });

  test('varies what may be absent', () => {
    const { clients, grants } = sandbox.account(ALICE_KEY);
    const kinds = (values: unknown[]) => new Set(values).size;
    expect(grants.some((grant) => grant.last_used_at === null)).toBe(true);
    expect(grants.some((grant) => grant.last_used_at !== null)).toBe(true);
    for (const member of ['logo_uri', 'policy_uri', 'tos_uri'] as const) {
      expect(kinds(clients.map((client) => client[member] === null))).toBe(2);
    }
    expect(kinds(clients.map((client) => client.verified))).toBe(2);
    expect(kinds(clients.map((client) => client.created_at))).toBeLessThan(160);
  });

  test('lists the demo clients first', async () => {
    const { body } = await call<{ data: { client_id: string }[] }>(sandbox, 'GET /oauth_clients?page[size]=2', {
      key: ALICE_KEY,
    });
    expect(body.data.map((client) => client.client_id)).toEqual([DEMO_CLIENT.client_id, DEMO_PUBLIC_CLIENT.client_id]);
  });
});
