import { describe, expect, test, vi } from 'vitest';
import { startSandbox } from '../../../../src/sandbox/index.ts';
import { createTelnyx } from '../../../../src/telnyx/client.ts';
import { UnavailableError } from '../../../../src/telnyx/errors.ts';
import type { CallContext } from '../../../../src/telnyx/transport/call-context.ts';
import type { Access, Telnyx } from '../../../../src/telnyx/types.ts';
import { useInTest } from '../../../support/lifetime.ts';
import { errorOf, KEY, upstreamAt } from '../../../support/telnyx.ts';

type Authorize = CallContext['authorize'];

const AT_HAND: Authorize = () => `Bearer ${KEY}`;
const LATER: Authorize = async () => `Bearer ${KEY}`;

/** Operations that make one call or several. */
const OPERATIONS: Record<string, (telnyx: Telnyx) => Promise<unknown>> = {
  'one client': ({ oauthClients }) => oauthClients.retrieve('client-1'),
  'a batch of one': ({ oauthClients }) => oauthClients.retrieveMany(['client-1']),
  'a batch': ({ oauthClients }) => oauthClients.retrieveMany(['client-1', 'client-2', 'client-3', 'client-4', 'x']),
  'a page': ({ oauthClients }) => oauthClients.page({ first: 5 }),
  'two overlapping pages': ({ oauthClients }) => oauthClients.page({ last: 99 }),
  'a scan': ({ oauthGrants }) => oauthGrants.page({ first: 5 }, { client_id: 'client-1' }),
  'a change': ({ oauthClients }) => oauthClients.update('client-1', { name: 'new' }),
  'a secret': ({ oauthClients }) => oauthClients.revealSecret('client-1'),
  'all of a page': async ({ oauthClients, oauthGrants }) => {
    const { edges } = await oauthGrants.page({ first: 20 });
    await oauthClients.retrieveMany([...new Set(edges.map(({ node }) => node.client_id))]);
  },
};

async function open(authorize: Authorize, options: Partial<CallContext> = {}) {
  const clients = Array.from({ length: 150 }, (_, index) => ({ client_id: `client-${index}` }));
  const grants = Array.from({ length: 250 }, (_, index) => ({
    id: `grant-${index}`,
    client_id: `client-${index % 9}`,
  }));
  const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients, grants }] }));
  const asked = vi.fn(authorize);
  const caller: CallContext = {
    authorize: asked,
    signal: new AbortController().signal,
    deadline: Date.now() + 10_000,
    headers: {},
    ...options,
  };
  return { sandbox, asked, telnyx: createTelnyx(upstreamAt(sandbox.origin), caller) };
}

describe('the credential of an operation', () => {
  describe.each(Object.entries(OPERATIONS))('for %s', (_name, carryOut) => {
    test.each([
      ['at hand', AT_HAND],
      ['waited for', LATER],
    ])('is resolved once, %s', async (_how, authorize) => {
      const { sandbox, asked, telnyx } = await open(authorize);
      await telnyx.authorize('read');
      await carryOut(telnyx);
      await carryOut(telnyx);
      expect(sandbox.calls.length).toBeGreaterThan(1);
      const times = Map.groupBy(asked.mock.calls, ([access]) => access);
      expect([...times.values()].map(({ length }) => length)).toEqual([...times.keys()].map(() => 1));
    });
  });

  test('is resolved for each access by itself', async () => {
    const { sandbox, telnyx } = await open((access: Access) => `Bearer ${access === 'read' ? KEY : 'KEYother'}`);
    await telnyx.oauthClients.retrieve('client-1');
    await telnyx.oauthClients.revealSecret('client-1').catch(() => {});
    expect(sandbox.calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`, 'Bearer KEYother']);
  });

  test('is asked for again where it could not be had', async () => {
    const { telnyx, asked } = await open(LATER);
    asked.mockRejectedValueOnce(new UnavailableError('There is no token.'));
    expect(await errorOf(telnyx.oauthClients.retrieve('client-1'))).toBeInstanceOf(UnavailableError);
    await telnyx.oauthClients.retrieve('client-1');
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test('is resolved again once another has replaced it', async () => {
    const keys = ['KEYrefused', KEY];
    const renew = vi.fn(async () => true);
    const { telnyx, asked, sandbox } = await open(() => `Bearer ${keys.length > 1 ? keys.shift() : KEY}`, { renew });
    await telnyx.oauthClients.retrieve('client-1');
    await telnyx.oauthClients.update('client-1', { name: 'new' });
    await telnyx.oauthClients.retrieve('client-2');
    expect(renew).toHaveBeenCalledWith('Bearer KEYrefused');
    expect(asked.mock.calls).toEqual([['read'], ['read'], ['write']]);
    expect(sandbox.calls.slice(0, 2).map(({ status }) => status)).toEqual([401, 200]);
  });
});
