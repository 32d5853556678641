import type { LayerId } from './layers.ts';

/** Where the CPU time of a request goes. */
export interface Profile {
  readonly date: string;
  readonly connections: number;
  /** Of one profile. */
  readonly seconds: number;
  readonly queries: readonly {
    readonly id: string;
    readonly title: string;
    readonly profiles: readonly Profiled[];
  }[];
}

export interface Profiled {
  readonly contestant: string;
  readonly title: string;
  /** CPU time of one request, all threads, microseconds: without the profiler, and with it. */
  readonly cpuUs: number;
  readonly profiledUs: number;
  /** How often the profiler looked while something ran. */
  readonly samples: number;
  /** Microseconds of a request; they add up to `cpuUs`. */
  readonly layers: Readonly<Partial<Record<LayerId, number>>>;
  /** The files, packages and modules that took most themselves, the first of all first. */
  readonly places: readonly { readonly place: string; readonly us: number }[];
}
