import { expect, test } from 'vitest';
import { MEASURES, readOptions } from '../../bench/options.ts';

test('alone it measures throughput; --all measures all', () => {
  expect(readOptions([])).toMatchObject({ measures: ['throughput'], only: undefined, peers: undefined, rounds: 5 });
  expect(readOptions(['--all'])!.measures).toEqual(MEASURES);
  expect(readOptions(['--soak', '--start'])!.measures).toEqual(['soak', 'start']);
});

test('lists are parted by commas, numbers override those of a quick run', () => {
  const options = readOptions(['--quick', '--only', 'q1,q2', '--peers', 'gateway,pipe', '--rounds', '7']);
  expect(options).toMatchObject({ only: ['q1', 'q2'], peers: ['gateway', 'pipe'], rounds: 7, seconds: 1 });
});

test('what it does not know, it refuses', () => {
  expect(() => readOptions(['--fast'])).toThrow(TypeError);
});
