import { type AbortLike, AbortSource } from '../../lib/abort.ts';
import { TimeoutError, UnavailableError } from '../errors.ts';
import type { Admitted, Breaker } from './breaker.ts';
import type { Call } from './call.ts';
import type { CallContext } from './call-context.ts';
import { causeOf } from './connection-cause.ts';
import { Exchange } from './dispatch.ts';
import { faultOf, type Outcome, type Verdict, verdictOf } from './outcome.ts';
import type { Pass, Quota } from './quota.ts';
import type { UpstreamResponse } from './response-errors.ts';
import type { Upstream } from './upstream.ts';
import type { Voice } from './voice.ts';

/** The progress of a call. */
export class Progress {
  /** Defined once the circuit has let the call through. */
  admitted: Admitted | undefined;
  /** What the attempts so far show about Telnyx. */
  verdict: Verdict;
  /** How often it was sent again because its connection seemed dead. */
  resent = 0;
  /** The pass of the current attempt, if its credential has a quota. */
  pass: Pass | undefined;
  /** Of the current attempt. */
  exchange: Exchange | undefined;

  /** Whether a part of the current attempt was sent. */
  get hasLeft(): boolean {
    return this.resent > 0 || this.exchange?.left === true;
  }
}

/** A call with all its attempts. */
export interface OutgoingCall {
  readonly upstream: Upstream;
  readonly caller: CallContext;
  /** Of the credential that the call is made with. */
  readonly quota: Quota | undefined;
  readonly call: Call;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: anonymous. */
  readonly voice: Voice | undefined;
  readonly progress: Progress;
}

/** The circuit that the call belongs to. */
export function breakerOf({ upstream, call }: Pick<OutgoingCall, 'upstream' | 'call'>): Breaker {
  return upstream.breakers[call.atRoot ? 'root' : 'api'];
}

/**
 * Sends the request, and never rejects. A read or deletion is sent again over another connection if the first seems
 * dead.
 *
 * @param onVerdict called with what the outcome shows about Telnyx
 */
export function send(
  outgoing: OutgoingCall,
  signal: AbortLike,
  onVerdict?: (verdict: Verdict) => void,
): Promise<Outcome> {
  const { upstream, quota, voice, call, progress } = outgoing;
  const request = requestOf(outgoing);
  return new Promise((resolve) => {
    const end = (response: UpstreamResponse | undefined, cause: unknown) => {
      const leftAt = progress.exchange?.leftAt ?? 0;
      const now = Date.now();
      const outcome = response ?? faultOf(call, signal, cause, progress.hasLeft);
      const verdict = verdictOf(outcome, leftAt > 0 && now - leftAt >= upstream.patience);
      progress.verdict = verdict ?? progress.verdict;
      if (leftAt > 0) upstream.onAttempt?.(call, response?.status ?? causeOf(outcome), now - leftAt);
      if (progress.pass) quota?.leave(progress.pass, response);
      if (response) voice?.heard(response.status, now);
      else if (outcome instanceof UnavailableError) {
        upstream.onConnectionFault?.({ cause: causeOf(outcome.cause), origin: request.origin });
      }
      onVerdict?.(verdict);
      resolve(outcome);
    };
    // No variable that closures share is reassigned: docs/performance.md.
    const start = () => {
      const exchange = new Exchange(signal, end);
      progress.exchange = exchange;
      if (call.method === 'GET' || call.method === 'DELETE') exchange.onSilence = resend;
      exchange.send(upstream.dispatcher, request);
    };
    const resend = () => {
      progress.exchange?.cancel();
      progress.resent++;
      start();
    };
    start();
  });
}

/**
 * Makes the attempt of a trial. It continues without its caller for as long as a response may take, so that callers who
 * disconnect, or have little time, cannot keep the circuit open.
 */
export function sendTrial(outgoing: OutgoingCall, admitted: Admitted): Promise<Outcome> {
  const { upstream, caller, call } = outgoing;
  const breaker = breakerOf(outgoing);
  const began = Date.now();
  const ending = new AbortSource();
  return new Promise((resolve) => {
    let isOrphan = false;
    const goOn = () => {
      const { reason } = caller.signal;
      const rest = began + upstream.patience - Date.now();
      if (rest <= 0 || !breaker.orphan(admitted)) return ending.abort(reason as Error);
      isOrphan = true;
      setTimeout(() => ending.abort(new TimeoutError('Telnyx did not answer in time.')), rest).unref();
      resolve(faultOf(call, caller.signal, undefined, outgoing.progress.hasLeft));
    };
    caller.signal.addEventListener('abort', goOn);
    send(outgoing, ending, (verdict) => isOrphan && breaker.endOrphan(admitted, verdict)).then((outcome) => {
      caller.signal.removeEventListener('abort', goOn);
      resolve(outcome);
    });
  });
}

function requestOf({ upstream, call, headers }: OutgoingCall) {
  const { origin, path } = upstream.bases[call.atRoot ? 'root' : 'api'];
  return {
    origin,
    path: path + call.path,
    method: call.method,
    headers,
    body: call.json !== undefined ? JSON.stringify(call.json) : (call.form?.toString() ?? null),
  };
}
