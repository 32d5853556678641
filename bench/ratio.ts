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
 * What several queries tell together: of each start the geometric mean of the queries' medians, of all starts the mean
 * and its interval by Student's t. A slow-down of every request shows here first, as what one process does faster or
 * slower with one query than the next process averages out.
 *
 * @param queries for each query the ratios of each start; at least two starts with pairs for each query
 */
export function togetherOf(queries: readonly (readonly (readonly number[])[])[]): Interval {
  const starts = queries[0]!.map((_, start) => mean(queries.map((ratios) => Math.log(median(ratios[start]!)))));
  const centre = mean(starts);
  const freedom = starts.length - 1;
  const deviation = Math.sqrt(starts.reduce((sum, value) => sum + (value - centre) ** 2, 0) / freedom);
  const half = (studentT(freedom) * deviation) / Math.sqrt(starts.length);
  return { median: Math.exp(centre), low: Math.exp(centre - half), high: Math.exp(centre + half) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The 97.5 % quantile, to 1 % from three degrees of freedom on. @see Abramowitz and Stegun, 26.7.5 */
function studentT(freedom: number): number {
  const z = 1.959964;
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
 */
export function verdictOf(speed: Interval, control: Interval): Verdict {
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
