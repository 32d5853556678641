import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { auditOf, REVOKE } from '../../support/bad-client.ts';
import { post } from '../../support/http.ts';
import { type GatewayProcess, startProcess } from '../../support/process.ts';

/*
 * A thousand grants and a quota of 50 calls a second, so that it takes 20 seconds or more. Telnyx' place and each
 * replica are processes of their own.
 */

const GRANTS = 1_000;
const CALLS_PER_SECOND = 50;
/** Requests that a replica has in flight at once. */
const IN_FLIGHT = 16;

const KEY = { authorization: `Bearer ${ALICE_KEY}` };
const where = { clientId: 'bad' };
const inEarnest = { where, dryRun: false, maximumCount: GRANTS, first: 500 };

interface Told {
  matched: number;
  revoked: { grantId: string }[];
  failed: { grantId: string }[];
  remaining: number;
  done: boolean;
}

async function startTelnyx() {
  const env = { GRANTS: String(GRANTS), CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
  const sandbox = startProcess(env, undefined, [], 'test/support/bad-client-sandbox.ts');
  const apiUrl = await sandbox.listening();
  return {
    /** How many deletions were asked for. */
    deletions: () => sandbox.output().match(/^DELETE /gm)?.length ?? 0,
    left: () => readLeft(apiUrl),
    startReplica: () =>
      startProcess({
        PORT: '0',
        NODE_ENV: 'production',
        MAX_COST: '10000',
        TELNYX_API_URL: apiUrl,
        TELNYX_WELL_KNOWN_URL: new URL(apiUrl).origin,
      }),
  };
}

/** The ids of the grants that are left, as the API lists them. */
async function readLeft(apiUrl: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let page = 1; ; ) {
    const response = await fetch(`${apiUrl}/oauth_grants?page[size]=100&page[number]=${page}`, { headers: KEY });
    const { data = [] } = (await response.json()) as { data?: { id: string }[] };
    if (response.status === 429) await sleep(200);
    else if (data.length === 0) return ids;
    else {
      for (const { id } of data) if (id.startsWith('bad')) ids.add(id);
      page += 1;
    }
  }
}

async function revoke(url: string, input: object): Promise<Told> {
  const { json } = await post(url, { query: REVOKE, variables: { input } }, KEY);
  expect(json.errors).toBeUndefined();
  expect(json.data.revokeOAuthGrants.__typename).toBe('RevokeOAuthGrantsPayload');
  return json.data.revokeOAuthGrants;
}

/** What a replica put on record: as done, and as what may be. The last line may be cut. */
function onRecord(replica: GatewayProcess) {
  const log = replica.output().split('\n').slice(0, -1);
  const lines = auditOf({ log }, 'revokeOAuthGrant');
  return {
    done: lines.filter(({ outcome }) => outcome === 'OK').flatMap(({ ids }) => ids),
    unsure: lines.filter(({ mayHaveHappened }) => mayHaveHappened).flatMap(({ ids }) => ids),
    calls: auditOf({ log }, 'revokeOAuthGrants'),
  };
}

const among = (ids: readonly string[], left: ReadonlySet<string>) => ids.filter((id) => left.has(id));

/** Calls until it is done; whatever is told as revoked is not in the list any more. */
async function revokeTheRest(url: string, left: () => Promise<Set<string>>): Promise<void> {
  for (let isDone = false, calls = 0; !isDone; calls++) {
    expect(calls).toBeLessThan(10);
    const { matched, revoked, failed, remaining, done } = await revoke(url, inEarnest);
    const after = await left();
    expect(
      among(
        revoked.map(({ grantId }) => grantId),
        after,
      ),
    ).toEqual([]);
    expect(remaining).toBe(matched - revoked.length);
    expect(after.size).toBeLessThanOrEqual(remaining);
    expect(after.size).toBeGreaterThanOrEqual(remaining - failed.length);
    isDone = done;
  }
  expect((await left()).size).toBe(0);
  expect(await revoke(url, { where })).toMatchObject({ matched: 0, remaining: 0, done: true });
}

test('a caller that leaves in the middle: what is on record is done, and calling again ends with none left', {
  timeout: 120_000,
}, async () => {
  const { deletions, left, startReplica } = await startTelnyx();
  const replica = startReplica();
  const url = await replica.listening();
  const leave = new AbortController();
  const asked = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...KEY },
    body: JSON.stringify({ query: REVOKE, variables: { input: inEarnest } }),
    signal: leave.signal,
  }).catch(() => 'left');
  await expect.poll(deletions, { timeout: 30_000, interval: 5 }).toBeGreaterThan(150);
  leave.abort();
  expect(await asked).toBe('left');
  await expect.poll(() => onRecord(replica).calls.length, { timeout: 10_000 }).toBe(1);

  const { done, unsure } = onRecord(replica);
  const after = await left();
  const gone = GRANTS - after.size;
  expect(among(done, after)).toEqual([]);
  expect(gone).toBeGreaterThan(100);
  expect(gone).toBeLessThan(500);
  expect(gone).toBeLessThanOrEqual(done.length + unsure.length);
  expect(unsure.length).toBeLessThanOrEqual(IN_FLIGHT);
  await revokeTheRest(url, left);
});

test('a replica that is killed in the middle: what its log tells is done, and another ends with none left', {
  timeout: 120_000,
}, async () => {
  const { deletions, left, startReplica } = await startTelnyx();
  const [replica, other] = [startReplica(), startReplica()];
  const [url, otherUrl] = await Promise.all([replica.listening(), other.listening()]);
  const asked = post(url, { query: REVOKE, variables: { input: inEarnest } }, KEY).catch(() => 'broken off');
  await expect.poll(deletions, { timeout: 30_000, interval: 5 }).toBeGreaterThan(150);
  replica.kill('SIGKILL');
  expect(await replica.ended).toBe('SIGKILL');
  expect(await asked).toBe('broken off');

  const { done } = onRecord(replica);
  const after = await left();
  const gone = GRANTS - after.size;
  expect(among(done, after)).toEqual([]);
  expect(gone).toBeGreaterThan(100);
  expect(gone).toBeLessThan(500);
  expect(gone).toBeLessThanOrEqual(done.length + IN_FLIGHT);
  await revokeTheRest(otherUrl, left);
});
