import { once } from 'node:events';
import type { Profiler } from 'node:inspector';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../bench/contestants.ts';
import { flameGraphs, MAX_BYTES } from '../../bench/flame/draw.ts';
import { type Flame, fold } from '../../bench/flame/fold.ts';
import { frameOf, type Kind, labelOf } from '../../bench/flame/frames.ts';
import { LAYERS, type LayerId, layerOf, layerOfFile } from '../../bench/flame/layers.ts';
import { OTHER_CORE, start } from '../../bench/process.ts';
import { LAYERS as ROOMS } from '../support/layers.ts';

type CallFrame = Profiler.ProfileNode['callFrame'];

const own = (path: string) => pathToFileURL(`${ROOT}/${path}`).href;
const of = (functionName: string, url = '', scriptId = url === '' ? '0' : '7'): CallFrame => ({
  functionName,
  url,
  scriptId,
  lineNumber: 41,
  columnNumber: 0,
});
const undici = of('write', `/anywhere/node_modules/undici/lib/dispatcher/client-h1.js`);
const send = of('send', own('src/telnyx/transport/send.ts'));
const lru = of('get', own('src/lib/lru.ts'));
const parse = of('parse');
const json = of('parseJson', own('bench/flame/seen-json.ts'));
const [idle, gc, program] = [of('(idle)'), of('(garbage collector)'), of('(program)')];

const FUNCTIONS: readonly (readonly [callFrame: CallFrame, kind: Kind, label: string])[] = [
  [send, 'own', 'send (src/telnyx/transport/send.ts)'],
  [of('', own('src/main.js')), 'own', 'anonymous:42 (src/main.js)'],
  [undici, 'dependency', 'write (undici)'],
  [of('on', '/a/node_modules/x/node_modules/@scope/name/index.js'), 'dependency', 'on (@scope/name)'],
  [of('query', '', '99'), 'dependency', 'query (code made at run time)'],
  [of('emit', 'node:events'), 'node', 'emit (node:events)'],
  [parse, 'v8', 'parse (native)'],
  [of('llhttp_execute', 'wasm://wasm/00ad0bc6'), 'v8', 'llhttp_execute (WebAssembly)'],
  [gc, 'v8', '(garbage collector)'],
];

test.each(FUNCTIONS)('%o is of kind %s: %s', (callFrame, kind, label) => {
  const frame = frameOf(callFrame);
  expect([frame.kind, labelOf(frame)]).toEqual([kind, label]);
});

describe('the layer of a sample', () => {
  const layer = (...stack: CallFrame[]): LayerId => layerOf(stack.map(frameOf));
  const handler = of('handle', own('src/http/server.ts'));

  test('is that of the innermost function that has one', () => {
    expect(layer(handler, send)).toBe('transport');
    expect(layer(handler, send, lru)).toBe('transport');
    expect(layer(handler, lru, of('get'))).toBe('http');
    expect(layer(send, of('emit', 'node:events'), of('writev'))).toBe('transport');
    const respond = of('send', own('src/http/fast-path.ts'));
    expect(layer(respond, of('end', 'node:_http_outgoing'), of('writev'))).toBe('http');
    expect(layer(of('parserOnIncoming', 'node:_http_server'), respond)).toBe('front');
    expect(layer(handler, of('execute', own('src/operations/executor/index.ts')))).toBe('execution');
    expect(layer(handler, of('describe', own('src/operations/describe.ts')))).toBe('plan');
  });

  test('JSON and collections are apart, wherever they are', () => {
    expect(layer(handler, send, json)).toBe('json');
    expect(layer(of('end', 'node:_http_outgoing'), json, parse)).toBe('json');
    expect(layer(handler, of('parse', 'node:internal/url'), parse)).toBe('http');
    expect(layer(gc)).toBe('gc');
  });

  test('without any of them it is Node’s, whatever Node does', () => {
    expect(layer(of('parserOnIncoming', 'node:_http_server'))).toBe('http');
    expect(layer(of('onStreamRead', 'node:internal/stream_base_commons'))).toBe('loop');
    expect(layer(program)).toBe('loop');
    expect(layer(of('query', '', '99'))).toBe('execution');
    expect(layer(of('work', '/a/node_modules/unheard-of/index.js'))).toBe('other');
  });

  test('a dependency of both is split as the own code is', () => {
    const graphql = (path: string) => layerOfFile(`graphql/${path}`);
    expect([graphql('language/parser.js'), graphql('validation/validate.js')]).toEqual(['plan', 'plan']);
    expect(graphql('execution/execute.js')).toBe('execution');
    expect(layerOfFile('graphql-yoga/esm/server.js')).toBe('front');
  });

  test('each room of src/ has one, unless no request comes there, or it works for its callers', () => {
    const without = Object.keys(ROOMS).filter((room) => layerOfFile(`src/${room}`) === undefined);
    const commands = ['cli', 'client', 'doctor', 'drift', 'main.js'];
    expect(without.toSorted()).toEqual([...commands, 'graphiql', 'lib', 'reference', 'sandbox'].toSorted());
  });
});

/** A tree of calls as V8 tells it: node 1 is the root, each has the number of its place plus two. */
function nodesOf(...calls: readonly (readonly [frame: CallFrame, hits: number, parent?: number])[]) {
  const nodes = [of('(root)'), ...calls.map(([callFrame]) => callFrame)].map((callFrame, index) => ({
    id: index + 1,
    callFrame,
    hitCount: calls[index - 1]?.[1] ?? 0,
    children: calls.flatMap(([, , parent = 1], at) => (parent === index + 1 ? [at + 2] : [])),
  }));
  return nodes satisfies Profiler.ProfileNode[];
}

