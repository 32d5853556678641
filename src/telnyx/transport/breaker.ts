import { type Call, isUrgent } from './call.ts';
import { FailureSample } from './failure-sample.ts';
import type { Verdict } from './outcome.ts';
import { RestingTargets } from './resting-targets.ts';
import { type Trial, Trials } from './trials.ts';
import type { Voice } from './voice.ts';

/** A call and its caller. Undefined voice: anonymous. */
export interface VoicedCall {
  readonly call: Call;
  readonly voice: Voice | undefined;
}

/** A call that was let through. */
export interface Admitted extends VoicedCall {
  /** As `Date.now()`. */
  readonly begun: number;
  /** Whether Telnyx had accepted its caller recently. */
  readonly isHeard: boolean;
  /** The circuit's epoch, which changes whenever it opens or closes. */
  readonly epoch: number;
  /** Undefined: the call is not a trial. */
  readonly trial: Trial | undefined;
}

/** Maximum number of trials that continue after their callers have disconnected. */
const MAX_ORPHANS = 16;

/**
 * The circuit to one origin. It opens for all calls if accepted callers fail on several targets, or nothing succeeds
 * any more; before that, only failing targets rest. While open it lets a few trials through, and closes on the first
 * that succeeds. It counts calls, not attempts.
 */
export class Breaker {
  readonly #targets = new RestingTargets();
  #sample = new FailureSample();
  /** Defined: the circuit is open. */
  #trials: Trials | undefined;
  #epoch = 0;
  #orphans = 0;

  get state(): 'closed' | 'open' | 'half-open' {
    if (!this.#trials) return 'closed';
    return this.#trials.areInFlight ? 'half-open' : 'open';
  }

  /**
   * Lets a call through, which must be {@link end ended}. Undefined: the circuit, or that of the call's target, is
   * open. Revocations and deletions are never refused.
   */
  admit({ call, voice }: VoicedCall): Admitted | undefined {
    const now = Date.now();
    const isHeard = voice?.isAccepted(now) ?? false;
    let trial: Trial | undefined;
    if (this.#trials || !this.#targets.isEmpty(now)) {
      const target = targetOf(call, isHeard);
      const mayPass = !this.#trials && !this.#targets.isResting(target);
      if (!mayPass) {
        const speaker = isHeard ? speakerOf(voice, target) : undefined;
        trial = this.#trials ? this.#trials.begin(speaker, target, now) : this.#targets.tryFor(speaker, target, now);
        if (!trial && !isUrgent(call)) return undefined;
      }
    }
    if (isHeard) this.#sample.begin(now);
    return { call, voice, begun: now, isHeard, epoch: this.#epoch, trial };
  }

  /** Whether a failed attempt may be retried. */
  mayRepeat({ call, epoch, trial, isHeard }: Admitted): boolean {
    if (trial || this.#trials || epoch !== this.#epoch || this.#sample.isDoubtful()) return false;
    return this.#targets.isEmpty(Date.now()) || !this.#targets.isResting(targetOf(call, isHeard));
  }

  /** The caller of a trial has disconnected: another may be made. True: this one continues until {@link endOrphan}. */
  orphan({ trial }: Admitted): boolean {
    if (trial) this.#passOn(trial);
    if (!trial || this.#orphans >= MAX_ORPHANS) return false;
    this.#orphans++;
    return true;
  }

  /** An {@link orphan} that continued has ended. */
  endOrphan(admitted: Admitted, verdict: Verdict): void {
    this.#orphans--;
    if (admitted.epoch === this.#epoch && verdict !== undefined) this.#judge(admitted, verdict);
  }

  /** A call has ended. It is inconclusive if the circuit has opened or closed since it began. */
  end(admitted: Admitted, verdict: Verdict): void {
    const { begun, isHeard, epoch, trial } = admitted;
    if (trial && verdict === undefined) this.#passOn(trial);
    if (trial) trial.isInFlight = false;
    if (epoch !== this.#epoch) return;
    if (isHeard) this.#sample.end(begun);
    if (verdict !== undefined) this.#judge(admitted, verdict);
  }

  #passOn(trial: Trial): void {
    this.#trials?.passOn(trial);
    this.#targets.passOn(trial);
  }

  #judge({ call, voice, isHeard }: Admitted, verdict: Verdict): void {
    const now = Date.now();
    if (verdict === 'success') {
      if (!this.#targets.isEmpty(now)) this.#targets.succeeded(targetOf(call, isHeard));
      if (!voice?.isAccepted(now)) return;
      this.#sample.succeeded(now);
      if (this.#trials) this.#toggle(undefined);
    } else if (!this.#trials) {
      // All unaccepted callers share one target: one of them could close it for the others. A POST, which is never
      // retried, needs no rest.
      if (!isHeard && call.method === 'POST') return;
      const target = targetOf(call, isHeard);
      this.#targets.failed(target, now);
      if (!isHeard) return;
      this.#sample.failed(speakerOf(voice, target), target, now);
      if (this.#sample.isOutage(now)) this.#toggle(new Trials(now));
    }
  }

  #toggle(trials: Trials | undefined): void {
    this.#trials = trials;
    this.#epoch++;
    this.#sample = new FailureSample(Date.now());
  }
}

/** The target of a call: its path for an accepted caller, its route for all other callers together. */
function targetOf({ method, route, path, shownPath }: Call, isHeard: boolean): string {
  if (!isHeard) return `any ${method} ${route}`;
  const shown = shownPath ?? path;
  const query = shown.indexOf('?');
  return `${method} ${query < 0 ? shown : shown.slice(0, query)}`;
}

function speakerOf(voice: Voice | undefined, target: string): unknown {
  return voice?.isShared ? target : voice;
}
