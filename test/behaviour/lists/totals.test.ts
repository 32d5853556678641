import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { wireClient, wireGrant, wirePage } from '../../support/resources.ts';

/*
 * Lists that lie about their length. Pages and searches go by the total, so a wrong one must cost no more calls than a
 * right one may.
 */

/** Asks a gateway of a list that holds one item and says it holds `total`. */
async function ask(query: string, total: string) {
  const server = await startRawServer((socket, { path }) => {
    const { pathname, searchParams } = new URL(path, 'http://telnyx.example');
    const [number, size] = ['page[number]', 'page[size]'].map((name) => Number(searchParams.get(name)));
    const item = pathname.endsWith('grants') ? wireGrant() : wireClient();
    const page = JSON.stringify(wirePage(number === 1 ? [item] : [], 1, number, size));
    const text = page.replace('"total_results":1', `"total_results":${total}`);
    socket.write(
      json(200, 0)
        .replace(/content-length: \d+/, `content-length: ${text.length}`)
        .slice(0, -1) + text,
    );
  });
  const gateway = await useInTest(
    startGateway({ env: { TELNYX_API_URL: server.origin, OPERATION_TIMEOUT_MS: '5000' } }),
  );
  const { body } = await gateway.ask(query);
  return { data: body.data, codes: (body.errors ?? []).map(({ extensions }) => extensions.code), server };
}

const TOTALS = [
  '1e400',
  '1e300',
  '9007199254740993',
  '2147483648',
  '4294967296',
  '1e9',
  '-1',
  '0',
  '0.5',
  '-0',
  '"1"',
  'null',
];

/** Lengths that no list has, or none that holds an item. */
const IMPOSSIBLE = ['1e400', '1e300', '9007199254740993', '4294967296', '-1', '0', '0.5', '-0'];

test.each(TOTALS)('%s of all clients, the last five asked for: few calls', async (total) => {
  const { data, codes, server } = await ask('{ oauthClients(last: 5) { nodes { clientId } } }', total);
  expect(server.requests.length).toBeLessThanOrEqual(5);
  if (codes.length > 0) expect(codes).toEqual(['UPSTREAM_CONTRACT']);
  else expect(data.oauthClients.nodes.length).toBeLessThanOrEqual(1);
});

test.each(TOTALS)('%s of all clients, counted', async (total) => {
  const { data, codes, server } = await ask('{ oauthClients(first: 5) { totalCount nodes { clientId } } }', total);
  expect(server.requests.length).toBeLessThanOrEqual(3);
  if (IMPOSSIBLE.includes(total)) {
    expect([data.oauthClients, codes]).toEqual([null, ['UPSTREAM_CONTRACT']]);
    return;
  }
  expect(data.oauthClients.nodes).toEqual([{ clientId: 'client-1' }]);
  const { totalCount } = data.oauthClients;
  expect(totalCount === null || Number.isInteger(totalCount)).toBe(true);
  for (const code of codes) expect(code).toBe('UPSTREAM_CONTRACT');
});

test.each(TOTALS)('%s of all grants, searched: no more pages than the bound on searches', async (total) => {
  const query = '{ oauthGrants(filter: { clientId: "client-1" }) { totalCount nodes { grantId } } }';
  const { data, codes, server } = await ask(query, total);
  expect(server.requests.length).toBeLessThanOrEqual(60);
  for (const code of codes) expect(['SCAN_TOO_LARGE', 'UPSTREAM_CONTRACT', 'UPSTREAM_UNAVAILABLE']).toContain(code);
  if (codes.length === 0) expect(data.oauthGrants.nodes).toEqual([{ grantId: 'grant-1' }]);
});