test('stacks are folded by function and file; where the process waited is left out', () => {
  const { flame, layers, places } = fold(
    nodesOf([idle, 100], [send, 1], [undici, 2, 3], [send, 4], [undici, 8, 5], [json, 16, 5], [gc, 32]),
  );
  expect(flame.samples).toBe(63);
  expect([...flame.children.keys()]).toEqual(['send (src/telnyx/transport/send.ts)', '(garbage collector)']);
  const sent = flame.children.get('send (src/telnyx/transport/send.ts)')!;
  expect(sent.samples).toBe(31);
  expect([...sent.children].map(([label, { samples }]) => [label, samples])).toEqual([
    ['write (undici)', 10],
    ['parseJson (bench/flame/seen-json.ts)', 16],
  ]);
  expect(Object.fromEntries(layers)).toEqual({ transport: 15, json: 16, gc: 32 });
  expect(Object.fromEntries(places)).toEqual({
    'src/telnyx/transport/send.ts': 5,
    undici: 10,
    'bench/flame/seen-json.ts': 16,
    '(garbage collector)': 32,
  });
});

test('each sample is of one layer and of one place, none is lost', () => {
  const calls = Array.from({ length: 300 }, (_, at) => {
    const frame = [send, undici, lru, parse, program, of('', own('src/main.js'))][at % 6]!;
    return [frame, at % 7, at < 5 ? 1 : 2 + Math.floor(at / 3)] as const;
  });
  const { flame, layers, places } = fold(nodesOf(...calls));
  const all = calls.reduce((sum, [, hits]) => sum + hits, 0);
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
  expect([flame.samples, sum(layers.values()), sum(places.values())]).toEqual([all, all, all]);
  expect(Object.keys(LAYERS)).toEqual(expect.arrayContaining([...layers.keys()]));
});

describe('a flame graph', () => {
  const leaf = (label: string, samples: number): Flame => ({ label, kind: 'own', samples, children: new Map() });
  /** Each call makes six others, which take a half, a quarter and so on of its time. */
  const tree = (depth: number, samples: number): Flame => {
    const shares = depth === 0 ? [] : [2, 4, 8, 16, 32, 64];
    const children = shares.map((share, index) => [`call ${index}`, tree(depth - 1, samples / share)] as const);
    return { ...leaf(`call at ${depth} of a <${'long'.repeat(15)}> name`, samples), children: new Map(children) };
  };

  test('has both on one scale, largest first, and tells a function’s time and share', () => {
    const flame: Flame = {
      ...leaf('all', 100),
      children: new Map([
        ['a', leaf('a', 20)],
        ['b', leaf('b & <b>', 80)],
      ]),
    };
    const svg = flameGraphs('Q1', [
      { title: 'one', flame, us: 60 },
      { title: 'other', flame: leaf('all', 7), us: 30 },
    ]);
    const width = (title: string) =>
      Number(new RegExp(`<title>${title}</title><rect [^>]*width="([\\d.]+)"`).exec(svg)?.[1]);
    expect(width('all: 60.0 µs, 100.0 %') / width('all: 30.0 µs, 100.0 %')).toBeCloseTo(2, 2);
    expect(width('b &amp; &lt;b>: 48.0 µs, 80.0 %') / width('a: 12.0 µs, 20.0 %')).toBeCloseTo(4, 1);
    expect(svg.indexOf('>b &amp;')).toBeLessThan(svg.indexOf('>a: '));
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toContain('<script');
  });

  test('is small enough for any profile, and what takes most is still there', () => {
    const flame = tree(6, 1e6);
    const svg = flameGraphs('Q8', [
      { title: 'one', flame, us: 100 },
      { title: 'other', flame, us: 100 },
    ]);
    expect(Buffer.byteLength(svg)).toBeLessThanOrEqual(MAX_BYTES);
    expect(svg.match(/<rect class="own"/g)!.length).toBeGreaterThan(500);
    expect(svg).toContain('> name: 25.0 µs, 25.0 %');
  });

  test('of nothing is an image as well', () => {
    expect(flameGraphs('Q4', [{ title: 'none', flame: leaf('all', 0), us: 10 }])).toContain('</svg>');
  });
});

test('a process is profiled from one message to the other, by its own functions', async () => {
  const script = `
    const text = JSON.stringify(Array.from({ length: 2e4 }, (_, index) => ({ index })));
    function spin() { for (let i = 0, x = 1; i < 5e7; i++) x = (x * 48271) % 2147483647; }
    function read() { for (let i = 0; i < 50; i++) JSON.parse(text); }
    process.on('message', (message) => message === 'spin' && (spin(), read(), process.send('spun')));`;
  const probe = fileURLToPath(new URL('../../bench/flame/probe.ts', import.meta.url));
  const { child, stop } = start([process.execPath, '--import', probe, '-e', script], { core: OTHER_CORE, ipc: true });
  const ask = async (message: string) => {
    const answered = once(child, 'message', { signal: AbortSignal.timeout(60_000) });
    child.send(message);
    return (await answered)[0];
  };
  const spun = ({ children }: Flame): number =>
    [...children.values()].reduce((sum, flame) => sum + (/^spin /.test(flame.label) ? flame.samples : spun(flame)), 0);
  try {
    expect(await ask('begin')).toEqual([]);
    expect(await ask('spin')).toBe('spun');
    const { flame: busy, layers } = fold(await ask('end'));
    expect(spun(busy)).toBeGreaterThan(0);
    expect(layers.get('json')).toBeGreaterThan(0);
    expect((spun(busy) + layers.get('json')!) / busy.samples).toBeGreaterThan(0.5);
    await ask('begin');
    expect(spun(fold(await ask('end')).flame)).toBe(0);
  } finally {
    await stop();
  }
});
