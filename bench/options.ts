import { parseArgs } from 'node:util';

export const MEASURES = ['speed', 'latency', 'soak', 'start', 'distance', 'scale', 'profile'] as const;
export type Measure = (typeof MEASURES)[number];

/** What the command line decides. */
export interface Options {
  readonly measures: readonly Measure[];
  /** A revision that this tree is compared with. */
  readonly against: string | undefined;
  /** How often the ruler itself is put to the test; 0: it is not. */
  readonly prove: number;
  /** Ids of queries; undefined: all, and with `against` the first four. */
  readonly only: readonly string[] | undefined;
  /** Ids of contestants; undefined: all. */
  readonly peers: readonly string[] | undefined;
  /** How often all processes are started anew; undefined: as the measure wants it. */
  readonly starts: number | undefined;
  /** Of turns for a query in one start, all contestants together; undefined: as the measure wants it. */
  readonly seconds: number | undefined;
  readonly connections: number;
  readonly quick: boolean;
  /** Where the figures go. */
  readonly out: string;
  /** Tells how far it is, with the seconds since the start. */
  say(line: string): void;
}

export const HELP = `npm run bench -- [measures] [options]

Measures (default: --speed; with --against or --prove: none)
  --speed              CPU time of Q1 to Q8, all contestants in turns: 18 minutes
  --against REV        this tree beside another revision of it, Q1 to Q4: 6 minutes
  --prove N            whether --against finds 5 % and invents nothing, N runs of 8 minutes
  --latency            p99 of Q1 at half of the capacity, open-loop
  --soak               memory after 5 minutes of Q8
  --start              from the start to the first answer
  --distance           an upstream of 20 and 100 ms, with a quota and without, 1, 32 and 256 callers: 18 minutes
  --scale              cost as lists, ids, documents, callers, accounts and workers grow: 10 minutes
  --profile            where the time goes in Q1, Q4, Q5, Q6 and Q8, this gateway and mercurius: 4 minutes
  --all                all of these but --against and --prove

Options
  --quick              a short run of the same: its figures say little
  --only q1,q2         these queries only, or what grows: items, ids, documents, callers, accounts, workers, held
  --peers gateway,pipe these contestants only
  --starts N           how often all are started anew (--speed: 4, --against: 8)
  --seconds N          of turns for each query and start (--speed: 12, --against: 4)
  --connections N      callers at once, default 32
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
      speed: flag,
      latency: flag,
      soak: flag,
      start: flag,
      distance: flag,
      scale: flag,
      profile: flag,
      against: text,
      prove: text,
      only: text,
      peers: text,
      starts: text,
      seconds: text,
      connections: text,
      out: text,
    },
  });
  if (values.help) return undefined;
  const asked = MEASURES.filter((measure) => values.all || values[measure]);
  const { quick, against, only, peers, starts, seconds } = values;
  const prove = numberOf('prove', values.prove) ?? 0;
  const alone = against === undefined && prove === 0;
  return {
    measures: asked.length > 0 || !alone ? asked : ['speed'],
    against,
    prove,
    only: only?.split(','),
    peers: peers?.split(','),
    starts: numberOf('starts', starts) ?? (quick ? 1 : undefined),
    seconds: numberOf('seconds', seconds) ?? (quick ? 1 : undefined),
    connections: numberOf('connections', values.connections) ?? 32,
    quick,
    out: values.out ?? 'bench/results.json',
    say: (line) => console.log(`${Math.round(performance.now() / 1_000)} s · ${line}`),
  };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0)) throw new TypeError(`--${name} wants a number above 0`);
  return number;
}
