import type { Contestant } from './contestants.ts';
import type { Profile } from './flame/results.ts';
import type { Interval, Verdict } from './ratio.ts';
import type { Scale } from './scale/results.ts';

/** What was measured, as it is written to JSON. Times are in milliseconds unless a name says otherwise. */
export interface Results {
  readonly machine: Machine;
  readonly speed?: Comparison;
  readonly against?: Comparison;
  readonly latency?: Section<LatencyRow>;
  readonly soak?: Soak;
  readonly start?: { readonly date: string; readonly runs: readonly number[]; readonly medianMs: number };
  readonly distance?: Section<DistanceRow>;
  readonly scale?: Scale;
  readonly profile?: Profile;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Whether what is measured has a core for itself. */
  readonly pinned: boolean;
}

interface Section<Row> {
  readonly date: string;
  readonly rows: readonly Row[];
}

export type Named = Pick<Contestant, 'id' | 'title' | 'role'>;

/** Contestants in turns, each compared with the first of them. */
export interface Comparison {
  readonly date: string;
  readonly upstream: string;
  /** How often all processes were started anew. */
  readonly starts: number;
  /** Of one turn, and of all turns of a query in one start. */
  readonly turnSeconds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Time of the whole, seconds. */
  readonly took: number;
  readonly contestants: readonly Named[];
  /** Contestants that did not run, and why. */
  readonly absent: Readonly<Record<string, string>>;
  readonly queries: readonly { readonly id: string; readonly title: string; readonly cells: readonly Cell[] }[];
  /** All queries in one, of those contestants that were timed at each; empty where there was one start. */
  readonly together: readonly { readonly contestant: string; readonly speed: Interval; readonly verdict: Verdict }[];
}

/** One contestant at one query, or why it was not timed. */
export type Cell = { readonly contestant: string } & (Timed | { readonly reason: string });

export interface Timed {
  /** CPU time for one request, microseconds: median of all turns. */
  readonly cpuUs: number;
  /** Latency with all callers at once: median of the starts. */
  readonly p50: number;
  /** Calls to the upstream for one request. */
  readonly calls: number;
  /** The most that a start needed in the end. */
  readonly rssMb: number;
  /** Answers in all turns that were not the right ones. */
  readonly wrong: number;
  /** How many turns are compared. */
  readonly pairs: number;
  /** Requests that the first contestant answers in the CPU time in which this one answers one. Above 1 it is faster. */
  readonly speed: Interval;
  readonly verdict: Verdict;
}

/** A contestant under steady load for seconds. */
export interface Sample {
  /** Right answers a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU time for one request, microseconds. */
  readonly cpuUs: number;
  readonly wrong: number;
  /** How long it took, until the last answer. */
  readonly seconds: number;
}

export interface LatencyRow {
  readonly contestant: string;
  /** Requests a second with all callers waiting for their answers, and half of it, at which it was measured. */
  readonly capacity: number;
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly wrong: number;
}

export interface Soak {
  readonly date: string;
  readonly seconds: number;
  readonly rate: number;
  readonly rssMb: number;
  /** Growth after the first fifth of the time. */
  readonly slopeMbPerMinute: number;
  readonly samples: readonly { readonly second: number; readonly rssMb: number }[];
}

export interface DistanceRow extends Sample {
  readonly contestant: string;
  readonly query: string;
  readonly callers: number;
  /** How long the upstream takes. */
  readonly latencyMs: number;
  /** Calls a second that it lets pass for one account; undefined: all. */
  readonly quota?: number;
  /** Calls that it had in all, those that it refused included. */
  readonly calls: number;
  /** Wrong answers a second. */
  readonly wrongRate: number;
}

/** Whether there are figures. */
export function isTimed(cell: Cell | undefined): cell is { readonly contestant: string } & Timed {
  return cell !== undefined && 'speed' in cell;
}
