import fc from 'fast-check';
import { expect, test } from 'vitest';
import { servings, startCappedServer } from '../../support/capped-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

/** What a call upstream costs. */
const CALL = 10;

const list = fc.constantFrom('oauthClients', 'oauthGrants');
const size = fc.oneof(fc.constantFrom(0, 1, 20, 50, 98, 100), fc.integer({ min: 0, max: 100 }));
const selected = fc.constantFrom('totalCount', 'nodes { id }', 'pageInfo { startCursor endCursor }');
/** A window at an end of a list, or behind or before one of the cursors that the first window of this list showed. */
const field = fc
  .tuple(list, fc.constantFrom('first', 'last'), size, selected, fc.option(fc.nat(99), { nil: undefined }))
  .map(([name, end, count, what, at]) => ({ name, end, count, what, at }));

const cursorsOf = (name: string) => `${name}(first: 100) { edges { cursor } }`;

test('windows cost at least what their calls cost, once the gateway knows how small pages are', async () => {
  const server = await useInTest(startCappedServer());
  const address = { TELNYX_API_URL: server.origin, TELNYX_WELL_KNOWN_URL: server.origin };
  const gateway = await useInTest(startGateway({ env: address }));
  let accounts = 0;
  const operations = fc.array(fc.array(field, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(servings(300), operations, async (serving, drawn) => {
      server.serving = serving;
      const ask = (query: string) => gateway.ask(query, undefined, { key: `KEY${accounts}` });
      accounts++;
      const { body } = await ask(`{ ${cursorsOf('oauthClients')} ${cursorsOf('oauthGrants')} }`);
      for (const fields of drawn) {
        const query = `{ ${fields
          .map(({ name, end, count, what, at }, index) => {
            const cursor = at === undefined ? undefined : body.data?.[name]?.edges[at]?.cursor;
            const from = cursor ? `, ${end === 'first' ? 'after' : 'before'}: "${cursor}"` : '';
            return `f${index}: ${name}(${end}: ${count}${from}) { ${what} }`;
          })
          .join(' ')} }`;
        server.pages.length = 0;
        const answer = await ask(query);
        expect({ query, dear: answer.body.extensions.cost.requested < CALL * server.pages.length }).toEqual({
          query,
          dear: false,
        });
      }
    }),
    { numRuns: 40 },
  );
});

test('what was learnt of one account is the price of its windows, and of no other’s', async () => {
  const server = await useInTest(startCappedServer());
  server.serving = { ...server.serving, length: 250, cap: 10 };
  const address = { TELNYX_API_URL: server.origin, TELNYX_WELL_KNOWN_URL: server.origin };
  const gateway = await useInTest(startGateway({ env: address }));
  const costOf = async (query: string, key: string) => {
    const { body } = await gateway.ask(query, undefined, { key });
    return body.extensions.cost.requested;
  };
  const query = '{ oauthClients(first: 100) { totalCount nodes { id } } }';
  expect(await costOf(query, 'KEY-a')).toBe(30 + 100);
  expect(await costOf(query, 'KEY-a')).toBe(30 + 100 + 10 * Math.ceil((3 * 112) / 10));
  expect(await costOf(query, 'KEY-b')).toBe(30 + 100);
  expect(await costOf('{ oauthClient(clientId: "item-1") { name } }', 'KEY-a')).toBe(10);
});
