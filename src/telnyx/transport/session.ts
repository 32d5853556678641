import { hash } from 'node:crypto';
import { UnavailableError } from '../errors.ts';
import type { Access, Call } from './call.ts';
import { backgroundContext, type CallContext, type PlannedBatch } from './call-context.ts';
import { recordOf } from './call-record.ts';
import { type CredentialState, PUBLIC } from './credential-state.ts';
import type { RetryResult } from './outcome.ts';
import { RequestHeaders } from './request-headers.ts';
import { type Answer, detailsOf, errorOf } from './response-errors.ts';
import { sendWithRetry } from './retry.ts';
import { Progress } from './send.ts';
import { abortable } from './single-flight.ts';
import type { Loaded, SwrCache } from './swr-cache.ts';
import type { Upstream } from './upstream.ts';
import type { Voice } from './voice.ts';

export interface Success extends Answer {
  /** A DELETE that found nothing any more, since an attempt of the same call before had been carried out. */
  readonly doneBefore: boolean;
}

/** Carries out REST calls for one caller. */
export class Session {
  readonly upstream: Upstream;
  readonly #caller: CallContext;
  readonly #headers: RequestHeaders;
  #known: { credential: string; account: CredentialState } | undefined;
  #subject: Voice | undefined;
  #grantChanges = 0;

  constructor(upstream: Upstream, caller: CallContext) {
    this.upstream = upstream;
    this.#caller = caller;
    this.#headers = new RequestHeaders(caller.headers);
  }

