import { expect, test } from 'vitest';
import { MEASURES, readOptions } from '../../bench/options.ts';

test('alone it measures the speed; --all measures all', () => {
  expect(readOptions([])).toMatchObject({ measures: ['speed'], only: undefined, peers: undefined, starts: undefined });
  expect(readOptions(['--all'])!.measures).toEqual(MEASURES);
  expect(readOptions(['--soak', '--start'])!.measures).toEqual(['soak', 'start']);
});

test('a revision, or the proof, is measured alone unless more is asked for', () => {
  expect(readOptions(['--against', 'HEAD~1'])).toMatchObject({ measures: [], against: 'HEAD~1', prove: 0 });
  expect(readOptions(['--prove', '10'])).toMatchObject({ measures: [], against: undefined, prove: 10 });
  expect(readOptions(['--speed', '--against', 'main'])).toMatchObject({ measures: ['speed'], against: 'main' });
});

test('lists are parted by commas, numbers override those of a quick run', () => {
  const options = readOptions(['--quick', '--only', 'q1,q2', '--peers', 'gateway,pipe', '--starts', '7']);
  expect(options).toMatchObject({ only: ['q1', 'q2'], peers: ['gateway', 'pipe'], starts: 7, seconds: 1 });
});

test('what it does not know, it refuses', () => {
  expect(() => readOptions(['--fast'])).toThrow(TypeError);
  expect(() => readOptions(['--starts', 'many'])).toThrow('--starts');
});
