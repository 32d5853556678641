import type { AbortLike } from '../../lib/abort.ts';
import { CircuitOpenError, ProxyRefusedError, UnavailableError } from '../errors.ts';
import type { Outcome, RetryResult } from './outcome.ts';
import { retryWaitOf } from './rate-limit.ts';
import { type Attempt, breakerOf } from './send.ts';
import { sendOnce } from './send-once.ts';

/**
 * Attempts of one call in all. Where three of ten fail, one call in 5,000 fails in the end: an operation of fifty calls
 * still succeeds 99 times of 100.
 */
const MAX_ATTEMPTS = 7;
/**
 * Pause before the first repetition where Telnyx names none, doubled for each further one up to the last. Milliseconds.
 */
const FIRST_PAUSE = 50;
const LAST_PAUSE = 400;

/**
 * Repeats a GET or DELETE that lost its connection or was answered 408, 429 or 5xx, as long as the pause that Telnyx
 * asks for ends before the caller's deadline, and the budget allows it. The last outcome stands. PUT and POST are
 * never repeated: the first attempt may have taken effect. Never rejects.
 */
export function sendWithRetry(made: Attempt): Promise<RetryResult> {
  const { retryBudget } = made.upstream;
  const { method } = made.call;
  const repeatable = method === 'GET' || method === 'DELETE';
  retryBudget.begin();
  return sendOnce(made).then((outcome) => {
    if (repeatable && isTransient(outcome)) return repeat(made, outcome);
    return conclude(made, outcome, 0, false);
  });
}

function conclude(made: Attempt, outcome: Outcome, retries: number, mayHaveHappened: boolean): RetryResult {
  const { admitted, verdict, resent } = made.progress;
  made.upstream.retryBudget.end();
  if (admitted) breakerOf(made).end(admitted, verdict);
  const wasSentTwice = made.call.method === 'DELETE' && resent > 0;
  return { outcome, retries: retries + resent, mayHaveHappened: mayHaveHappened || wasSentTwice };
}

/** Whether the circuit leaves room for more than one attempt. */
function mayRepeat(made: Attempt): boolean {
  const { admitted } = made.progress;
  return admitted === undefined || breakerOf(made).mayRepeat(admitted);
}

async function repeat(made: Attempt, first: Outcome): Promise<RetryResult> {
  const { retryBudget } = made.upstream;
  const { method } = made.call;
  const { deadline, signal } = made.caller;
  let outcome = first;
  let mayHaveHappened = false;
  let retries = 0;
  while (isTransient(outcome) && retries < MAX_ATTEMPTS - 1 && mayRepeat(made)) {
    const pause = pauseBefore(retries, outcome);
    if (Date.now() + pause >= deadline || !retryBudget.spend()) break;
    mayHaveHappened ||= method === 'DELETE' && mayHaveSucceeded(outcome);
    await sleep(pause, signal);
    if (!mayRepeat(made)) break;
    outcome = await sendOnce(made);
    retries++;
  }
  // What the last attempt ended in says nothing of those before it.
  if (mayHaveHappened && outcome instanceof Error) Object.assign(outcome, { outcome: 'UNKNOWN' });
  return conclude(made, outcome, retries, mayHaveHappened);
}

function isTransient(outcome: Outcome): boolean {
  if (outcome instanceof CircuitOpenError || outcome instanceof ProxyRefusedError) return false;
  if (outcome instanceof Error) return outcome instanceof UnavailableError;
  return outcome.status === 408 || outcome.status === 429 || outcome.status >= 500;
}

/** Whether the operation may have been carried out: 5xx, or a connection lost after sending. */
function mayHaveSucceeded(outcome: Outcome): boolean {
  return outcome instanceof Error ? outcome.outcome === 'UNKNOWN' : outcome.status >= 500;
}

function pauseBefore(retries: number, outcome: Outcome): number {
  const asked = outcome instanceof Error ? undefined : retryWaitOf(outcome);
  const jitter = 0.75 + Math.random() / 2;
  if (asked !== undefined) return asked + FIRST_PAUSE * jitter;
  return Math.min(FIRST_PAUSE * 2 ** retries, LAST_PAUSE) * jitter;
}

/** Ends after the pause, milliseconds, or with the signal. */
function sleep(pause: number, signal: AbortLike): Promise<void> {
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
