import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type LatencyRow, latencyTable } from '../../bench/shared/latency.ts';
import { type Ask, takePairedTurns } from '../../bench/shared/paired-turns.ts';

const OPTIONS = { calls: 3, turn: 10, round: 40, seconds: 0.4 };

test('two are asked alike, and what the slow one takes is told beside the other', async () => {
  const asked = [0, 0];
  const after =
    (at: number, milliseconds: number): Ask =>
    async () => {
      asked[at] = asked[at]! + 1;
      const began = performance.now();
      await delay(milliseconds);
      return performance.now() - began;
    };
  const { pairs, wrong } = await takePairedTurns([after(0, 1), after(1, 100)], OPTIONS);
  expect(pairs).toHaveLength(10);
  expect(asked).toEqual([30, 30]);
  expect(wrong).toEqual([0, 0]);
  for (const [fast, slow] of pairs) expect(slow).toBeGreaterThan(fast);
});

test('a turn with a wrong answer is counted, and compared with nothing', async () => {
  let asked = 0;
  const sometimes: Ask = async () => (asked++ % 6 === 0 ? undefined : 1);
  const { pairs, wrong } = await takePairedTurns([async () => 1, sometimes], OPTIONS);
  expect(wrong).toEqual([0, 5]);
  expect(pairs).toEqual(Array(5).fill([1, 1]));
});

test('the table says whether the median is within a fifth', () => {
  const row = (low: number, median: number, high: number, wrong = 0): LatencyRow => ({
    part: 0.6,
    quota: 40,
    p50: [20, 20 * median],
    ratio: { low, median, high },
    pairs: 240,
    wrong: [0, wrong],
    calls: [1, 1],
    claims: 0.05,
  });
  const lines = latencyTable([row(0.99, 1.01, 1.03), row(1.15, 1.2, 1.25), row(1.25, 1.3, 1.35, 2)]).split('\n');
  expect(lines[4]).toMatch(/ 60 % \|.* 1\.010 \[0\.990, 1\.030\] \| yes .*\| +1 \/ 1 \| +0\.05 \| +240 \|$/);
  expect(lines[5]).toContain('| cannot be told |');
  expect(lines[6]).toMatch(/ \| no .*\| 240, wrong: 0 \/ 2 \|$/);
});
