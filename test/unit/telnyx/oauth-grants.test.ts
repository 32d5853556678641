import { describe, expect, test } from 'vitest';
import { type AccountSeed, type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { ContractError, NotFoundError } from '../../../src/telnyx/errors.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, message, startRawServer } from '../../support/raw-server.ts';
import { wireGrant } from '../../support/resources.ts';
import { callerOf, connect, errorOf, KEY, upstreamAt } from '../../support/telnyx.ts';

async function sandboxOf(grants: NonNullable<AccountSeed['grants']>): Promise<Sandbox> {
  const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients: [{ client_id: 'app' }], grants }] }));
  return sandbox;
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `grant-${index}`, scopes: index % 3 === 0 ? ['fax.read'] : [] }));

describe('a grant', () => {
  test('is retrieved as it is', async () => {
    const sandbox = await sandboxOf([
      { id: 'grant-1', scopes: ['voice.read'], last_used_at: '2026-04-01T00:00:00.000Z' },
    ]);
    const { oauthGrants } = connect(sandbox.origin).telnyx;
    expect(await oauthGrants.retrieve('grant-1')).toEqual({
      id: 'grant-1',
      record_type: 'oauth_grant',
      client_id: 'app',
      scopes: ['voice.read'],
      created_at: '2026-03-31T12:00:00.000Z',
      last_used_at: '2026-04-01T00:00:00.000Z',
    });
    expect(await errorOf(oauthGrants.retrieve('grant-2'))).toBeInstanceOf(NotFoundError);
  });

  test('is revoked and answered once', async () => {
    const sandbox = await sandboxOf(many(2));
    const { oauthGrants } = connect(sandbox.origin).telnyx;
    expect(await oauthGrants.revoke('grant-1')).toMatchObject({ grant: { id: 'grant-1', client_id: 'app' } });
    expect(sandbox.account(KEY).grants.map(({ id }) => id)).toEqual(['grant-0']);
    expect(await errorOf(oauthGrants.revoke('grant-1'))).toBeInstanceOf(NotFoundError);
  });

  test('is revoked without being answered by 204', async () => {
    const server = await startRawServer(message(204));
    expect(await connect(server.origin).telnyx.oauthGrants.revoke('grant-1')).toEqual({ grant: null });
  });

  test.for<[string, string]>([
    ['a page', message(200, '<h1>Maintenance</h1>')],
    ['nothing', message(200)],
    ['no data', json(200, {})],
  ])('may be revoked where 200 brings %s', async ([, answer]) => {
    const error = await errorOf(connect((await startRawServer(answer)).origin).telnyx.oauthGrants.revoke('grant-1'));
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ outcome: 'UNKNOWN' });
  });
});

describe('a filtered list', () => {
  test('is read from a scan that all filters of a caller share', async () => {
    const sandbox = await sandboxOf(many(250));
    const upstream = upstreamAt(sandbox.origin);
    const { oauthGrants } = callerOf(upstream).telnyx;
    const [fax, app, nobody] = await Promise.all([
      oauthGrants.page({ first: 2 }, { scope: 'fax.read' }),
      oauthGrants.page({ last: 1 }, { client_id: 'app' }),
      oauthGrants.page({}, { client_id: 'nobody' }),
    ]);
    expect(fax).toMatchObject({ total: 84, hasNextPage: true });
    expect(fax.edges.map(({ node }) => node.id)).toEqual(['grant-0', 'grant-3']);
    expect(app).toMatchObject({ total: 250, hasNextPage: false, hasPreviousPage: true });
    expect(app.edges.map(({ node }) => node.id)).toEqual(['grant-249']);
    expect(nobody).toMatchObject({ total: 0, edges: [] });
    expect(sandbox.calls).toHaveLength(3);
    await callerOf(upstream).telnyx.oauthGrants.page({ first: 2 }, { scope: 'fax.read' });
    expect(sandbox.calls).toHaveLength(6);
  });

  test('is read only as far as needed if its length is not asked for', async () => {
    const sandbox = await sandboxOf(many(250));
    const { oauthGrants } = connect(sandbox.origin).telnyx;
    const page = await oauthGrants.page({ first: 2 }, { scope: 'fax.read' }, { total: false });
    expect(page.edges.map(({ node }) => node.id)).toEqual(['grant-0', 'grant-3']);
    expect(sandbox.calls).toHaveLength(1);
  });

  test('is read anew after a revocation', async () => {
    const sandbox = await sandboxOf(many(9));
    const { oauthGrants } = connect(sandbox.origin).telnyx;
    const ids = async () => (await oauthGrants.page({}, { scope: 'fax.read' })).edges.map(({ node }) => node.id);
    expect(await ids()).toEqual(['grant-0', 'grant-3', 'grant-6']);
    await oauthGrants.revoke('grant-3');
    expect(await ids()).toEqual(['grant-0', 'grant-6']);
  });

  test('has cursors of its own', async () => {
    const sandbox = await sandboxOf(many(9));
    const { oauthGrants } = connect(sandbox.origin).telnyx;
    const { edges } = await oauthGrants.page({ first: 1 }, { scope: 'fax.read' });
    const after = edges[0]!.cursor;
    const rest = await oauthGrants.page({ after }, { scope: 'fax.read' });
    expect(rest.edges.map(({ node }) => node.id)).toEqual(['grant-3', 'grant-6']);
    for (const filter of [undefined, { scope: 'voice.read' }, { scope: 'fax.read', client_id: 'app' }]) {
      const error = await errorOf(oauthGrants.page({ after }, filter));
      expect(error).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: ['after'], code: 'cursor' }] });
    }
  });
});

describe('retrieveMany plans', () => {
  test('one page for many of a short list', async () => {
    const sandbox = await sandboxOf(many(60));
    const ids = many(20).map(({ id }) => id);
    const grants = await connect(sandbox.origin).telnyx.oauthGrants.retrieveMany(ids);
    expect(grants.map((grant) => (grant as { id: string }).id)).toEqual(ids);
    expect(sandbox.calls.map(({ path }) => path)).toEqual(['/v2/oauth_grants?page%5Bnumber%5D=1&page%5Bsize%5D=100']);
  });

  test('single reads for a few, each fault in its own place', async () => {
    const sandbox = await sandboxOf(many(60));
    const grants = await connect(sandbox.origin).telnyx.oauthGrants.retrieveMany(['grant-1', 'nobodys', 'grant-0']);
    expect(grants).toMatchObject([{ id: 'grant-1' }, { name: 'NotFoundError' }, { id: 'grant-0' }]);
    expect(sandbox.calls).toHaveLength(3);
  });

  test('whatever members Telnyx adds', async () => {
    const server = await startRawServer(json(200, { data: wireGrant({ expires_at: null }) }));
    const [grant] = await connect(server.origin).telnyx.oauthGrants.retrieveMany(['grant-1']);
    expect(grant).toMatchObject({ id: 'grant-1', expires_at: null });
  });
});
