import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { post } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

/** Milliseconds that do not count: timers, collections and whatever else a process does. */
const NOISE = 20;
const TURNS = 7;

/** Makes a request of about that many bytes. */
type Shape = (size: number) => { query: string; variables?: object };

const CREATE = 'mutation ($in: CreateOAuthClientInput!) { createOAuthClient(input: $in) { __typename } }';
const ENTITIES = 'query ($them: [_Any!]!) { _entities(representations: $them) { __typename } }';
const SCOPES = '{ oauthAuthorizationRequest(input: { clientId: "c" redirectUri: "https://a.example" scopes: [';

/** As many as fit into the size, numbered. */
function fill(size: number, each: (index: number) => string): string {
  return Array.from({ length: Math.floor(size / each(99).length) }, (_, index) => each(index)).join('');
}

/** An opening bracket with its closing one, inside of each other. */
function nested(size: number, open: string, close: string): string {
  const count = Math.floor(size / (open.length + close.length));
  return `${open.repeat(count)}1${close.repeat(count)}`;
}

/** Members of an object, as JSON has them in variables. */
function members(size: number): Record<string, number> {
  return JSON.parse(`{${fill(size, (index) => `"member${index}":1,`)}"last":1}`);
}

function spreads(size: number, selection: string): string {
  const count = Math.floor(size / (38 + selection.length));
  const all = Array.from({ length: count }, (_, index) => index);
  const fragments = all.map((index) => `fragment F${index} on OAuthClient{${selection}}`);
  return `{ oauthClient(clientId: "x") { ${all.map((index) => `...F${index}`)} } } ${fragments.join(' ')}`;
}

const SHAPES: [what: string, sizes: [number, number], shape: Shape][] = [
  ['one field', [2_000, 4_000], (size) => ({ query: `{ oauthClient(clientId: "x") {${fill(size, () => ' id')} } }` })],
  [
    'one field with a selection',
    [2_000, 4_000],
    (size) => ({ query: `{ oauthClients { ${fill(size, () => ' nodes { name }')} } }` }),
  ],
  [
    'one field in selections of its own',
    [2_000, 4_000],
    (size) => ({ query: `{ oauthClient(clientId: "x") {${fill(size, () => ' grants{nodes{client{id}}}')} } }` }),
  ],
  ['fragments of one field', [2_000, 4_000], (size) => ({ query: spreads(size, 'id') })],
  [
    'fragments that are nowhere',
    [2_000, 4_000],
    (size) => ({ query: `{ ${fill(size, (index) => ` ...F${index}`)} }` }),
  ],
  [
    'one name for many fields',
    [2_000, 4_000],
    (size) => ({ query: `{ ${fill(size, (index) => ` a: f${index}`)} }`.replaceAll('a: f', 'f') }),
  ],
  [
    'line feeds, and errors after them',
    [8_000, 16_000],
    (size) => ({ query: `{${'\n'.repeat(size)} oauthClient(clientId: "x") {${fill(size / 50, () => ' no')} } }` }),
  ],
  [
    'line feeds, and entities that fail after them',
    [15_000, 30_000],
    (size) => ({
      query: ENTITIES.replace('{', `{${'\n'.repeat(size - 200)}`),
      variables: { them: Array(Math.floor(size / 100)).fill(1) },
    }),
  ],
  [
    'a text that reads as a message, as a member',
    [60_000, 120_000],
    (size) => ({ query: CREATE, variables: { in: { [' cannot represent '.repeat(size / 18)]: 1 } } }),
  ],
  ['members that are unknown', [60_000, 120_000], (size) => ({ query: CREATE, variables: { in: members(size) } })],
  [
    'items that are wrong',
    [20_000, 40_000],
    (size) => ({ query: CREATE, variables: { in: { allowedScopes: Array(Math.floor(size / 5)).fill({}) } } }),
  ],
  [
    'items that are wrong in a document',
    [2_000, 4_000],
    (size) => ({ query: `${SCOPES}${' 1'.repeat(size / 2)}] }) { url } }` }),
  ],
  ['lists in lists', [2_000, 4_000], (size) => ({ query: `{ __type(name: ${nested(size, '[', ']')}) { name } }` })],
  ['operations', [2_000, 4_000], (size) => ({ query: fill(size, (index) => `query Q${index} { __typename } `) })],
  [
    'variables',
    [2_000, 4_000],
    (size) => ({ query: `query (${fill(size, (at) => `$v${at}: Nope `)}) { __typename }` }),
  ],
  ['comments', [15_000, 30_000], (size) => ({ query: `{ __typename } ${'\n#'.repeat(size / 2)}` })],
  [
    'block strings',
    [4_000, 8_000],
    (size) => ({ query: `${SCOPES}${fill(size, () => ' """\\n x\\n"""')}] }) { url } }` }),
  ],
];

/** What any request of that size takes to be read, without anything in it. */
const PLAIN: Shape = (size) => ({ query: '{ __typename }', variables: { text: 'x'.repeat(size) } });

/** The median of what the process takes for a request, in milliseconds: another document each time. */
async function cpuOf(shape: Shape, size: number, headers: Record<string, string>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const { query, ...rest } = shape(size);
    const body = JSON.stringify({ query: `#${Math.random()}\n${query}`, ...rest });
    const before = process.cpuUsage();
    const { status } = await post(gateway.url, body, headers);
    const { user, system } = process.cpuUsage(before);
    expect(status).toBeLessThan(500);
    times.push((user + system) / 1_000);
  }
  return times.sort((one, other) => one - other)[Math.floor(TURNS / 2)]!;
}

describe.each([
  ['the fast path', 'application/json'],
  ['Yoga', 'application/json, multipart/mixed'],
])('what %s takes grows with the size, and not with its square', (_way, accept) => {
  test.each(SHAPES)('%s', async (_what, [size, twice], shape) => {
    await cpuOf(shape, twice, { accept });
    const once = await cpuOf(shape, size, { accept });
    const plain = await cpuOf(PLAIN, twice, { accept });
    const found = await cpuOf(shape, twice, { accept });
    expect(found).toBeLessThan(2.5 * once + NOISE);
    expect(found).toBeLessThan(40 * plain + NOISE);
  });
});
