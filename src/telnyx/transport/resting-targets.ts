import { GenerationalLru } from '../../lib/lru.ts';
import { type Trial, Trials } from './trials.ts';

/** Targets that are remembered at least, most recently failed first. */
const MAX_TARGETS = 1_000;
/** A target rests once so many calls failed one after the other, for so long (milliseconds). */
const MIN_FAILURES = 5;
const MIN_STREAK = 3_000;
/** What failed is forgotten after this time without a failure, milliseconds. */
const MEMORY = 60_000;

interface Target {
  failures: number;
  /** First of these failures, as `Date.now()`. */
  since: number;
  /** Defined: it rests. */
  trials: Trials | undefined;
}

/** Circuits of single targets: one record that Telnyx fails on rests alone. */
export class RestingTargets {
  /** Undefined while nothing fails, so that calls are not looked up by ever new names. */
  #targets: GenerationalLru<string, Target> | undefined;
  #lastFailure = 0;

  /** Whether nothing failed lately. */
  isEmpty(now: number): boolean {
    if (this.#targets && now - this.#lastFailure > MEMORY) this.#targets = undefined;
    return this.#targets === undefined;
  }

  isResting(target: string): boolean {
    return this.#targets?.get(target)?.trials !== undefined;
  }

  /** A trial, where the target rests; undefined: not now. */
  tryFor(voice: unknown, target: string, now: number): Trial | undefined {
    return this.#targets?.get(target)?.trials?.begin(voice, target, now);
  }

  passOn(trial: Trial): void {
    this.#targets?.get(trial.target)?.trials?.passOn(trial);
  }

  failed(name: string, now: number): void {
    this.#targets ??= new GenerationalLru(MAX_TARGETS);
    this.#lastFailure = now;
    let target = this.#targets.get(name);
    if (!target || target.failures === 0) {
      target = { failures: 0, since: now, trials: undefined };
      this.#targets.set(name, target);
    }
    target.failures++;
    if (target.failures >= MIN_FAILURES && now - target.since >= MIN_STREAK) target.trials ??= new Trials(now);
  }

  succeeded(name: string): void {
    const target = this.#targets?.get(name);
    if (target) Object.assign(target, { failures: 0, trials: undefined });
  }
}
