import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'undici';
import { cpuOf } from '../process.ts';
import { Caller, clientsOf, closed, Tally } from './caller.ts';
import type { Target, Turn, TurnsJob, TurnsResult } from './index.ts';

/** After the last answer, for what a contestant does behind it: log lines, helper threads. Milliseconds. */
const SETTLE_MS = 2;
/** A contestant that has used its share of the time so far by this factor sits rounds out. */
const OVERDRAWN = 1.5;

/** Rounds, in each of which all have a turn, in random order. Those whose turns take long have fewer. */
export async function takeTurns(job: TurnsJob): Promise<TurnsResult[]> {
  const { targets, connections, turnSeconds, seconds } = job;
  const entrants = targets.map((target) => new Entrant(target, connections));
  const started = performance.now();
  for (let round = 0; round === 0 || performance.now() - started < seconds * 1_000; round += 1) {
    const share = ((performance.now() - started) / targets.length) * OVERDRAWN;
    for (const entrant of shuffled(entrants.filter(({ spent }, index) => index === 0 || spent <= share))) {
      await entrant.turn(round, turnSeconds);
    }
  }
  return entrants.map((entrant) => entrant.result());
}

function shuffled<T>(items: readonly T[]): T[] {
  const drawn = items.map((item) => ({ item, lot: Math.random() }));
  return drawn.sort((a, b) => a.lot - b.lot).map(({ item }) => item);
}

/** One who takes turns. */
class Entrant {
  /** Time of all its turns, milliseconds. */
  spent = 0;
  readonly #tally = new Tally();
  readonly #caller: Caller;
  readonly #clients: readonly Client[];
  readonly #pids: readonly number[];
  readonly #turns: Turn[] = [];

  constructor({ pids, ...target }: Target, connections: number) {
    this.#caller = new Caller(target, connections, this.#tally);
    this.#clients = clientsOf(new URL(target.url).origin, connections);
    this.#pids = pids;
  }

  async turn(round: number, seconds: number): Promise<void> {
    const { count, wrong } = this.#tally;
    const cpu = cpuOf(this.#pids);
    const started = performance.now();
    await closed(this.#clients, this.#caller, started + seconds * 1_000);
    await delay(SETTLE_MS);
    this.#turns.push({
      round,
      count: this.#tally.count - count,
      wrong: this.#tally.wrong - wrong,
      cpu: cpuOf(this.#pids) - cpu,
    });
    this.spent += performance.now() - started;
  }

  result(): TurnsResult {
    return { turns: this.#turns, p50: this.#tally.result(1).p50 };
  }
}
