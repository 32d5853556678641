import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client, Grant } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const key = 'key';
const CLIENTS = 500;

const ACCOUNT = {
  key,
  clients: Array.from({ length: CLIENTS }, () => ({})),
  grants: Array.from({ length: 260 }, (_, at) => ({ scopes: at % 2 === 0 ? ['even'] : ['odd'] })),
};
const gateway = useForTests(() => startGateway({ sandbox: { accounts: [ACCOUNT] } }));
let clients: Client[];
let grants: Grant[];
beforeAll(() => {
  ({ clients, grants } = gateway.sandbox.account(key));
});
beforeEach(() => {
  Object.assign(gateway.sandbox.account(key), { clients, grants });
  gateway.sandbox.calls.length = 0;
});

interface Args {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}
interface Page {
  edges: { cursor: string; node: { id: string } }[];
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number | null;
}

const PAGE = `edges { cursor node { id } } nodes { id }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount`;

/** The lists of the graph, each with the items that it is to show; one client has all grants. */
const LISTS: Record<
  string,
  { select: (args: string) => string; of: (page: unknown) => Page; items: () => { id: string }[] }
> = {
  oauthClients: {
    select: (args) => `oauthClients${args && `(${args})`} { ${PAGE} }`,
    of: (page) => page as Page,
    items: () => gateway.sandbox.account(key).clients.map((client) => ({ id: client.client_id })),
  },
  oauthGrants: {
    select: (args) => `oauthGrants${args && `(${args})`} { ${PAGE} }`,
    of: (page) => page as Page,
    items: () => gateway.sandbox.account(key).grants,
  },
  'oauthGrants with a filter': {
    select: (args) => `oauthGrants(filter: { scope: "even" } ${args}) { ${PAGE} }`,
    of: (page) => page as Page,
    items: () => gateway.sandbox.account(key).grants.filter((grant) => grant.scopes.includes('even')),
  },
  'OAuthClient.grants': {
    select: (args) => `oauthClient(clientId: "${clients[0]!.client_id}") { grants${args && `(${args})`} { ${PAGE} } }`,
    of: (client) => (client as { grants: Page }).grants,
    items: () => gateway.sandbox.account(key).grants.filter((grant) => grant.client_id === clients[0]!.client_id),
  },
};

const literal = (args: Args) =>
  Object.entries(args)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(' ');

async function ask(query: string) {
  return (await gateway.ask(query, {}, { key })).body;
}

/** Several pages of one list in one operation. */
async function pagesOf(list: string, all: Args[]): Promise<Page[]> {
  const { select, of } = LISTS[list]!;
  const { data, errors } = await ask(`{ ${all.map((args, at) => `p${at}: ${select(literal(args))}`).join('\n')} }`);
  expect(errors).toBeUndefined();
  return Object.values(data).map(of);
}

/** The cursor of each item. */
async function cursorsOf(list: string): Promise<string[]> {
  const cursors: string[] = [];
  for (let after: string | null = null; ; ) {
    const [page]: Page[] = await pagesOf(list, [{ first: 100, after }]);
    cursors.push(...page!.edges.map(({ cursor }) => cursor));
    if (!page!.pageInfo.hasNextPage) return cursors;
    after = page!.pageInfo.endCursor;
  }
}

/** What Relay's algorithm makes of a plain array. `after` and `before` are indices. */
function slice(ids: string[], { first, after, last, before }: { [K in keyof Args]: number | null }) {
  const from = after == null ? 0 : after + 1;
  const to = before ?? ids.length;
  const range = ids.slice(from, Math.max(from, to));
  const backward = last != null || (first == null && before != null && after == null);
  const count = first ?? last ?? 20;
  return {
    ids: backward ? range.slice(Math.max(0, range.length - count)) : range.slice(0, count),
    hasNextPage: backward ? to < ids.length : range.length > count,
    hasPreviousPage: backward ? range.length > count : from > 0,
  };
}

