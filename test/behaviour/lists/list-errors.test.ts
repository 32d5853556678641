import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { PLAIN, type Serving, startCappedServer } from '../../support/capped-upstream.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

/* What callers are told of each way in which a list cannot be read (`src/telnyx/list-errors.ts`). */

const server = useForTests(startCappedServer);
const gateway = useForTests(() => startGateway({ env: { TELNYX_API_URL: server.origin } }));

/** The only error of an operation, for a caller of whose lists nothing is known. */
async function errorAt(at: TestGateway, query: string, key: string) {
  const { body } = await at.ask(query, {}, { key });
  expect(body.data).toEqual({ list: null });
  expect(body.errors).toHaveLength(1);
  const { message, path, extensions } = body.errors![0]!;
  return { message, path, code: extensions.code, issues: extensions.issues };
}

/** An account whose lists are other ones after each call. */
async function startChanging(change: (account: { clients: unknown[]; grants: unknown[] }, call: number) => void) {
  let calls = 0;
  const clients = Array.from({ length: 300 }, (_, n) => ({ client_id: `client-${n}` }));
  const grants = Array.from({ length: 300 }, (_, n) => ({ id: `grant-${n}` }));
  const changing: TestGateway = await useInTest(
    startGateway({
      sandbox: {
        accounts: [{ key: ALICE_KEY, clients, grants }],
        onCall: () => change(changing.sandbox.account(ALICE_KEY), ++calls),
      },
    }),
  );
  return changing;
}

interface Told {
  readonly code: string;
  readonly message: RegExp;
  readonly issues?: object[];
}

test.for<[string, string, Partial<Serving>, Told]>([
  [
    'a page that is too long',
    '{ list: oauthClients(first: 101) { totalCount } }',
    {},
    { code: 'BAD_USER_INPUT', message: /`first`.*100/, issues: [{ path: ['first'], code: 'range' }] },
  ],
  [
    'the end of a list that does not report its length',
    '{ list: oauthClients(last: 1) { nodes { id } } }',
    { length: 250, total_pages: 'absent', total_results: 'absent' },
    {
      code: 'BAD_USER_INPUT',
      message: /^The list does not report its length, so `last` needs `before`\.$/,
      issues: [{ path: ['last'], code: 'unsupported' }],
    },
  ],
  [
    'pages that are too small',
    '{ list: oauthClients(first: 20) { nodes { id } } }',
    { length: 250, cap: 9 },
    { code: 'UPSTREAM_CONTRACT', message: /^Telnyx serves pages of 9 items, too small to read a list\.$/ },
  ],
  [
    'a list that is too long to be searched',
    '{ list: oauthGrants(filter: { clientId: "none" }) { totalCount } }',
    { length: 5_001 },
    { code: 'SCAN_TOO_LARGE', message: /^The list is longer than 5000 items, too long to be searched\.$/ },
  ],
])('callers are told of %s', async ([name, query, serving, { message, ...expected }]) => {
  server.serving = { ...PLAIN, ...serving };
  const error = await errorAt(gateway, query, `KEY ${name}`.replaceAll(' ', '-'));
  expect(error).toMatchObject({ path: ['list'], ...expected });
  expect(error.message).toMatch(message);
});

test('callers are told of a place that is lost', async () => {
  const changing = await startChanging(() => {});
  const { body } = await changing.ask('{ oauthClients(first: 100) { pageInfo { endCursor } } }');
  const after = body.data.oauthClients.pageInfo.endCursor;
  const { clients } = changing.sandbox.account(ALICE_KEY);
  for (const client of clients) client.client_id = `new-${client.client_id}`;
  expect(
    await errorAt(changing, `{ list: oauthClients(first: 5, after: "${after}") { nodes { id } } }`, ALICE_KEY),
  ).toEqual({
    code: 'CURSOR_EXPIRED',
    message: 'The position of the cursor can no longer be found. Start again without it.',
    path: ['list'],
    issues: undefined,
  });
});

test.for([
  ['{ list: oauthClients(last: 5) { nodes { id } } }', 'The list changes faster than it can be read.'],
  [
    '{ list: oauthGrants(filter: { scope: "x" }) { nodes { id } } }',
    'The list kept changing while it was read. Try again.',
  ],
] as const)('callers are told of a list that changes too fast: %s', async ([query, message]) => {
  const changing = await startChanging(({ clients, grants }, call) => {
    clients.push(
      ...clients.slice(0, 300).map((client, n) => ({ ...(client as object), client_id: `more-${call}-${n}` })),
    );
    for (const grant of grants) (grant as { id: string }).id += `-${call}`;
  });
  expect(await errorAt(changing, query, ALICE_KEY)).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    message,
    path: ['list'],
  });
});
