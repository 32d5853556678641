import type { Contestant } from './contestants.ts';

/** What was measured, as it is written to JSON. Times are in milliseconds unless a name says otherwise. */
export interface Results {
  readonly machine: Machine;
  readonly throughput?: Throughput;
  readonly latency?: Section<LatencyRow>;
  readonly soak?: Soak;
  readonly start?: { readonly date: string; readonly runs: readonly number[]; readonly medianMs: number };
  readonly upstreamLatency?: Section<ConcurrencyRow> & { readonly latencyMs: number };
  readonly scaling?: Section<ScalingRow>;
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

export interface Throughput {
  readonly date: string;
  readonly upstream: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly contestants: readonly Named[];
  /** Contestants that did not run, and why. */
  readonly absent: Readonly<Record<string, string>>;
  readonly queries: readonly { readonly id: string; readonly title: string; readonly cells: readonly Cell[] }[];
}

/** One contestant at one query: medians of the rounds, or why there are none. */
export type Cell = { readonly contestant: string } & (Measured | { readonly reason: string });

export interface Measured {
  /** Right answers a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the contestant for one request, microseconds. */
  readonly cpuUs: number;
  /** How much of its core it used, 0 to 1: far below 1, something else was the limit. */
  readonly busy: number;
  /** Calls to the upstream for one request. */
  readonly calls: number;
  readonly rssMb: number;
  /** Answers in all rounds that were not the right ones. */
  readonly wrong: number;
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

export interface ConcurrencyRow extends Measured {
  readonly contestant: string;
  readonly query: string;
  readonly callers: number;
}

export interface ScalingRow extends Measured {
  readonly contestant: string;
  /** What grows, and to what. */
  readonly of: 'items in the list' | 'different documents';
  readonly size: number;
}

/** Whether there are figures. */
export function isMeasured(cell: Cell | undefined): cell is { readonly contestant: string } & Measured {
  return cell !== undefined && 'rate' in cell;
}
