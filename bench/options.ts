import { parseArgs } from 'node:util';

export const MEASURES = ['throughput', 'latency', 'soak', 'start', 'upstream-latency', 'scaling'] as const;
export type Measure = (typeof MEASURES)[number];

/** What the command line decides. */
export interface Options {
  readonly measures: readonly Measure[];
  /** Ids of queries; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** Ids of contestants; undefined: all. */
  readonly peers: readonly string[] | undefined;
  readonly rounds: number;
  /** Of one turn in a round, and before the first. */
  readonly seconds: number;
  readonly warmup: number;
  readonly connections: number;
  readonly soakSeconds: number;
  /** Where the figures go. */
  readonly out: string;
  /** Tells how far it is, with the seconds since the start. */
  say(line: string): void;
}

export const HELP = `npm run bench -- [measures] [options]

Measures (default: --throughput)
  --throughput         Q1 to Q8, all contestants in turn
  --latency            p99 of Q1 at half of the capacity, open-loop
  --soak               memory after 5 minutes of Q8
  --start              from the start to the first answer
  --upstream-latency   Q1 to Q3 with an upstream of 20 ms, at 1, 32 and 256 callers
  --scaling            cost against list size and number of documents
  --all                all of these

Options
  --quick              a short run of the same: its figures say little
  --only q1,q2         these queries only
  --peers gateway,pipe these contestants only
  --rounds N           default 5
  --seconds N          of each turn, default 3
  --connections N      callers at once, default 64
  --out FILE           default bench/results.json; sections not measured stay as they are there
`;

/** Reads the command line; undefined where help is wanted. Throws `TypeError` for what is unknown. */
export function readOptions(args: readonly string[]): Options | undefined {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: flag,
      all: flag,
      quick: flag,
      throughput: flag,
      latency: flag,
      soak: flag,
      start: flag,
      'upstream-latency': flag,
      scaling: flag,
      only: text,
      peers: text,
      rounds: text,
      seconds: text,
      connections: text,
      out: text,
    },
  });
  if (values.help) return undefined;
  const asked = MEASURES.filter((measure) => values.all || values[measure]);
  const { quick } = values;
  return {
    measures: asked.length > 0 ? asked : ['throughput'],
    only: values.only?.split(','),
    peers: values.peers?.split(','),
    rounds: Number(values.rounds ?? (quick ? 1 : 5)),
    seconds: Number(values.seconds ?? (quick ? 1 : 3)),
    warmup: quick ? 0.5 : 5,
    connections: Number(values.connections ?? 64),
    soakSeconds: quick ? 10 : 300,
    out: values.out ?? 'bench/results.json',
    say: (line) => console.log(`${Math.round(performance.now() / 1_000)} s · ${line}`),
  };
}
