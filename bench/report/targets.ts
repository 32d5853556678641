import { isTimed, type Results } from '../results.ts';
import { intervalOf } from './comparison.ts';
import { markdown, short } from './markdown.ts';

/** What the gateway is to be at the least: its requests in the CPU time of one of the other. */
const SPEEDS: readonly (readonly [query: string, contestant: string, wanted: number])[] = [
  ['q1', 'pipe', 0.75],
  ['q2', 'pick', 0.65],
  ['q3', 'pick', 0.8],
  ['q4', 'pipe', 0.75],
  ['q4', 'http', 0.85],
  ...(['q1', 'q4', 'q5', 'q6', 'q8'] as const).map((query) => [query, 'mercurius', 1] as const),
  ...(['q2', 'q3', 'q7'] as const).map((query) => [query, 'mercurius', 1.2] as const),
];

/** Each aim beside what was measured of it. Undefined where none was. */
export function targetsTable(results: Results): string | undefined {
  const rows = [...SPEEDS.flatMap((speed) => speedRow(results, ...speed)), ...bounds(results)];
  return rows.length > 0 ? markdown([['aim', 'wanted', 'measured', ''], ...rows]) : undefined;
}

function speedRow({ speed }: Results, query: string, contestant: string, wanted: number): string[][] {
  const cell = speed?.queries.find(({ id }) => id === query)?.cells.find((one) => one.contestant === contestant);
  if (!isTimed(cell)) return [];
  const title = speed!.contestants.find(({ id }) => id === contestant)!.title;
  const word = cell.speed.low >= wanted ? 'held' : cell.speed.high < wanted ? 'not held' : 'cannot be told';
  return [[`${query.toUpperCase()} against ${title}`, `${wanted} at least`, intervalOf(cell.speed), word]];
}

/** What it may need at the most. */
function bounds({ speed, latency, soak, start, scale }: Results): string[][] {
  const q3 = speed?.queries.find(({ id }) => id === 'q3')?.cells.find(({ contestant }) => contestant === 'gateway');
  const q1 = latency?.rows.find(({ contestant }) => contestant === 'gateway');
  const held = scale?.series.find(({ id }) => id === 'held')?.points.find(({ size }) => size === 10_000);
  const all: [string, number, number | undefined][] = [
    ['Q3: calls to the upstream', 22, isTimed(q3) ? q3.calls : undefined],
    ['Q1 at half of the capacity: p99 in p50', 3, q1 && q1.p99 / q1.p50],
    ['start to first answer, ms', 600, start?.medianMs],
    ['memory after five minutes of Q8, MB', 200, soak?.rssMb],
    ['its growth, MB a minute', 1, soak?.slopeMbPerMinute],
    ['memory with 10,000 accounts and 10,000 documents, MB', 400, held?.rssMb],
  ];
  return all.flatMap(([aim, most, value]) =>
    value === undefined ? [] : [[aim, `${most} at most`, short(value), value <= most ? 'held' : 'not held']],
  );
}
