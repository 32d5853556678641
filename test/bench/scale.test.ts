import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTESTANTS } from '../../bench/contestants.ts';
import { emptyDocument, withFigures } from '../../bench/report/document.ts';
import { growthChart } from '../../bench/report/growth-chart.ts';
import { scaleSection } from '../../bench/report/scale.ts';
import { targetsTable } from '../../bench/report/targets.ts';
import { plan } from '../../bench/running.ts';
import type { Scale, ScalePoint } from '../../bench/scale/results.ts';
import { gatewayOf, SERIES } from '../../bench/scale/series.ts';
import { startUpstream, type Upstream } from '../../bench/upstream/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

/** Sizes above a hundred that are tried as well. */
const LARGE: Record<string, number> = { items: 1_000, ids: 500 };

describe('what grows', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  const contestant = CONTESTANTS[0]!;

  beforeAll(async () => {
    upstream = await startUpstream(1); // with latency it is Node's on every machine
    gateway = await startGateway({ env: { TELNYX_API_URL: upstream.url, MAX_COST: '100000' } });
  });

  afterAll(async () => {
    await gateway?.close();
    await upstream?.stop();
  });

  test.each(SERIES)(
    'the gateway answers $id as the fixtures say, small and large',
    async ({ id, sizes, query }) => {
      const large = LARGE[id] ?? 100;
      for (const size of sizes.filter((size) => size <= large)) {
        const { operations, ...asked } = query(size);
        const some = { ...asked, operations: operations.slice(0, 100) };
        expect(await plan({ contestant, url: gateway.url }, some)).toHaveLength(Math.min(100, operations.length));
      }
    },
    60_000,
  );
});

test('each of what grows does so in what it is about, from one or a few to all that is asked for', () => {
  const last = (id: string) => {
    const series = SERIES.find((one) => one.id === id)!;
    return { series, size: series.sizes.at(-1)!, query: series.query(series.sizes.at(-1)!) };
  };
  const { series: items, query: walk } = last('items');
  expect(items.requests?.(10_000)).toBe(100);
  expect(walk.operations.reduce((sum, one) => sum + (one.kind === 'clients' ? one.size : 0), 0)).toBe(10_000);
  const [entities] = last('ids').query.operations;
  expect(entities?.kind === 'entities' && new Set(entities.clients).size).toBe(500);
  expect(last('documents').query).toMatchObject({ manyDocuments: true, operations: { length: 10_000 } });
  expect(last('callers').series.callers?.(1_000)).toBe(1_000);
  expect(last('accounts').query.credentials).toBe(10_000);
  expect(gatewayOf(last('workers').series, 2).env).toEqual({ WORKERS: '2' });
  expect(last('held').query).toMatchObject({ credentials: 10_000, operations: { length: 10_000 } });
  expect(SERIES.map(({ sizes }) => sizes)).toEqual(SERIES.map(({ sizes }) => sizes.toSorted((a, b) => a - b)));
});

const point = (size: number, cpuUs: number, rssMb = 200): ScalePoint => {
  return { size, cpuUs, p50: 1.25, calls: 1, rssMb, rate: 1_000, wrong: 0 };
};
const scale: Scale = {
  date: '2026-01-01T00:00:00.000Z',
  upstream: 'nginx',
  connections: 32,
  series: [
    { id: 'flat', title: 'Flat', about: 'Words. '.repeat(40), unit: 'items', points: [point(1, 150), point(100, 150)] },
    {
      id: 'held',
      title: 'Held',
      about: 'About <it>.',
      unit: 'of each',
      points: [point(100, 20), point(10_000, 2_000, 450)],
    },
  ],
};
const machine = { cpu: 'A processor with a long name', cores: 2, node: 'v26.0.0', pinned: true };

describe('the report', () => {
  const text = scaleSection(scale, machine, undefined);

  test('has a table and a chart for each, and tells flat from linear', () => {
    expect(text).toMatch(/\| +100 \| +150 \| +0\.00 \|/);
    expect(text).toMatch(/\| +10,000 \| +2,000 \| +1\.00 \|/);
    expect(text.match(/^!\[.*\]\(scale-\w+\.svg\)$/gm)).toHaveLength(2);
    expect(text).not.toContain('Q8');
  });

  test('tells of memory over time where that was measured', () => {
    const soak = { date: '2026-01-02', seconds: 300, rate: 1_000, rssMb: 190.4, slopeMbPerMinute: 0.5, samples: [] };
    expect(scaleSection(scale, machine, soak)).toContain('after 300 s of Q8 the process holds 190 MB');
  });

  test('is prose of at most 120 columns, as a page of docs/ must be', () => {
    expect(text.split('\n').filter((line) => line.length > 120 && !line.startsWith('|'))).toEqual([]);
  });

  test('stands between the marks of the page and replaces what was there', () => {
    const page = emptyDocument('A page', 'By hand.');
    const once = withFigures(page, text);
    expect(once.startsWith('# A page\n\nBy hand.\n\n')).toBe(true);
    expect(withFigures(withFigures(page, 'old\n'), text)).toBe(once);
  });

  test('holds the memory of 10,000 accounts and documents against its aim', () => {
    expect(targetsTable({ machine, scale })).toMatch(/10,000 documents, MB \| 400 at most \| +450 \| not held/);
  });
});

test('a chart draws flat lines flat, and what grows as the size does along the dashed line', () => {
  const heights = (svg: string) => [...svg.matchAll(/<circle [^>]*cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  const [flat, linear] = scale.series.map(growthChart);
  const [first, last] = heights(flat!);
  expect(first).toBe(last);
  const [low, high] = heights(linear!);
  expect(high).toBeLessThan(low!);
  const [, from, to] = /<line class="linear" .*y1="([\d.]+)" .*y2="([\d.]+)"/.exec(linear!)!.map(Number);
  expect([from, to]).toEqual([low, high]);
  for (const svg of [flat!, linear!]) {
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/NaN|Infinity|<script/);
  }
});