describe('any page of any list is what the same page of a plain array is', () => {
  const count = fc.integer({ min: 0, max: 100 });
  const place = fc.option(fc.nat(), { nil: null });
  const wanted = fc
    .record({ count: fc.option(count, { nil: null }), backward: fc.boolean(), after: place, before: place })
    .map(({ count, backward, after, before }) => ({
      first: backward ? null : count,
      last: backward ? count : null,
      after,
      before,
    }));

  test.each(Object.keys(LISTS))('%s', async (list) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 130 }),
        fc.array(wanted, { minLength: 8, maxLength: 8 }),
        async (length, all) => {
          const account = gateway.sandbox.account(key);
          account.clients = clients.slice(0, Math.max(1, length));
          account.grants = grants.slice(0, length).map((grant) => ({ ...grant, client_id: clients[0]!.client_id }));
          const ids = LISTS[list]!.items().map(({ id }) => id);
          const cursors = await cursorsOf(list);
          expect(cursors).toHaveLength(ids.length);

          const at = (index: number | null) => (index === null || ids.length === 0 ? null : index % ids.length);
          const places = all.map((args) => ({ ...args, after: at(args.after), before: at(args.before) }));
          const cursorOf = (index: number | null) => (index === null ? null : cursors[index]!);
          const pages = await pagesOf(
            list,
            places.map((args) => ({ ...args, after: cursorOf(args.after), before: cursorOf(args.before) })),
          );
          for (const [index, { edges, nodes, pageInfo, totalCount }] of pages.entries()) {
            const { ids: expected, ...flags } = slice(ids, places[index]!);
            const rawIds = nodes.map(({ id }) => Buffer.from(id, 'base64').toString().split(':')[1]);
            expect(rawIds).toEqual(expected);
            expect(edges.map(({ node }) => node)).toEqual(nodes);
            expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(expected.length);
            const startCursor = edges[0]?.cursor ?? null;
            const endCursor = edges.at(-1)?.cursor ?? null;
            expect(pageInfo).toEqual({ ...flags, startCursor, endCursor });
            expect(totalCount).toBe(ids.length);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

test('a hundred walks over 500 clients, by pages of any size, return each exactly once', async () => {
  const sizes = fc.noBias(fc.infiniteStream(fc.integer({ min: 1, max: 100 })));
  const ids = clients.map((client) => client.client_id);
  await fc.assert(
    fc.asyncProperty(fc.boolean(), sizes, async (backward, lengths) => {
      const found: string[] = [];
      for (let cursor: string | null = null; ; ) {
        const size = lengths.next().value as number;
        const args: string = backward ? `last: ${size}, before: $cursor` : `first: ${size}, after: $cursor`;
        const query = `query ($cursor: String) {
          oauthClients(${args}) { nodes { clientId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        }`;
        const { body } = await gateway.ask(query, { cursor }, { key });
        const { nodes, pageInfo } = body.data.oauthClients;
        const page = nodes.map((node: { clientId: string }) => node.clientId);
        if (backward) found.unshift(...page);
        else found.push(...page);
        if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
        cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
      }
      expect(found).toEqual(ids);
    }),
    { numRuns: 100, endOnFailure: true },
  );
}, 180_000);

describe('what a page costs upstream', () => {
  const reads = () => gateway.sandbox.calls.map(({ path }) => new URLSearchParams(path.split('?')[1]));

  test.each(['oauthClients', 'oauthGrants'])('%s: one item where only the total is asked for', async (list) => {
    const { data } = await ask(
      `{ ${list}(first: 50) { ...F } } fragment F on OAuth${list.slice(5, -1)}Connection { n: totalCount }`,
    );
    expect(data).toEqual({ [list]: { n: LISTS[list]!.items().length } });
    expect(reads().map((query) => query.get('page[size]'))).toEqual(['1']);
  });

  test('one item for first: 0 and last: 0', async () => {
    const [first, last] = await pagesOf('oauthClients', [{ first: 0 }, { last: 0 }]);
    expect(first).toMatchObject({ nodes: [], totalCount: CLIENTS, pageInfo: { hasNextPage: true, startCursor: null } });
    expect(last).toMatchObject({ nodes: [], pageInfo: { hasPreviousPage: true, endCursor: null } });
    expect(reads().map((query) => query.get('page[size]'))).toEqual(['1']);
  });

  test('one item, however many fragments lie between the list and its total', async () => {
    const on = 'on OAuthClientConnection';
    const fragments = Array.from({ length: 60 }, (_, at) => `fragment F${at} ${on} { ...F${at + 1} ...F${at + 1} }`);
    const { data } = await ask(`{ oauthClients { ...F0 } } ${fragments.join(' ')} fragment F60 ${on} { totalCount }`);
    expect(data).toEqual({ oauthClients: { totalCount: CLIENTS } });
    expect(reads().map((query) => query.get('page[size]'))).toEqual(['1']);
  });

  test.each([
    ['{ nodes { id } totalCount }', ['100']],
    ['{ edges { node { id } ...E } } fragment E on OAuthClientEdge { node { name } }', ['100']],
    ['{ nodes { id } pageInfo { hasNextPage } }', ['100', expect.any(String)]],
    ['{ edges { ...E } } fragment E on OAuthClientEdge { ... { at: cursor } }', ['100', expect.any(String)]],
  ])('none around the items where neither cursors nor pageInfo are asked for: %s', async (selection, sizes) => {
    const { data } = await ask(`{ oauthClients(first: 100) ${selection}`.replace(/( fragment|$)/, ' }$1'));
    const { nodes, edges } = data.oauthClients as { nodes?: unknown[]; edges?: unknown[] };
    expect((nodes ?? edges)!.length).toBe(100);
    expect(reads().map((query) => query.get('page[size]'))).toEqual(sizes);
  });

  test('one call for a page of up to 50, wherever it begins; two at most for any', async () => {
    const cursors = await cursorsOf('oauthClients');
    for (const [first, most] of [
      [20, 1],
      [50, 1],
      [100, 2],
    ] as const) {
      for (const at of [3, 77, 249, 430]) {
        gateway.sandbox.calls.length = 0;
        await pagesOf('oauthClients', [{ first, after: cursors[at]! }]);
        expect(reads().length).toBeLessThanOrEqual(most);
      }
    }
  });
});

describe('refused before any call', () => {
  let cursor: string;
  beforeEach(async () => {
    cursor = (await cursorsOf('oauthGrants'))[0]!;
    gateway.sandbox.calls.length = 0;
  });

  test.each([
    ['oauthClients(first: 101)', ['first range']],
    ['oauthClients(first: -1)', ['first range']],
    ['oauthClients(last: 101)', ['last range']],
    ['oauthGrants(last: -1)', ['last range']],
    ['oauthGrants(first: 1, last: 1)', ['last conflict']],
    ['oauthClients(after: "")', ['after cursor']],
    ['oauthClients(before: "no cursor at all")', ['before cursor']],
    [
      'oauthClients(first: 1000, after: "!", last: -5, before: "?")',
      ['first range', 'last range', 'last conflict', 'after cursor', 'before cursor'],
    ],
  ])('%s', async (field, expected) => {
    for (const selection of ['nodes { id }', 'totalCount']) {
      const { data, errors } = await ask(`{ list: ${field} { ${selection} } }`);
      expect(data).toEqual({ list: null });
      expect(errors).toMatchObject([{ path: ['list'], extensions: { code: 'BAD_USER_INPUT' } }]);
      const issues: { path: string[]; code: string }[] = errors![0]!.extensions.issues;
      expect(issues.map(({ path, code }) => `${path} ${code}`)).toEqual(expected);
    }
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test.each([
    ['another list', 'oauthClients(after: $cursor)'],
    ['the list without the filter', 'oauthGrants(after: $cursor, filter: { scope: "even" })'],
  ])('a cursor of %s', async (_name, field) => {
    const query = `query ($cursor: String) { list: ${field} { nodes { id } } }`;
    const { body } = await gateway.ask(query, { cursor }, { key });
    expect(body.errors).toMatchObject([
      { path: ['list'], extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['after'], code: 'cursor' }] } },
    ]);
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('a damaged cursor', async () => {
    const damaged = `${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`;
    const { errors } = await ask(`{ oauthGrants(after: "${damaged}") { nodes { id } } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

test('a before that lies before after gives an empty page', async () => {
  const cursors = await cursorsOf('oauthClients');
  const args = { after: cursors[300]!, before: cursors[200]! };
  const empty = { edges: [], nodes: [], totalCount: CLIENTS, pageInfo: { startCursor: null, endCursor: null } };
  for (const page of await pagesOf('oauthClients', [args, { ...args, first: 5 }, { ...args, last: 5 }])) {
    expect(page).toMatchObject(empty);
  }
});

test('a list without items is an empty page either way', async () => {
  Object.assign(gateway.sandbox.account(key), { clients: [], grants: [] });
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  for (const list of ['oauthClients', 'oauthGrants', 'oauthGrants with a filter']) {
    for (const page of await pagesOf(list, [{}, { first: 5 }, { last: 5 }, { first: 0 }])) {
      expect(page).toEqual({ edges: [], nodes: [], pageInfo, totalCount: 0 });
    }
  }
});
