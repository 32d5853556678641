import { afterAll, beforeAll, expect, test } from 'vitest';
import { compare } from '../../bench/compare.ts';
import type { Contestant } from '../../bench/contestants.ts';
import { pages } from '../../bench/dialects/graph.ts';
import { type Load, startLoad } from '../../bench/load/index.ts';
import { QUERIES } from '../../bench/operations.ts';
import { isTimed } from '../../bench/results.ts';
import { startUpstream, type Upstream } from '../../bench/upstream/index.ts';

/** Answers one query, and before that does nothing as often as its setting says. */
const SERVER = `
  const loops = Number(process.env.LOOPS ?? 0);
  require('node:http').createServer((req, res) => {
    for (let i = 0; i < loops; i++) {}
    req.resume().on('end', () => res.end(process.env.ANSWER ?? '{"data":{"__typename":"Query"}}'));
  }).listen(Number(process.env.PORT), '127.0.0.1');
`;
const contestant = (id: string, env: Record<string, string> = {}): Contestant => ({
  id,
  title: `the ${id}`,
  role: 'peer',
  dialect: pages,
  command: [process.execPath, '-e', SERVER],
  env,
});

let load: Load;
let upstream: Upstream;

beforeAll(async () => {
  load = startLoad();
  upstream = await startUpstream(1); // with latency it is Node's on every machine
});

afterAll(async () => {
  await load?.stop();
  await upstream?.stop();
});

test('contestants are told apart by what they do, each with settings of its own; those that cannot take part are named', async () => {
  const contestants = [
    contestant('first'),
    contestant('control'),
    contestant('slow', { LOOPS: '20000000' }),
    contestant('wrong', { ANSWER: '{"data":null}' }),
    { ...contestant('absent'), needs: '/nowhere' },
  ];
  const queries = QUERIES.filter(({ id }) => id === 'q4');
  const options = { starts: 2, seconds: 0.5, connections: 4, quick: true, say: () => {} };
  const {
    queries: [query],
    absent,
    ...how
  } = await compare({ load, upstream }, contestants, queries, options);
  expect(absent).toEqual({ 'the absent': '/nowhere is not there' });
  expect(how.contestants.map(({ id }) => id)).toEqual(['first', 'control', 'slow', 'wrong']);
  const [first, control, slow, wrong] = query!.cells;
  expect(isTimed(first) && first.speed).toEqual({ median: 1, low: 1, high: 1 });
  expect(control).toMatchObject({ verdict: 'even', wrong: 0, calls: 0 });
  expect(slow).toMatchObject({ verdict: 'faster' });
  expect(isTimed(slow) && slow.speed.low).toBeGreaterThan(1);
  expect(wrong).toMatchObject({ reason: expect.stringContaining('{"data":null}') });
}, 120_000);
