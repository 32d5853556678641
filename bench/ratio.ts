import { median, quantile } from './stats.ts';

/** A ratio and its 95 % confidence interval. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export type Verdict = 'faster' | 'slower' | 'even';

const RESAMPLES = 1_000;
const ALPHA = 0.05;
const SEED = 0x5eed;

/**
 * The median of paired ratios, and its interval by a bootstrap of two levels: starts of the processes are drawn, then
 * pairs within each. Two processes of one program differ by more than their pairs show, so the starts must count.
 * The same ratios give the same interval.
 *
 * @param starts the ratios of each start of the processes; at least one pair in all
 * @see Davison and Hinkley, Bootstrap Methods and their Application, 3.8
 */
export function ratioOf(starts: readonly (readonly number[])[]): Interval {
  const clusters = starts.filter((pairs) => pairs.length > 0);
  const random = generator(SEED);
  const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(clusters.flatMap(() => resample(one(clusters), one<number>))),
  );
  return {
    median: median(clusters.flat()),
    low: quantile(medians, ALPHA / 2),
    high: quantile(medians, 1 - ALPHA / 2),
  };
}

/**
 * What several queries tell together, of contestants that all ran in the same starts: each start adds its own level,
 * each process is off by a deviation that all share, and what one process does faster or slower is averaged over
 * starts. All deviations serve to estimate the one (analysis of variance with two factors), and others are held against
 * the mean of the first contestant and the control, which are one program. Intervals are 99 %, by Student's t, so that
 * in ten runs of identical trees none is likely to be told apart.
 *
 * @param levels of each contestant, in each start: the geometric mean over queries of its ratios to the first one; the
 * first two are the first contestant and the control; at least two starts
 * @see Montgomery, Design and Analysis of Experiments, chapter 4 (randomized complete blocks)
 */
export function togetherOf(levels: readonly (readonly number[])[]): Interval[] {
  const logs = levels.map((row) => row.map(Math.log));
  const starts = logs[0]!.length;
  const means = logs.map(mean);
  const blocks = logs[0]!.map((_, start) => mean(logs.map((row) => row[start]!)));
  const all = mean(means);
  const squares = logs.map((row, of) => sum(row.map((value, at) => (value - means[of]! - blocks[at]! + all) ** 2)));
  const freedom = (starts - 1) * (logs.length - 1);
  const variance = sum(squares) / freedom;
  const base = mean(means.slice(0, 2));
  return means.map((own, at) => {
    // The first two are told by each other, all others by both.
    const [centre, share] = at < 2 ? [own - means[0]!, 2] : [own - base, 1.5];
    const half = studentT(freedom) * Math.sqrt((variance * share) / starts);
    return { median: Math.exp(centre), low: Math.exp(centre - half), high: Math.exp(centre + half) };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The 99.5 % quantile, to 2 % from four degrees of freedom on. @see Abramowitz and Stegun, 26.7.5 */
function studentT(freedom: number): number {
  const z = 2.575829;
  const [first, second, third] = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

/**
 * What a speed tells beside that of the control, the same program once more: it is even unless the whole interval lies
 * outside of the control's.
 *
 * @param control default: one, for a speed whose interval holds the control's noise already
 */
export function verdictOf(speed: Interval, control: Interval = { median: 1, low: 1, high: 1 }): Verdict {
  if (speed.high < control.low) return 'slower';
  return speed.low > control.high ? 'faster' : 'even';
}

function resample<T>(items: readonly T[], one: (items: readonly T[]) => T): T[] {
  return items.map(() => one(items));
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
