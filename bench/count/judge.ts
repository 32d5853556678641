import { markdown } from '../report/markdown.ts';

/** What one request of a query costs, by no clock. */
export interface Counts {
  /** Calls to the upstream. */
  readonly calls: number;
  /** Header fields that the gateway writes: of its calls, and of its answer. */
  readonly headers: number;
  readonly promises: number;
  /** Allocated on the heap. V8 interprets all code meanwhile: what its compilers save is another matter. */
  readonly bytes: number;
}

export type Figures = Readonly<Record<string, Counts>>;

/** By how much a figure may change unsaid, as a share: twice what bytes differ by from run to run; the rest do not. */
export const TOLERANCE: Counts = { calls: 0, headers: 0, promises: 0.01, bytes: 0.05 };

/** Small numbers differ by more than their share: a timer that fires now and then, spread over a batch. */
const SLACK: Counts = { calls: 0.001, headers: 0.001, promises: 0.1, bytes: 100 };

const NAMES = Object.keys(TOLERANCE) as (keyof Counts)[];

/** Every figure that changed by more than its tolerance, as lines for people; better ones too, as they would hide a loss. */
export function changes(committed: Figures, measured: Figures): string[] {
  return Object.entries(measured).flatMap(([query, counts]) =>
    NAMES.flatMap((name) => {
      const [before, now] = [committed[query]?.[name], counts[name]];
      if (before === undefined) return [`${query}: ${name} are not committed: ${now}`];
      if (Math.abs(now - before) <= before * TOLERANCE[name] + SLACK[name]) return [];
      const share =
        before === 0 ? '' : ` (${now > before ? '+' : ''}${(((now - before) / before) * 100).toFixed(1)} %)`;
      return [`${query}: ${name} were ${before}, are ${now}${share}`];
    }),
  );
}

/** All figures as a table. */
export function countsTable(figures: Figures): string {
  const rows = Object.entries(figures).map(([query, counts]) => [query, ...NAMES.map((name) => String(counts[name]))]);
  return markdown([['per request', ...NAMES], ...rows]);
}
