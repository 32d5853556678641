import { expect, test } from 'vitest';
import type { Interval, Verdict } from '../../bench/ratio.ts';
import { chartOf } from '../../bench/report/chart.ts';
import { comparisonTable } from '../../bench/report/comparison.ts';
import { documentOf } from '../../bench/report/document.ts';
import { markdown } from '../../bench/report/markdown.ts';
import { tablesOf } from '../../bench/report/tables.ts';
import { targetsTable } from '../../bench/report/targets.ts';
import type { Comparison, Results, Timed } from '../../bench/results.ts';

const timed = (cpuUs: number, [median, low, high]: number[], verdict: Verdict = 'even'): Timed => ({
  cpuUs,
  p50: 1.2345,
  calls: 1,
  rssMb: 200,
  wrong: 1,
  pairs: 400,
  speed: { median, low, high } as Interval,
  verdict,
});

const speed: Comparison = {
  date: '2026-01-01T00:00:00.000Z',
  upstream: 'nginx',
  starts: 4,
  turnSeconds: 0.025,
  seconds: 14,
  connections: 32,
  took: 600,
  contestants: [
    { id: 'gateway', title: 'this gateway', role: 'gateway' },
    { id: 'control', title: 'this gateway once more', role: 'gateway' },
    { id: 'pipe', title: 'raw pipe', role: 'ceiling' },
    { id: 'other', title: 'a <peer>', role: 'peer' },
  ],
  absent: { Missing: 'its binary is not there' },
  queries: [
    {
      id: 'q1',
      title: 'one client',
      cells: [
        { contestant: 'gateway', ...timed(100, [1, 1, 1]) },
        { contestant: 'control', ...timed(100.5, [1.005, 0.991, 1.02]) },
        { contestant: 'pipe', ...timed(75, [0.75, 0.74, 0.76], 'slower') },
        { contestant: 'other', reason: 'it answered with 500' },
      ],
    },
  ],
  together: [
    { contestant: 'control', speed: { median: 1.001, low: 0.99, high: 1.01 }, verdict: 'even' },
    { contestant: 'pipe', speed: { median: 0.8, low: 0.79, high: 0.81 }, verdict: 'slower' },
  ],
};
const results: Results = { machine: { cpu: 'A & B', cores: 2, node: 'v26.0.0', pinned: true }, speed };

test('a comparison has the control on top, intervals, and a word on each of the others', () => {
  const lines = comparisonTable(speed).split('\n');
  expect(lines[0]).toContain('turns of 25 ms for 14 s in each of 4 starts, 32 callers, upstream: nginx; 600 s in all');
  expect(lines[4]).toMatch(
    /^\| this gateway once more +\| +1\.005 \[0\.991, 1\.020\] \| +1\.001 \[0\.990, 1\.010\] \|$/,
  );
  expect(lines[5]).toMatch(
    /^\| raw pipe +\| +0\.750 \[0\.740, 0\.760\] slower \| +0\.800 \[0\.790, 0\.810\] slower \|$/,
  );
  expect(lines[6]).toMatch(/^\| a <peer> +\| +- \| +- \|$/);
  expect(lines[7]).toMatch(/^\| CPU µs of this gateway +\| +100 \| +- \|$/);
});

test('the tables show figures, and which contestants were not timed and why', () => {
  const text = tablesOf(results);
  expect(text).toMatch(/\| raw pipe +\| +75 \| +1\.23 \|/);
  expect(text).toContain('a <peer>: not timed, it answered with 500');
  expect(text).toContain('Missing did not take part: its binary is not there');
});

test('an aim is held where the whole interval is, and not held where none of it is', () => {
  const at = (speeds: number[]): Results => {
    const cells = [{ contestant: 'pipe', ...timed(75, speeds) }];
    return { ...results, speed: { ...speed, queries: [{ id: 'q1', title: '', cells }] } };
  };
  expect(targetsTable(at([0.78, 0.77, 0.79]))).toMatch(/Q1 against raw pipe +\| 0\.75 at least +\| +0\.780 .* held/);
  expect(targetsTable(at([0.65, 0.64, 0.66]))).toMatch(/\[0\.640, 0\.660\] +\| not held/);
  expect(targetsTable(at([0.75, 0.74, 0.76]))).toMatch(/\[0\.740, 0\.760\] +\| cannot be told/);
  expect(targetsTable({ machine: results.machine })).toBeUndefined();
  const start = { date: '', runs: [900], medianMs: 900 };
  expect(targetsTable({ machine: results.machine, start })).toMatch(/600 at most +\| +900 \| not held/);
});

test('columns have one width; numbers are right-aligned', () => {
  expect(
    markdown([
      ['name', 'n'],
      ['a', '1'],
      ['bc', '1,000'],
    ]),
  ).toBe('| name |     n |\n| ---- | ----: |\n| a    |     1 |\n| bc   | 1,000 |\n');
});

test('new figures leave the prose around them alone', () => {
  const first = documentOf(results);
  const written = first.replace('# Results\n', '# Results\n\nWords in front.\n').concat('\nWords behind.\n');
  const again = documentOf({ ...results, machine: { ...results.machine, cores: 99 } }, written);
  expect(again).toBe(written.replace('2 cores', '99 cores'));
  expect(() => documentOf(results, 'no marks')).toThrow('needs the lines');
});

test('the chart has a bar for each that was timed but the control, longest for the fastest, text that is no markup', () => {
  const svg = chartOf(speed);
  const bars = [...svg.matchAll(/<rect class="(\w+)" [^>]*width="([\d.]+)" height="14"/g)];
  expect(bars.map(([, role]) => role)).toEqual(['gateway', 'ceiling']);
  expect(Number(bars[0]![2]) / Number(bars[1]![2])).toBeCloseTo(0.75, 2);
  expect(svg).not.toContain('<peer>');
});
