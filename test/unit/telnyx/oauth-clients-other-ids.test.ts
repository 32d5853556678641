import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../src/lists/cursor.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ContractError, type TelnyxError } from '../../../src/telnyx/errors.ts';
import type { Telnyx } from '../../../src/telnyx/types.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { wireClient, wireGrant } from '../../support/resources.ts';
import { callerOf, connect, errorOf, upstreamAt } from '../../support/telnyx.ts';

const UUID = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';

/** What each operation on one resource is answered, and whether it may have changed something. */
const OPERATIONS: Record<string, [ask: (telnyx: Telnyx, id: string) => Promise<unknown>, changes: boolean]> = {
  'a read of a client': [({ oauthClients }, id) => oauthClients.retrieve(id), false],
  'a read of a client’s secret': [({ oauthClients }, id) => oauthClients.revealSecret(id), false],
  'an update': [({ oauthClients }, id) => oauthClients.update(id, {}), true],
  'a deletion': [({ oauthClients }, id) => oauthClients.delete(id), true],
  'a read of a grant': [({ oauthGrants }, id) => oauthGrants.retrieve(id), false],
  'a revocation': [({ oauthGrants }, id) => oauthGrants.revoke(id), true],
};

describe.each(Object.keys(OPERATIONS))('%s', (name) => {
  const [ask, changes] = OPERATIONS[name]!;
  const answered = async (id: string, asked: string) => {
    const data =
      name.includes('client') || !/grant|revoc/.test(name) ? wireClient({ client_id: id }) : wireGrant({ id });
    return ask(connect((await startRawServer(json(200, { data }))).origin).telnyx, asked);
  };

  test.each([
    ['another', 'one', 'two'],
    ['another case of what is no UUID', 'One', 'one'],
    ['a longer one', 'one', 'one '],
    ['another UUID', UUID, UUID.replace('f', 'e')],
  ])('that is answered with %s id breaks the contract', async (_, id, asked) => {
    const error = await errorOf<TelnyxError>(answered(id, asked));
    expect(error).toBeInstanceOf(ContractError);
    expect(error.outcome).toBe(changes ? 'UNKNOWN' : undefined);
  });

  test.each([
    ['id', 'one', 'one'],
    ['UUID in another case', UUID, UUID.toUpperCase()],
  ])('that is answered with the same %s is done', async (_, id, asked) => {
    expect(await answered(id, asked)).not.toBeInstanceOf(Error);
  });
});

test('a batch finds UUIDs in a list without regard to case', async () => {
  const uuids = Array.from({ length: 8 }, (_, n) => UUID.replace('f47', `${n}ab`));
  const meta = { page_number: 1, page_size: 100, total_pages: 1, total_results: 8 };
  const server = await startRawServer(json(200, { data: uuids.map((id) => wireGrant({ id })), meta }));
  const grants = await connect(server.origin).telnyx.oauthGrants.retrieveMany(uuids.map((id) => id.toUpperCase()));
  expect(grants).toEqual(uuids.map((id) => wireGrant({ id })));
  expect(server.requests).toHaveLength(1);
});

describe('a cursor of another account', () => {
  const list = (of: string, length: number) => Array.from({ length }, (_, n) => ({ client_id: `${of}-${n}` }));

  test('expires wherever it stood, forward and backward, and nothing is shown in its place', async () => {
    const lengths = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 130 }));
    await fc.assert(
      fc.asyncProperty(
        lengths,
        lengths,
        fc.nat(),
        fc.integer({ min: 1, max: 100 }),
        async (theirs, ours, at, count) => {
          const sandbox = await startSandbox({
            accounts: [
              { key: 'KEYtheirs', clients: list('theirs', theirs) },
              { key: 'KEYours', clients: list('ours', ours) },
            ],
          });
          try {
            const upstream = upstreamAt(sandbox.origin);
            const [other, own] = ['KEYtheirs', 'KEYours'].map((key) => callerOf(upstream, { key }).telnyx.oauthClients);
            const { edges } = await other!.page({ first: 100 });
            const { cursor } = edges[at % edges.length]!;
            for (const args of [
              { first: count, after: cursor },
              { last: count, before: cursor },
              { first: count, after: cursor, before: edges.at(-1)!.cursor },
            ]) {
              expect((await errorOf<TelnyxError>(own!.page(args))).code).toBe('CURSOR_EXPIRED');
            }
          } finally {
            await sandbox.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

test('a forged cursor costs few calls, and ends in a window or in an error with a code', async () => {
  const sandbox = await useInTest(
    startSandbox({
      accounts: [{ key: 'KEYours', clients: Array.from({ length: 60 }, (_, n) => ({ client_id: `ours-${n}` })) }],
    }),
  );
  const upstream = upstreamAt(sandbox.origin);
  const word = fc.oneof(fc.constantFrom(0, 1, 59, 60, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff), fc.nat(0xffff_ffff));
  const scope = 'oauth_clients?';
  const { edges } = await callerOf(upstream, { key: 'KEYours' }).telnyx.oauthClients.page({ first: 60 });
  const known = edges.map(({ cursor }) => decodeCursor(cursor, scope)!);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...known),
      fc.record({ position: word, total: fc.option(word, { nil: undefined }) }),
      fc.record({ id: fc.oneof(fc.string(), fc.constant('ours-3')), fromStart: fc.boolean(), toEnd: fc.boolean() }),
      fc.boolean(),
      async (cursor, numbers, rest, backward) => {
        const forged = encodeCursor({ ...cursor, ...numbers, ...rest }, scope);
        const { telnyx, records } = callerOf(upstream, { key: 'KEYours' });
        const args = backward ? { last: 5, before: forged } : { first: 5, after: forged };
        const end = await telnyx.oauthClients.page(args).catch((error: TelnyxError) => error.code);
        if (typeof end === 'string') expect(['CURSOR_EXPIRED', 'BAD_USER_INPUT']).toContain(end);
        expect(records.length).toBeLessThanOrEqual(5);
      },
    ),
    { numRuns: 100 },
  );
});
