import { type Answer, retryTimeOf } from './answers.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { EndSignal } from './ending.ts';
import { BrokenError, type TelnyxError, UnavailableError } from './errors.ts';

/**
 * Attempts of one call in all. Where three of ten fail, one call in 5,000 fails in the end: an operation of fifty calls
 * still succeeds 99 times of 100.
 */
const MAX_ATTEMPTS = 7;
/** Pause before the first repetition where Telnyx names none, doubled for each further one up to the last. Milliseconds. */
const FIRST_PAUSE = 50;
const LAST_PAUSE = 400;

/** How the attempts of one call ended: in an answer or an error. */
export interface Attempts {
  readonly answer?: Answer;
  readonly error?: unknown;
  /** Repetitions after the first attempt. */
  readonly retries: number;
  /** An earlier attempt reached Telnyx and may have been carried out. */
  readonly mayHaveHappened: boolean;
}

/**
 * Repeats a GET or DELETE that lost its connection or was answered 408, 429 or 5xx, as long as the pause that Telnyx
 * asks for ends before the caller's deadline, and the budget allows it. The last outcome stands. PUT and POST are
 * never repeated: the first attempt may have taken effect.
 */
export async function attempts(made: Attempt): Promise<Attempts> {
  const { retryBudget } = made.upstream;
  retryBudget.begin();
  try {
    return await repeat(made);
  } finally {
    retryBudget.end();
  }
}

async function repeat(made: Attempt): Promise<Attempts> {
  const { call, upstream } = made;
  const { deadline, signal } = made.caller;
  const repeatable = call.method === 'GET' || call.method === 'DELETE';
  let mayHaveHappened = false;
  for (let retries = 0; ; retries++) {
    let outcome: { answer?: Answer; error?: unknown };
    try {
      const answer = await attempt(made);
      if (!isTransient({ answer })) return { answer, retries, mayHaveHappened };
      outcome = { answer };
    } catch (error) {
      outcome = { error };
    }
    const pause = pauseBefore(retries, outcome.answer);
    const end = retries === MAX_ATTEMPTS - 1 || Date.now() + pause >= deadline;
    if (end || !repeatable || !isTransient(outcome) || !upstream.retryBudget.spend()) {
      // What the last attempt ended in says nothing of those before it.
      if (mayHaveHappened && outcome.error) Object.assign(outcome.error, { outcome: 'UNKNOWN' });
      return { ...outcome, retries, mayHaveHappened };
    }
    mayHaveHappened ||= call.method === 'DELETE' && isOpen(outcome);
    await sleep(pause, signal);
  }
}

function isTransient({ answer, error }: { answer?: Answer; error?: unknown }): boolean {
  if (!answer) return error instanceof UnavailableError && !(error instanceof BrokenError);
  return answer.status === 408 || answer.status === 429 || answer.status >= 500;
}

/** Whether the operation may have been carried out: 5xx, or a connection lost after sending. */
function isOpen({ answer, error }: { answer?: Answer; error?: unknown }): boolean {
  return answer ? answer.status >= 500 : (error as TelnyxError).outcome === 'UNKNOWN';
}

function pauseBefore(retries: number, answer: Answer | undefined): number {
  const asked = answer && retryTimeOf(answer);
  const jitter = 0.75 + Math.random() / 2;
  if (asked) return Math.max(asked.getTime() - Date.now(), 0) + FIRST_PAUSE * jitter;
  return Math.min(FIRST_PAUSE * 2 ** retries, LAST_PAUSE) * jitter;
}

/** Ends after the pause, milliseconds, or with the signal. */
function sleep(pause: number, signal: EndSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, pause);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
  });
}
