import type { AbortLike } from '../../lib/abort.ts';
import { CircuitOpenError, ProxyRefusedError, type TelnyxError, UnavailableError } from '../errors.ts';
import { isUrgent } from './call.ts';
import { faultOf, type Outcome, type RetryResult } from './outcome.ts';
import type { Quota } from './quota.ts';
import { retryWaitOf } from './rate-limit.ts';
import { breakerOf, type OutgoingCall, send, sendTrial } from './send.ts';

/**
 * Maximum number of attempts of one call. If three of ten fail, one call in 5,000 fails in the end: an operation of
 * fifty calls still succeeds 99 times of 100.
 */
export const MAX_ATTEMPTS = 7;
/**
 * Pause before the first retry if Telnyx names none, doubled for each further one up to the last. Milliseconds.
 */
const FIRST_PAUSE = 50;
const LAST_PAUSE = 400;

/**
 * Retries a GET or DELETE that lost its connection or got 408, 429 or 5xx, as long as the pause that Telnyx asks for
 * ends before the caller's deadline, and the budget allows it. Returns the last outcome. PUT and POST are never
 * retried: the first attempt may have taken effect. Never rejects.
 */
export function sendWithRetry(outgoing: OutgoingCall): Promise<RetryResult> {
  const { retryBudget } = outgoing.upstream;
  const { method } = outgoing.call;
  const repeatable = method === 'GET' || method === 'DELETE';
  retryBudget.begin();
  return sendOnce(outgoing).then((outcome) => {
    if (repeatable && isTransient(outcome)) return repeat(outgoing, outcome);
    return settle(outgoing, outcome, 0, false);
  });
}

function settle(outgoing: OutgoingCall, outcome: Outcome, retries: number, mayHaveHappened: boolean): RetryResult {
  const { admitted, verdict, resent } = outgoing.progress;
  outgoing.upstream.retryBudget.end();
  if (admitted) breakerOf(outgoing).end(admitted, verdict);
  const wasSentTwice = outgoing.call.method === 'DELETE' && resent > 0;
  return { outcome, retries: retries + resent, mayHaveHappened: mayHaveHappened || wasSentTwice };
}

/** Whether the circuit leaves room for more than one attempt. */
function mayRepeat(outgoing: OutgoingCall): boolean {
  const { admitted } = outgoing.progress;
  return admitted === undefined || breakerOf(outgoing).mayRepeat(admitted);
}

async function repeat(outgoing: OutgoingCall, first: Outcome): Promise<RetryResult> {
  const { retryBudget } = outgoing.upstream;
  const { method } = outgoing.call;
  const { deadline, signal } = outgoing.caller;
  let outcome = first;
  let mayHaveHappened = false;
  let retries = 0;
  while (isTransient(outcome) && retries < MAX_ATTEMPTS - 1 && mayRepeat(outgoing)) {
    const pause = pauseBefore(retries, outcome);
    if (Date.now() + pause >= deadline || !retryBudget.spend()) break;
    mayHaveHappened ||= method === 'DELETE' && mayHaveSucceeded(outcome);
    await sleep(pause, signal);
    if (!mayRepeat(outgoing)) break;
    outcome = await sendOnce(outgoing);
    retries++;
  }
  // The outcome of the last attempt says nothing about those before it.
  if (mayHaveHappened && outcome instanceof Error) Object.assign(outcome, { outcome: 'UNKNOWN' });
  return settle(outgoing, outcome, retries, mayHaveHappened);
}

/** Makes one attempt once the quota has a place for it, and if the circuit lets it through. Never rejects. */
function sendOnce(outgoing: OutgoingCall): Promise<Outcome> {
  const { quota, caller, call } = outgoing;
  if (caller.signal.aborted) return Promise.resolve(faultOf(call, caller.signal, undefined, false));
  outgoing.progress.pass = quota?.tryEnter(call);
  if (!quota || outgoing.progress.pass) return sendNow(outgoing);
  return waitForPlace(outgoing, quota).then((error) => error ?? sendNow(outgoing));
}

function sendNow(outgoing: OutgoingCall): Promise<Outcome> {
  const { quota, progress } = outgoing;
  progress.admitted ??= breakerOf(outgoing).admit(outgoing);
  const { admitted, pass } = progress;
  if (admitted) return admitted.trial ? sendTrial(outgoing, admitted) : send(outgoing, outgoing.caller.signal);
  if (pass) quota?.leave(pass, undefined);
  return Promise.resolve(new CircuitOpenError('Calls to Telnyx fail too often: the circuit is open.'));
}

/** Resolves when the attempt has a place in the quota, or to an error if it gets none in time. */
async function waitForPlace({ call, caller, progress }: OutgoingCall, quota: Quota): Promise<TelnyxError | undefined> {
  const { signal, deadline } = caller;
  try {
    const subject = caller.subject?.();
    progress.pass = await quota.enter(call, { urgent: isUrgent(call), subject, signal, deadline });
    return undefined;
  } catch (error) {
    return signal.aborted ? faultOf(call, signal, error, false) : (error as TelnyxError);
  }
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
