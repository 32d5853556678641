import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../stats.ts';

/** Asks once; how long the right answer took, milliseconds. Undefined: anything but the right answer came. */
export type Ask = () => Promise<number | undefined>;

export interface PairedOptions {
  /** In one turn, evenly spread over its time. */
  readonly calls: number;
  /** Of the calls of a turn; it ends with the last answer. Milliseconds. */
  readonly turn: number;
  /** From one round to the next, in which each of the two has a turn. Milliseconds. */
  readonly round: number;
  readonly seconds: number;
}

/** What two did side by side. */
export interface Paired {
  /** The median time of each in a round in which all answers of both were right. Milliseconds. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Other answers than the right ones. */
  readonly wrong: readonly [number, number];
}

/**
 * Two take turns in rounds that begin at fixed times, so that each is asked at one rate whatever the answers take; who
 * is first in a round is drawn, so that what else the machine does holds up both alike.
 */
export async function takePairedTurns(asks: readonly [Ask, Ask], options: PairedOptions): Promise<Paired> {
  const began = performance.now();
  const pairs: [number, number][] = [];
  const wrong: [number, number] = [0, 0];
  for (let round = 0; round * options.round < options.seconds * 1_000; round += 1) {
    await until(began + round * options.round);
    const times: [number, number] = [Number.NaN, Number.NaN];
    for (const at of Math.random() < 0.5 ? ([0, 1] as const) : ([1, 0] as const)) {
      const answered = await takeTurn(asks[at], options);
      const right = answered.filter((time) => time !== undefined);
      wrong[at] += answered.length - right.length;
      if (right.length === answered.length) times[at] = median(right);
    }
    if (times.every(Number.isFinite)) pairs.push(times);
  }
  return { pairs, wrong };
}

async function takeTurn(ask: Ask, { calls, turn }: PairedOptions): Promise<(number | undefined)[]> {
  const began = performance.now();
  const asked: Promise<number | undefined>[] = [];
  for (let call = 0; call < calls; call += 1) {
    await until(began + (call * turn) / calls);
    asked.push(ask());
  }
  return Promise.all(asked);
}

async function until(time: number): Promise<void> {
  const wait = time - performance.now();
  if (wait > 0) await delay(wait);
}
