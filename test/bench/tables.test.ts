import { expect, test } from 'vitest';
import { chartOf } from '../../bench/report/chart.ts';
import { documentOf } from '../../bench/report/document.ts';
import { markdown, ratio, tablesOf } from '../../bench/report/tables.ts';
import type { Measured, Results } from '../../bench/results.ts';
import { medians } from '../../bench/sample.ts';

const figures = (rate: number): Measured => ({
  rate,
  p50: 1.2345,
  p99: 12.345,
  cpuUs: 100,
  busy: 0.95,
  calls: 1,
  rssMb: 200,
  wrong: 1,
});

const results: Results = {
  machine: { cpu: 'A & B', cores: 2, node: 'v26.0.0', pinned: true },
  throughput: {
    date: '2026-01-01T00:00:00.000Z',
    upstream: 'nginx',
    rounds: 3,
    seconds: 1,
    connections: 64,
    contestants: [
      { id: 'gateway', title: 'this gateway', role: 'gateway' },
      { id: 'pipe', title: 'raw pipe', role: 'ceiling' },
      { id: 'other', title: 'a <peer>', role: 'peer' },
    ],
    absent: { Missing: 'its binary is not there' },
    queries: [
      {
        id: 'q1',
        title: 'one client',
        cells: [
          { contestant: 'gateway', ...figures(15_000) },
          { contestant: 'pipe', ...figures(20_000) },
          { contestant: 'other', reason: 'it answered with 500' },
        ],
      },
    ],
  },
};

test('medians are taken of each figure by itself, and wrong answers are summed', () => {
  const all = [figures(3), figures(1), { ...figures(2), p99: 99 }];
  expect(medians(all)).toEqual({ ...figures(2), p99: 12.345, wrong: 3 });
});

test('a ratio is the rate of the gateway in that of the other, where both were timed', () => {
  const { cells } = results.throughput!.queries[0]!;
  expect(ratio(cells, 'pipe')).toBe(0.75);
  expect(ratio(cells, 'other')).toBeUndefined();
  expect(ratio(cells, 'nobody')).toBeUndefined();
});

test('the tables tell figures, ratios, and who was not timed and why', () => {
  const text = tablesOf(results);
  expect(text).toContain('| this gateway |     15,000 |   1.23 |   12.3 |');
  expect(text).toMatch(/raw pipe\s+\| 0\.75x/);
  expect(text).toMatch(/a <peer>\s+\|\s+-/);
  expect(text).toContain('a <peer>: not timed, it answered with 500');
  expect(text).toContain('Missing did not take part: its binary is not there');
});

test('columns have one width; numbers stand right', () => {
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

test('the chart has a bar for each that was timed, longest for the fastest, and text that is no markup', () => {
  const svg = chartOf(results.throughput!);
  const bars = [...svg.matchAll(/<rect class="(\w+)" [^>]*width="([\d.]+)" height="14"/g)];
  expect(bars.map(([, role]) => role)).toEqual(['gateway', 'ceiling']);
  expect(Number(bars[0]![2]) / Number(bars[1]![2])).toBeCloseTo(0.75, 2);
  expect(svg).not.toContain('<peer>');
});
