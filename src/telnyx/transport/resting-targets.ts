import { GenerationalLru } from '../../lib/lru.ts';
import { type Trial, Trials } from './trials.ts';

/** Targets that are remembered at least, most recently failed first. */
const MAX_TARGETS = 1_000;
/** A target rests after this many failures in a row, over at least this long (milliseconds). */
const MIN_FAILURES = 5;
const MIN_STREAK = 3_000;
/** A target is forgotten after this time without a failure, milliseconds. */
const MEMORY = 60_000;

interface Target {
  failures: number;
  /** Time of the first failure, as `Date.now()`. */
  since: number;
  /** Defined: it rests. */
  trials: Trials | undefined;
}

/** Circuits of single targets, so that one record on which Telnyx fails affects no other. */
export class RestingTargets {
  /** Undefined while nothing fails: then no call is looked up. */
  #targets: GenerationalLru<string, Target> | undefined;
  #lastFailure = 0;

  /** Whether nothing failed recently. */
  isEmpty(now: number): boolean {
    if (this.#targets && now - this.#lastFailure > MEMORY) this.#targets = undefined;
    return this.#targets === undefined;
  }

  isResting(target: string): boolean {
    return this.#targets?.get(target)?.trials !== undefined;
  }

  /** A trial of a resting target. Undefined: not now. */
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