  /**
   * Waits no longer than the caller does, and not at all where the credential is at hand. @see CallContext.authorize
   */
  authorize(access: Access): string | undefined | Promise<string | undefined> {
    const credential = this.#caller.authorize(access);
    return credential instanceof Promise ? abortable(credential, this.#caller.signal) : credential;
  }

  /** Whose data calls of `access` see. Whether the caller may see them {@link authorize} says. */
  account(access: Access): CredentialState | Promise<CredentialState> {
    if (this.#caller.account !== undefined) return this.#accountOf();
    const credential = this.authorize(access);
    return credential instanceof Promise
      ? credential.then((each) => this.#accountOf(each))
      : this.#accountOf(credential);
  }

  /** The same without waiting for anything; undefined where that cannot be had, or is refused. */
  get accountAtHand(): CredentialState | undefined {
    try {
      const account = this.account('read');
      if (!(account instanceof Promise)) return account;
      account.catch(() => {});
    } catch {}
    return undefined;
  }

  #accountOf(credential = ''): CredentialState {
    if (this.#known?.credential !== credential) {
      const name = this.#caller.account ?? hash('sha256', credential, 'base64url');
      this.#known = { credential, account: this.upstream.accounts.of(name) };
    }
    return this.#known.account;
  }

  /**
   * The answer, if its status is one of `expected` (any 2xx by default).
   * Throws the `TelnyxError` that any other outcome stands for.
   */
  send(call: Call, expected: (status: number) => boolean = isSuccess): Promise<Success> {
    return call.method === 'GET' ? this.#send(call, expected, successOf) : this.#change(call, expected);
  }

  async #change(call: Call, expected: (status: number) => boolean): Promise<Success> {
    try {
      return await this.#send(call, expected, successOf);
    } finally {
      if (call.access === 'write' || call.access === 'revoke') await this.#changed(call);
    }
  }

  /** How many calls so far may have changed the list of grants: what was read of it before the last is out of date. */
  get grantChanges(): number {
    return this.#grantChanges;
  }

  /**
   * What a GET answers, decoded. An identical one of the same account that is under way serves both, so nothing
   * secret goes this way. Throws, or rejects with, a `TelnyxError`.
   */
  read<T>(call: Call, decode: (answer: Answer) => T): Promise<T> {
    if (this.#caller.isolated) return this.#send(call, isSuccess, decode);
    // Nothing is awaited where all is at hand: every turn of the queue that is spared here is spared for every call.
    const authorized = this.authorize(call.access);
    return authorized instanceof Promise
      ? authorized.then((credential) => this.#share(call, decode, credential))
      : this.#share(call, decode, authorized);
  }

  #share<T>(call: Call, decode: (answer: Answer) => T, credential: string | undefined): Promise<T> {
    const started = performance.now();
    const load = () => this.#send(call, isSuccess, decode);
    const { reads } = call.access === 'public' ? this.upstream.accounts.of(PUBLIC) : this.#accountOf(credential);
    const joined = () => this.#caller.onCall?.(recordOf(call, 'shared', started));
    return reads.share(call.path, load, this.#caller.signal, joined);
  }

  /** A document that is kept for all callers, or what `load` brings; a refresh is made for no caller. */
  async keep<T>(kept: SwrCache<T>, load: (session: Session) => Promise<Loaded<T>>): Promise<T> {
    if (this.#caller.isolated) return (await load(this)).value;
    const value = await kept.read(
      () => load(this),
      () => load(new Session(this.upstream, backgroundContext())),
    );
    this.#caller.onKept?.(kept.freshMs);
    return value;
  }

  /** The call changed something, or may have: what was learnt with the credential is out of date. */
  async #changed(call: Call): Promise<void> {
    if (call.changesGrants) this.#grantChanges++;
    const account = await this.account(call.access);
    account.reads.forget();
    account.learnt?.outdate(call);
  }

  /** Tells the caller of a list that ended before its total. */
  miscounted(route: string): void {
    this.#caller.onMiscount?.(route);
  }

  /** Tells the caller of a batch. */
  planned(batch: PlannedBatch): void {
    this.#caller.onBatch?.(batch);
  }

  /**
   * Carries out the call.
   *
   * @param read makes the result of the answer, which has an expected status; `doneBefore`: see {@link Success}
   * @param refused attempts with a credential that was refused and replaced
   */
  async #send<T>(
    call: Call,
    expected: (status: number) => boolean,
    read: (answer: Answer, doneBefore: boolean) => T,
    refused?: RetryResult,
  ): Promise<T> {
    const { upstream } = this;
    const caller = this.#caller;
    const authorized = this.authorize(call.access);
    const headers = this.#headers.of(call, authorized instanceof Promise ? await authorized : authorized);
    const started = performance.now();
    const credential = call.authorization === undefined ? headers.authorization : undefined;
    const quota = credential === undefined ? undefined : this.#accountOf(credential).quota;
    const voice = this.#voiceOf(credential);
    const done = await sendWithRetry({ upstream, caller, quota, call, headers, voice, progress: new Progress() });
    caller.onCall?.(recordOf(call, done, started));
    const { outcome } = done;
    if (outcome instanceof Error) throw outcome;
    if (outcome.status === 401 && credential !== undefined && caller.renew) {
      const isRenewed = !refused && (await abortable(caller.renew(credential), caller.signal));
      if (isRenewed && call.method !== 'POST') return this.#send(call, expected, read, done);
      throw new UnavailableError('Telnyx refuses the gateway’s own credential.', detailsOf(call, outcome));
    }
    const mayHaveHappened = done.mayHaveHappened || refused?.mayHaveHappened === true;
    const doneBefore = call.method === 'DELETE' && outcome.status === 404 && mayHaveHappened;
    if (!doneBefore && !expected(outcome.status)) throw errorOf(withCredential(call, headers), outcome);
    return read(outcome, doneBefore);
  }

  /** Who speaks with this credential; undefined: anyone, as for calls that need none or bring their own. */
  #voiceOf(credential: string | undefined): Voice | undefined {
    if (credential === undefined) return undefined;
    const { subject } = this.#caller;
    if (!subject) return this.#accountOf(credential).voice;
    const { subjects } = this.upstream;
    const name = subject();
    if (name === undefined) return subjects.router;
    this.#subject ??= subjects.of(name);
    return this.#subject;
  }
}

function successOf({ status, headers, text }: Answer, doneBefore: boolean): Success {
  return { status, headers, text, doneBefore };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The call, with what it carries in its `Authorization` among its secrets. */
function withCredential(call: Call, { authorization }: Record<string, string>): Call {
  const credential = authorization?.split(' ').at(-1);
  return credential === undefined ? call : { ...call, secrets: [...(call.secrets ?? []), credential] };
}
