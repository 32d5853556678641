import { errors } from 'undici';
import type { Answer } from './answers.ts';
import type { Call } from './call.ts';
import type { Caller } from './caller.ts';
import {
  AbortedError,
  CallerTimeoutError,
  CircuitOpenError,
  ContractError,
  type TelnyxError,
  TimeoutError,
  UnavailableError,
} from './errors.ts';
import { Exchange } from './exchange.ts';
import type { Pass, Quota } from './quota.ts';
import type { Upstream } from './upstream.ts';

/** Codes with which undici gives up an answer that no retry would mend. */
const UNREADABLE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE']);

/** One attempt of a call. */
export interface Attempt {
  readonly upstream: Upstream;
  readonly caller: Caller;
  /** Of the credential that the call is made with. */
  readonly quota: Quota | undefined;
  readonly call: Call;
  readonly headers: Readonly<Record<string, string>>;
}

/** How an attempt went: the answer, of any status, or the error in its stead. */
export type Outcome = Answer | TelnyxError;

/** Made once the quota has a place for it, and unless the circuit is broken. Never rejects. */
export function attempt(made: Attempt): Promise<Outcome> {
  const { quota, caller, call } = made;
  if (caller.signal.aborted) return Promise.resolve(faultOf(made, undefined, false));
  const pass = quota?.tryEnter(call);
  if (!quota || pass) return attemptNow(made, pass);
  return waitForPlace(made, quota).then((place) => (place instanceof Error ? place : attemptNow(made, place)));
}

function attemptNow(made: Attempt, pass: Pass | undefined): Promise<Outcome> {
  const { upstream, quota, caller, call, headers } = made;
  const server = call.atRoot ? 'root' : 'api';
  const breaker = upstream.breakers[server];
  const admitted = breaker.begin();
  if (!admitted) {
    if (pass) quota?.leave(pass, undefined);
    return Promise.resolve(new CircuitOpenError('Telnyx fails too often; it is left alone for a moment.'));
  }
  const { origin, path } = upstream.bases[server];
  const request = {
    origin,
    path: path + call.path,
    method: call.method,
    headers,
    body: call.json !== undefined ? JSON.stringify(call.json) : (call.form?.toString() ?? null),
  };
  return new Promise((resolve) => {
    const exchange = new Exchange(caller.signal, (answer, cause) => {
      const outcome = answer ?? faultOf(made, cause, exchange.left);
      breaker.end(admitted, outcome);
      if (pass) quota?.leave(pass, answer);
      resolve(outcome);
    });
    exchange.send(upstream.dispatcher, request);
  });
}

/** Resolves when the attempt has a place in the quota, or to the error where it gets none in time. */
async function waitForPlace(made: Attempt, quota: Quota): Promise<Pass | TelnyxError> {
  const { signal, deadline } = made.caller;
  try {
    return await quota.enter(made.call, { urgent: made.call.method === 'DELETE', signal, deadline });
  } catch (error) {
    return signal.aborted ? faultOf(made, error, false) : (error as TelnyxError);
  }
}

function faultOf({ caller, call }: Attempt, cause: unknown, left: boolean): TelnyxError {
  // It carries the bytes that it could not read, tokens and all.
  if (cause instanceof errors.HTTPParserError) Object.assign(cause, { data: undefined });
  const code = String((cause as { code?: unknown } | null)?.code);
  const outcome = call.method !== 'GET' && left ? ('UNKNOWN' as const) : undefined;
  if (caller.signal.aborted) {
    const { reason } = caller.signal;
    if (!(reason instanceof TimeoutError)) return new AbortedError((reason as Error).message, { outcome });
    const message = left ? 'Telnyx did not answer in time.' : 'The deadline passed before the call was sent to Telnyx.';
    return reason instanceof CallerTimeoutError
      ? new CallerTimeoutError(message, { outcome })
      : new TimeoutError(message, { outcome });
  }
  if (UNREADABLE.has(code)) {
    return new ContractError(`Telnyx answered ${call.route} with more than can be read.`, { outcome, cause });
  }
  return new UnavailableError('Telnyx cannot be reached, or broke the connection.', { outcome, cause });
}
