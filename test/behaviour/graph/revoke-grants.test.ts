import { describe, expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { accountWith, auditOf, REVOKE } from '../../support/bad-client.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway, type TestGatewayOptions } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';
import { wireGrant, wirePage } from '../../support/resources.ts';

/** A gateway on such an account. */
async function start(count: number, { sandbox, env = {} }: TestGatewayOptions = {}) {
  const accounts = [accountWith(count)];
  const gateway = await useInTest(startGateway({ sandbox: { accounts, ...sandbox }, env }));
  const idsLeft = () => gateway.sandbox.account(ALICE_KEY).grants.map(({ id }) => id);
  return {
    gateway,
    idsLeft,
    badLeft: () => idsLeft().filter((id) => id.startsWith('bad')),
    deletions: () => gateway.sandbox.calls.filter(({ method }) => method === 'DELETE'),
    async revoke(input: object, headers: Record<string, string> = {}) {
      const { body } = await gateway.ask(REVOKE, { input: { where: { clientId: 'bad' }, ...input } }, { headers });
      return { ...body, result: body.data?.revokeOAuthGrants };
    },
  };
}

describe('before anything is revoked', () => {
  test('a dry run, which is the default, counts and changes nothing', async () => {
    const { gateway, revoke, badLeft, deletions } = await start(250);
    const { result, errors } = await revoke({});
    expect(errors).toBeUndefined();
    expect(result).toEqual({
      __typename: 'RevokeOAuthGrantsPayload',
      matched: 250,
      countedAt: expect.any(String),
      revoked: [],
      failed: [],
      remaining: 250,
      done: false,
    });
    expect(deletions()).toEqual([]);
    expect(badLeft()).toHaveLength(250);
    const counts = { dryRun: true, matched: 250, revoked: 0, failed: 0, remaining: 250 };
    expect(auditOf(gateway, 'revokeOAuthGrants')).toMatchObject([{ ids: ['bad'], outcome: 'OK', counts }]);
  });

  test.for<[what: string, input: object, issues: object[]]>([
    ['an empty filter', { where: {} }, [{ path: ['input', 'where'], code: 'required' }]],
    ['a filter of nulls', { where: { clientId: null } }, [{ path: ['input', 'where'], code: 'required' }]],
    ['no maximumCount', { dryRun: false }, [{ path: ['input', 'maximumCount'], code: 'required' }]],
    ['a maximumCount of 0', { dryRun: false, maximumCount: 0 }, [{ path: ['input', 'maximumCount'] }]],
    ['too many at once', { first: 501 }, [{ path: ['input', 'first'], code: 'too_big' }]],
    [
      'all of that at once',
      { where: {}, dryRun: false, first: 0 },
      [{ path: ['input', 'where'] }, { path: ['input', 'first'] }, { path: ['input', 'maximumCount'] }],
    ],
  ])('%s is refused, and nothing is called', async ([_what, input, issues]) => {
    const { gateway, revoke } = await start(1, { env: { MAX_COST: '10000' } });
    const { result, errors } = await revoke(input);
    expect(errors).toBeUndefined();
    expect(result).toMatchObject({ __typename: 'OAuthValidationError', issues });
    expect(result.issues).toHaveLength(issues.length);
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('more matches than allowed are refused with their number, and createdBefore leaves out what is new', async () => {
    const { gateway, revoke, badLeft, deletions } = await start(20);
    const { grants } = gateway.sandbox.account(ALICE_KEY);
    const inEarnest = { dryRun: false, maximumCount: 20 };
    // An attacker keeps adding grants.
    const add = (id: string) =>
      grants.push({ ...grants.find((grant) => grant.id === 'bad-0')!, id, created_at: new Date().toISOString() });
    for (let index = 0; index < 5; index++) add(`bad-new-${index}`);
    const refused = await revoke(inEarnest);
    expect(refused.errors).toBeUndefined();
    expect(refused.result).toMatchObject({
      __typename: 'OAuthValidationError',
      code: 'VALIDATION',
      issues: [{ path: ['input', 'maximumCount'], code: 'too_many' }],
    });
    expect(refused.result.message).toMatch(/^25 grants match\. Nothing was revoked\..*maximumCount: 25;/);
    expect(deletions()).toEqual([]);

    const createdBefore = /createdBefore: "([^"]+)"/.exec(refused.result.message)![1];
    await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(createdBefore!));
    for (let index = 5; index < 30; index++) add(`bad-new-${index}`);
    const where = { clientId: 'bad', createdBefore };
    const { result } = await revoke({ where, dryRun: false, maximumCount: 25 });
    expect(result).toMatchObject({ matched: 25, remaining: 0, done: true });
    expect(badLeft()).toHaveLength(25);
    expect(badLeft().every((id) => Number(id.slice('bad-new-'.length)) >= 5)).toBe(true);
  });

  test('what a dry run counted is all that is revoked, though more are added meanwhile', async () => {
    const { gateway, revoke, badLeft } = await start(20);
    const { grants } = gateway.sandbox.account(ALICE_KEY);
    const add = (id: string, created_at: Date) =>
      grants.push({ ...grants.find((grant) => grant.id === 'bad-0')!, id, created_at: created_at.toISOString() });
    const { result: counted } = await revoke({});
    const at = Date.parse(counted.countedAt);
    expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
    add('bad-before', new Date(at - 1));
    for (let index = 0; index < 5; index++) add(`bad-new-${index}`, new Date(at + index));
    const where = { clientId: 'bad', createdBefore: counted.countedAt };
    const { result } = await revoke({ where, dryRun: false, maximumCount: 21 });
    expect(result).toMatchObject({ matched: 21, remaining: 0, done: true });
    expect(badLeft().sort()).toEqual(Array.from({ length: 5 }, (_, index) => `bad-new-${index}`));
  });

  test('it costs at least what its calls cost, however its input is given', async () => {
    const { gateway, revoke } = await start(180);
    const ofCalls = () => 10 * gateway.sandbox.calls.splice(0).length;
    const half = await revoke({ dryRun: false, maximumCount: 180, first: 150 });
    expect(half.result).toMatchObject({ matched: 180, remaining: 30 });
    expect(half.extensions.cost.requested).toBeGreaterThanOrEqual(ofCalls());
    const literal = `mutation ($first: Int!) { revokeOAuthGrants(
      input: { where: { clientId: "bad" }, dryRun: false, maximumCount: 180, first: $first }
    ) { ... on RevokeOAuthGrantsPayload { done } } }`;
    const { body } = await gateway.ask(literal, { first: 150 });
    expect(body.data).toEqual({ revokeOAuthGrants: { done: true } });
    expect(body.extensions.cost.requested).toBeGreaterThanOrEqual(1_500);
    const tooMuch = await gateway.ask(literal, { first: 500 });
    expect(tooMuch.body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
  });
});

test('in earnest it revokes what matches and nothing else, and puts each grant on record', async () => {
  const { gateway, revoke, idsLeft } = await start(40);
  const { result, errors } = await revoke({ dryRun: false, maximumCount: 40 });
  expect(errors).toBeUndefined();
  expect(result).toMatchObject({ matched: 40, failed: [], remaining: 0, done: true });
  const ids = result.revoked.map(({ grantId }: { grantId: string }) => grantId).sort();
  expect(ids).toEqual(Array.from({ length: 40 }, (_, index) => `bad-${index}`).sort());
  expect(idsLeft()).toEqual(['good-0', 'good-1']);
  const lines = auditOf(gateway, 'revokeOAuthGrant');
  expect(lines.map((line) => line.ids[0]).sort()).toEqual(ids);
  expect(lines.every(({ outcome }) => outcome === 'OK')).toBe(true);
  const counts = { dryRun: false, matched: 40, revoked: 40, failed: 0, remaining: 0 };
  expect(auditOf(gateway, 'revokeOAuthGrants')).toMatchObject([{ outcome: 'OK', counts }]);
  expect((await revoke({})).result).toMatchObject({ matched: 0, remaining: 0, done: true });
});

test('one that is gone is done, one that fails is told so, and the others go on', async () => {
  const gateway = await useInTest(startGatewayOnFake());
  const ids = ['works', 'gone', 'forbidden', 'denied', 'broken', 'last'];
  const grants = ids.map((id) => wireGrant({ id }));
  const refusal = (error: object) => ({ status: 403, json: { errors: [{ code: '10010', title: 'No', ...error }] } });
  const role = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
  gateway.upstream.answers = {
    'GET /oauth_grants': { json: wirePage(grants, grants.length, 1, 100) },
    'DELETE /oauth_grants/works': { json: { data: grants[0] } },
    'DELETE /oauth_grants/gone': { status: 404, json: { error: 'not_found' } },
    'DELETE /oauth_grants/forbidden': refusal({ detail: 'No' }),
    'DELETE /oauth_grants/denied': refusal({
      detail: 'a granted role denies oauth_grants.delete',
      meta: { denied_role_ids: [role] },
    }),
    'DELETE /oauth_grants/broken': { status: 500, json: {} },
    'DELETE /oauth_grants/last': { status: 204, text: '' },
  };
  const input = { where: { clientId: 'client-1' }, dryRun: false, maximumCount: 6 };
  const { body } = await gateway.ask(REVOKE, { input });
  expect(body.errors).toBeUndefined();
  const { revoked, failed, ...rest } = body.data.revokeOAuthGrants;
  expect(rest).toEqual({
    __typename: 'RevokeOAuthGrantsPayload',
    matched: 6,
    countedAt: expect.any(String),
    remaining: 3,
    done: false,
  });
  expect(revoked).toHaveLength(3);
  expect(revoked).toEqual(
    expect.arrayContaining([
      { grantId: 'works', outcome: 'REVOKED' },
      { grantId: 'gone', outcome: 'ALREADY_REVOKED' },
      { grantId: 'last', outcome: 'REVOKED' },
    ]),
  );
  expect(failed).toHaveLength(3);
  const untold = { reason: null, requiredAction: null, deniedRoleIds: null };
  expect(failed).toEqual(
    expect.arrayContaining([
      { grantId: 'forbidden', error: { ...untold, code: 'FORBIDDEN', mayHaveHappened: false, reason: 'UNKNOWN' } },
      {
        grantId: 'denied',
        error: {
          code: 'FORBIDDEN',
          mayHaveHappened: false,
          reason: 'ACTION_DENIED',
          requiredAction: 'oauth_grants.delete',
          deniedRoleIds: [role],
        },
      },
      { grantId: 'broken', error: { ...untold, code: 'UPSTREAM_UNAVAILABLE', mayHaveHappened: true } },
    ]),
  );
});

test('a deadline that comes first leaves what is told as remaining', { timeout: 60_000 }, async () => {
  const { revoke, badLeft } = await start(220, { sandbox: { quota: { limit: 50, windowSeconds: 1 } } });
  const inEarnest = { dryRun: false, maximumCount: 220, first: 220 };
  let before = 220;
  const partial: number[] = [];
  for (let calls = 0; before > 0; calls++) {
    expect(calls).toBeLessThan(30);
    const { result, errors } = await revoke(inEarnest, { 'x-timeout-ms': '2500' });
    const after = badLeft().length;
    if (errors || result.__typename === 'OAuthRateLimitedError') {
      // The time was over before there was anything to tell.
      expect(after).toBe(before);
      continue;
    }
    expect(result.__typename).toBe('RevokeOAuthGrantsPayload');
    const { matched, revoked, failed, remaining, done } = result;
    expect(matched).toBe(before);
    expect(remaining).toBe(matched - revoked.length);
    expect(done).toBe(remaining === 0);
    expect(badLeft().filter((id) => revoked.some(({ grantId }: { grantId: string }) => grantId === id))).toEqual([]);
    expect(before - after).toBeLessThanOrEqual(revoked.length + failed.length);
    if (remaining > 0) partial.push(revoked.length);
    before = after;
  }
  expect(partial.some((count) => count > 0)).toBe(true);
  expect((await revoke({})).result).toMatchObject({ matched: 0, done: true });
});
