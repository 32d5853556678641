import { errors } from 'undici';
import type { Answer } from './answers.ts';
import type { Call } from './call.ts';
import type { Caller } from './caller.ts';
import {
  AbortedError,
  ContractError,
  ImpatienceError,
  type TelnyxError,
  TimeoutError,
  UnavailableError,
} from './errors.ts';
import { Exchange } from './exchange.ts';
import type { Quota } from './quota.ts';
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
  readonly headers: Record<string, string>;
}

/** The answer, of any status: once the quota has a place for the attempt, and unless the circuit is broken. */
export async function attempt(made: Attempt): Promise<Answer> {
  const { upstream, quota, caller, call } = made;
  if (quota && !quota.tryEnter()) {
    const urgent = call.method === 'DELETE';
    await quota.enter({ urgent, signal: caller.signal, deadline: caller.deadline }).catch((error) => {
      throw caller.signal.aborted ? faultOf(made, error, false) : error;
    });
  }
  let answer: Answer | undefined;
  try {
    answer = await upstream.breakers[call.atRoot ? 'root' : 'api'].run(() => exchange(made));
    return answer;
  } finally {
    quota?.leave(answer);
  }
}

async function exchange(made: Attempt): Promise<Answer> {
  const { upstream, caller, call, headers } = made;
  const base = call.atRoot ? upstream.rootUrl : upstream.apiUrl;
  const exchange = new Exchange(caller.signal);
  try {
    return await exchange.send(upstream.dispatcher, {
      origin: base.origin,
      path: (base.pathname === '/' ? '' : base.pathname) + call.path,
      method: call.method,
      headers,
      body: call.json !== undefined ? JSON.stringify(call.json) : (call.form?.toString() ?? null),
    });
  } catch (cause) {
    // It carries the bytes that it could not read, tokens and all.
    if (cause instanceof errors.HTTPParserError) Object.assign(cause, { data: undefined });
    throw faultOf(made, cause, exchange.left);
  }
}

function faultOf({ caller, call }: Attempt, cause: unknown, left: boolean): TelnyxError {
  const code = String((cause as { code?: unknown } | null)?.code);
  const outcome = call.method !== 'GET' && left ? ('UNKNOWN' as const) : undefined;
  if (caller.signal.aborted) {
    const { message } = caller.signal.reason as Error;
    if (caller.signal.reason instanceof ImpatienceError) return new ImpatienceError(message, { outcome });
    if (caller.signal.reason instanceof TimeoutError) return new TimeoutError(message, { outcome });
    return new AbortedError(message, { outcome });
  }
  if (UNREADABLE.has(code)) {
    return new ContractError(`Telnyx answered ${call.route} with more than can be read.`, { outcome, cause });
  }
  return new UnavailableError('Telnyx cannot be reached, or broke the connection.', { outcome, cause });
}
