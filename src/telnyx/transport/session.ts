import { ForbiddenError, NotFoundError, type TelnyxError, UnavailableError } from '../errors.ts';
import { type Call, isUrgent } from './call.ts';
import type { CallContext } from './call-context.ts';
import { recordOf } from './call-record.ts';
import { type Credential, Credentials, headersOf } from './credentials.ts';
import type { RetryResult } from './outcome.ts';
import type { Seeker } from './resource-path.ts';
import { detailsOf, errorOf, type UpstreamResponse } from './response-errors.ts';
import { sendWithRetry } from './retry.ts';
import { Progress } from './send.ts';
import type { Upstream } from './upstream.ts';

export interface Success extends UpstreamResponse {
  /** Whether a DELETE found nothing because an earlier attempt of the same call had been carried out. */
  readonly doneBefore: boolean;
}

/** Carries out the REST calls of one operation, for one caller. */
export class Session {
  readonly upstream: Upstream;
  readonly caller: CallContext;
  readonly credentials: Credentials;
  #grantChanges = 0;

  constructor(upstream: Upstream, caller: CallContext) {
    this.upstream = upstream;
    this.caller = caller;
    this.credentials = new Credentials(upstream, caller);
  }

  /**
   * The response, if its status is one of `expected` (any 2xx by default).
   * Throws a `TelnyxError` for any other outcome.
   */
  async send(call: Call, expected: (status: number) => boolean = isSuccess): Promise<Success> {
    const credential = await this.credentials.of(call.access);
    if (call.access !== 'write' && call.access !== 'revoke') return this.#send(call, credential, expected, successOf);
    try {
      return await this.#send(call, credential, expected, successOf);
    } finally {
      this.#outdate(call, credential);
    }
  }

  /** The name of a list in cursors. Managed accounts have different ones. */
  scopeOf(list: string): string {
    const { managedAccount } = this.caller;
    return managedAccount === undefined ? list : `${list} of ${managedAccount}`;
  }

  /** The caller on whose behalf the spelling of a path may be searched for. */
  get seeker(): Seeker {
    return { maySearch: this.caller.managedAccount === undefined, signal: this.caller.signal };
  }

  /** Number of calls so far that may have changed the list of grants. What was read before the last is out of date. */
  get grantChanges(): number {
    return this.#grantChanges;
  }

  /** Marks what was learnt with the credential as out of date, since the call changed something, or may have. */
  #outdate(call: Call, { state }: Credential): void {
    if (call.changesGrants) this.#grantChanges++;
    state.reads.forget();
    state.learnt?.outdate(call);
  }

  /**
   * Makes a GET and decodes its response, or joins an identical one in flight with the same credential. So no response
   * here may hold a secret. An urgent one joins no other. Throws, or rejects with, a `TelnyxError`.
   */
  read<T>(call: Call, decode: (response: UpstreamResponse) => T): Promise<T> {
    // Nothing is awaited if the credential is already there: each turn of the microtask queue counts for every call.
    const credential = this.credentials.of(call.access);
    return credential instanceof Promise
      ? credential.then((each) => this.#share(call, each, decode))
      : this.#share(call, credential, decode);
  }

  #share<T>(call: Call, credential: Credential, decode: (response: UpstreamResponse) => T): Promise<T> {
    if (this.caller.isolated || isUrgent(call)) return this.#send(call, credential, isSuccess, decode);
    const started = performance.now();
    const load = () => this.#send(call, credential, isSuccess, decode);
    const joined = () => this.caller.onCall?.(recordOf(call, 'shared', started));
    return credential.state.reads.share(call.path, load, this.caller.signal, joined);
  }

  /**
   * Carries out the call.
   *
   * @param read decodes the response, which has an expected status; `doneBefore`: see {@link Success}
   * @param refused attempts with a credential that was refused and replaced
   */
  async #send<T>(
    call: Call,
    credential: Credential,
    expected: (status: number) => boolean,
    read: (response: UpstreamResponse, doneBefore: boolean) => T,
    refused?: RetryResult,
  ): Promise<T> {
    const { upstream, caller } = this;
    const headers = headersOf(call, credential);
    const started = performance.now();
    // A credential that the call has itself is not the caller's: nothing of it counts for the caller.
    const authorization = call.authorization === undefined ? credential.authorization : undefined;
    const quota = authorization === undefined ? undefined : credential.state.quota;
    const voice = authorization === undefined ? undefined : credential.voice;
    const done = await sendWithRetry({ upstream, caller, quota, call, headers, voice, progress: new Progress() });
    caller.onCall?.(recordOf(call, done, started));
    const { outcome } = done;
    if (outcome instanceof Error) throw outcome;
    if (outcome.status === 401 && authorization !== undefined && caller.renew) {
      const isRenewed = !refused && (await this.credentials.renew(authorization));
      if (isRenewed && call.method !== 'POST') {
        return this.#send(call, await this.credentials.of(call.access), expected, read, done);
      }
      throw new UnavailableError('Telnyx refuses the gateway’s own credential.', detailsOf(call, outcome));
    }
    const mayHaveHappened = done.mayHaveHappened || refused?.mayHaveHappened === true;
    const doneBefore = call.method === 'DELETE' && outcome.status === 404 && mayHaveHappened;
    if (!doneBefore && !expected(outcome.status)) {
      const error = this.#refused(call, headers, outcome);
      const path = await call.resource?.movedTo(call.path, error, caller.signal);
      if (path === undefined) throw error;
      const moved = { ...call, path, shownPath: call.shownPath ?? call.path };
      return this.#send(moved, credential, expected, read, refused);
    }
    const value = read(outcome, doneBefore);
    if (outcome.misfits) this.reportMisfits(call, outcome);
    if (!doneBefore) call.resource?.prove(call.path);
    return value;
  }

  /** Reports to the caller what did not fit in a response that was decoded outside of {@link read}. */
  reportMisfits({ route }: Call, { misfits }: UpstreamResponse): void {
    for (const member of misfits ?? []) this.caller.onMisfit?.(route, member);
  }

  #refused(call: Call, headers: Readonly<Record<string, string>>, response: UpstreamResponse): TelnyxError {
    const error = errorOf(withCredential(call, headers), response);
    if (error instanceof NotFoundError) call.resource?.miss(call.path);
    if (error instanceof ForbiddenError) this.caller.onForbidden?.(error.refusal?.reason ?? 'UNKNOWN');
    return error;
  }
}

function successOf({ status, headers, text }: UpstreamResponse, doneBefore: boolean): Success {
  return { status, headers, text, doneBefore };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The call, with the credential in its `Authorization` added to its secrets. */
function withCredential(call: Call, { authorization }: Readonly<Record<string, string>>): Call {
  const credential = authorization?.split(' ').at(-1);
  return credential === undefined ? call : { ...call, secrets: [...(call.secrets ?? []), credential] };
}
