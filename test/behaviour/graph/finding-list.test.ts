import { describe, expect, test } from 'vitest';
import { ALICE_KEY, type Client } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

interface Node {
  code: string;
  severity: string;
  path: string[];
  clientId: string;
}
interface Page {
  nodes: Node[];
  edges: { cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number;
  countsBySeverity: { severity: string; count: number }[];
  countsByCode: { code: string; count: number }[];
}

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $min: OAuthFindingSeverity
  $codes: [OAuthFindingCode!]) {
  oauthFindings(first: $first, after: $after, last: $last, before: $before, minSeverity: $min, codes: $codes) {
    nodes { code severity path clientId } edges { cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount countsBySeverity { severity count } countsByCode { code count }
  }
}`;

/** 230 clients, of which some have several things wrong, some one, some nothing. */
const CLIENTS: Partial<Client>[] = Array.from({ length: 230 }, (_, at) => ({
  client_id: `client-${at}`,
  client_type: at % 3 === 0 ? 'public' : 'confidential',
  require_pkce: at % 2 === 0,
  allowed_grant_types: at % 5 === 0 ? ['client_credentials', 'refresh_token'] : ['authorization_code'],
  allowed_scopes: at % 7 === 0 ? ['nothing.read', 'messaging.read', 'no.such'] : ['messaging.read'],
  redirect_uris:
    at % 4 === 0 ? ['http://a.example/', 'http://localhost/', 'http://a.example/'] : ['https://a.example/'],
  policy_uri: 'https://a.example/privacy',
  tos_uri: at % 2 === 0 ? 'https://a.example/terms' : null,
}));
const GRANTS = Array.from({ length: 150 }, (_, at) => ({
  id: `grant-${at}`,
  client_id: `client-${at % 11}`,
  created_at: '2020-01-01T00:00:00.000Z',
  last_used_at: at % 2 === 0 ? new Date().toISOString() : null,
}));

async function start() {
  const accounts = [{ key: ALICE_KEY, clients: CLIENTS, grants: GRANTS }];
  const gateway = await useInTest(startGateway({ sandbox: { accounts } }));
  return {
    gateway,
    async list(variables: Record<string, unknown>): Promise<Page> {
      const { body } = await gateway.ask(LIST, variables);
      expect(body.errors).toBeUndefined();
      return body.data.oauthFindings;
    },
  };
}

const nameOf = ({ clientId, code, path }: Node) => [clientId, code, ...path].join(' ');

test('the list holds the findings of all clients, in their order', async () => {
  const { gateway, list } = await start();
  const ofClients: Node[] = [];
  for (let after: string | null = null; ; ) {
    const query = `query ($after: String) { oauthClients(first: 100, after: $after) {
      nodes { findings { code severity path clientId } } pageInfo { endCursor hasNextPage } } }`;
    const { body } = await gateway.ask(query, { after });
    const { nodes, pageInfo } = body.data.oauthClients;
    ofClients.push(...nodes.flatMap(({ findings }: { findings: Node[] }) => findings));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  const all: Node[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo } = await list({ first: 100, after });
    all.push(...nodes);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(all.length).toBeGreaterThan(300);
  expect(all).toEqual(ofClients);
  expect(new Set(all.map(nameOf)).size).toBe(all.length);
});

test('counts are those of the whole list, whatever the page', async () => {
  const { list } = await start();
  const all = [...(await walk(list, 90)).nodes];
  const counted = (key: 'code' | 'severity') =>
    Object.fromEntries(
      Map.groupBy(all, (node) => node[key])
        .entries()
        .map(([name, nodes]) => [name, nodes.length]),
    );
  for (const window of [{ first: 0 }, { first: 3 }, { last: 5 }]) {
    const page = await list(window);
    expect(page.totalCount).toBe(all.length);
    expect(Object.fromEntries(page.countsByCode.map(({ code, count }) => [code, count]))).toEqual(counted('code'));
    expect(page.countsBySeverity.map(({ severity }) => severity)).toEqual(['HIGH', 'LOW']);
    expect(Object.fromEntries(page.countsBySeverity.map(({ severity, count }) => [severity, count]))).toEqual(
      counted('severity'),
    );
  }
});

/** Reads page after page, forwards or backwards. */
async function walk(
  list: (variables: Record<string, unknown>) => Promise<Page>,
  size: number,
  {
    backward = false,
    filter = {},
    between = () => {},
  }: { backward?: boolean; filter?: object; between?: () => void } = {},
) {
  const nodes: Node[] = [];
  for (let cursor: string | null = null, pages = 1; ; pages++) {
    const window: Record<string, unknown> = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const page = await list({ ...filter, ...window });
    if (backward) nodes.unshift(...page.nodes);
    else nodes.push(...page.nodes);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(backward ? hasPreviousPage : hasNextPage)) return { nodes, pages };
    cursor = backward ? startCursor : endCursor;
    between();
  }
}

describe('pages', () => {
  test('neither repeat nor skip, either way, of any size', async () => {
    const { list } = await start();
    const { nodes: all } = await walk(list, 100);
    for (const [size, backward] of [
      [37, false],
      [37, true],
      [1, false],
    ] as const) {
      const filter = size === 1 ? { codes: ['GRANT_UNUSED', 'REDIRECT_URI_LOCALHOST'] } : {};
      const { nodes } = await walk(list, size, { backward, filter });
      const wanted = size === 1 ? all.filter(({ code }) => filter.codes!.includes(code)) : all;
      expect(nodes).toEqual(wanted);
    }
  });

  test('do so while clients come, go and are mended', async () => {
    const { gateway, list } = await start();
    const { nodes: all } = await walk(list, 100);
    const { clients } = gateway.sandbox.account(ALICE_KEY);
    const touched = new Set<string>();
    let turn = 0;
    const { nodes } = await walk(list, 20, {
      between() {
        turn++;
        clients.unshift({ ...clients[0]!, client_id: `new-${turn}` });
        const [gone] = clients.splice(turn + 4, 1);
        const mended = clients[turn * 7 + 40];
        touched.add(gone!.client_id);
        if (!mended) return;
        mended.redirect_uris = mended.redirect_uris.filter((uri) => !uri.startsWith('http://a'));
        touched.add(mended.client_id);
      },
    });
    const names = nodes.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    const stayed = all.filter(({ clientId }) => !touched.has(clientId)).map(nameOf);
    expect(names.filter((name) => stayed.includes(name))).toEqual(stayed);
  });

  test('a cursor is good for its own filter only', async () => {
    const { gateway, list } = await start();
    const { pageInfo } = await list({ first: 3, codes: ['TOS_URI_MISSING', 'REDIRECT_URI_HTTP'] });
    const after = pageInfo.endCursor;
    const same = await list({ first: 3, codes: ['REDIRECT_URI_HTTP', 'TOS_URI_MISSING'], after });
    expect(same.nodes).toHaveLength(3);
    for (const filter of [{}, { min: 'HIGH' }, { codes: ['TOS_URI_MISSING'] }]) {
      const { body } = await gateway.ask(LIST, { first: 3, after, ...filter });
      expect(body.errors).toMatchObject([{ path: ['oauthFindings'], extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});

test('a filter takes what is at least as bad, and of these codes', async () => {
  const { list } = await start();
  const { nodes: all } = await walk(list, 100);
  const filtered = async (filter: object) => (await walk(list, 100, { filter })).nodes;
  expect(await filtered({ min: 'HIGH' })).toEqual(all.filter(({ severity }) => severity === 'HIGH'));
  expect(await filtered({ codes: ['SCOPE_NOT_OFFERED'] })).toEqual(
    all.filter(({ code }) => code === 'SCOPE_NOT_OFFERED'),
  );
  expect(await filtered({ min: 'HIGH', codes: ['SCOPE_NOT_OFFERED'] })).toEqual([]);
  expect(await filtered({ codes: [] })).toEqual([]);
});

test('an account of more than 50,000 findings is told so, and gets some of them by a filter', async () => {
  const redirect_uris = Array.from({ length: 20 }, (_, at) => `http://${at}.example/#*`);
  const clients = Array.from({ length: 1_700 }, (_, at) => ({ client_id: `client-${at}`, redirect_uris }));
  const gateway = await useInTest(startGateway({ sandbox: { accounts: [{ key: ALICE_KEY, clients }] } }));
  const ask = async (args: string) => (await gateway.ask(`{ oauthFindings(${args}) { totalCount } }`)).body;
  expect((await ask('minSeverity: MEDIUM')).errors).toMatchObject([{ extensions: { code: 'SCAN_TOO_LARGE' } }]);
  expect((await ask('minSeverity: HIGH')).data).toEqual({ oauthFindings: { totalCount: 34_000 } });
});

test('an account of more than 50 pages of clients is told so', async () => {
  const clients = Array.from({ length: 5_001 }, (_, at) => ({ client_id: `client-${at}` }));
  const gateway = await useInTest(startGateway({ sandbox: { accounts: [{ key: ALICE_KEY, clients }] } }));
  const { body } = await gateway.ask('{ oauthFindings(minSeverity: HIGH) { totalCount } }');
  expect(body.errors).toMatchObject([{ path: ['oauthFindings'], extensions: { code: 'SCAN_TOO_LARGE' } }]);
});
