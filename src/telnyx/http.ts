import { hash } from 'node:crypto';
import { type Answer, detailsOf, errorOf } from './answers.ts';
import type { Call } from './call.ts';
import { recordOf } from './call-record.ts';
import { backgroundCaller, type Caller, type PlannedBatch } from './caller.ts';
import { UnavailableError } from './errors.ts';
import { abortable } from './flights.ts';
import type { Kept, Loaded } from './kept.ts';
import { type Attempts, attempts } from './retry.ts';
import type { Access } from './types.ts';
import type { Upstream } from './upstream.ts';

export interface Success extends Answer {
  /** A DELETE that found nothing any more, since an attempt of the same call before had been carried out. */
  readonly doneBefore: boolean;
}

/** What Telnyx sees in every call. */
const USER_AGENT = 'telnyx-oauth-graphql';

/** Carries out REST calls for one caller. */
export class Http {
  readonly upstream: Upstream;
  readonly #caller: Caller;
  #hashed: { credential: string; hash: string } | undefined;
  #changes = 0;

  constructor(upstream: Upstream, caller: Caller) {
    this.upstream = upstream;
    this.#caller = caller;
  }

  /** Waits no longer than the caller does, and not at all where the credential is at hand. @see Caller.authorize */
  authorize(access: Access): string | undefined | Promise<string | undefined> {
    const credential = this.#caller.authorize(access);
    return credential instanceof Promise ? abortable(credential, this.#caller.signal) : credential;
  }

  /** Names whose data calls of `access` see. Whether the caller may see them {@link authorize} says. */
  account(access: Access): string | Promise<string> {
    if (this.#caller.account !== undefined) return this.#caller.account;
    const credential = this.authorize(access);
    return credential instanceof Promise ? credential.then((each) => this.#hashOf(each)) : this.#hashOf(credential);
  }

  #hashOf(credential = ''): string {
    if (this.#hashed?.credential !== credential) {
      this.#hashed = { credential, hash: hash('sha256', credential, 'base64url') };
    }
    return this.#hashed.hash;
  }

  /**
   * The answer, if its status is one of `expected` (any 2xx by default).
   * Throws the `TelnyxError` that any other outcome stands for.
   */
  send(call: Call, expected: (status: number) => boolean = isSuccess): Promise<Success> {
    return call.method === 'GET' ? this.#send(call, expected) : this.#change(call, expected);
  }

  async #change(call: Call, expected: (status: number) => boolean): Promise<Success> {
    try {
      return await this.#send(call, expected);
    } finally {
      if (call.access === 'write' || call.access === 'revoke') await this.#changed(call.access);
    }
  }

  /** How many calls so far may have changed something: what was read before the last of them is out of date. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * What a GET answers, decoded. An identical one of the same account that is under way serves both, so nothing
   * secret goes this way.
   */
  async read<T>(call: Call, decode: (answer: Success) => T): Promise<T> {
    const load = async () => decode(await this.#send(call, isSuccess));
    if (this.#caller.isolated) return load();
    const started = performance.now();
    // Nothing is awaited where all is at hand: every turn of the queue that is spared here is spared for every call.
    const authorized = this.authorize(call.access);
    if (authorized instanceof Promise) await authorized;
    const account = call.access === 'public' ? '' : this.account(call.access);
    const joined = () => this.#caller.onCall?.(recordOf(call, 'shared', started));
    const name = typeof account === 'string' ? account : await account;
    return this.upstream.flights.share(name, call.path, load, this.#caller.signal, joined);
  }

  /** A document that is kept for all callers, or what `load` brings; a refresh is made for no caller. */
  async keep<T>(kept: Kept<T>, load: (http: Http) => Promise<Loaded<T>>): Promise<T> {
    if (this.#caller.isolated) return (await load(this)).value;
    const value = await kept.read(
      () => load(this),
      () => load(new Http(this.upstream, backgroundCaller())),
    );
    this.#caller.onKept?.(kept.freshMs);
    return value;
  }

  /** Something was changed, or may have been: what was learnt of this account is out of date. */
  async #changed(access: Access): Promise<void> {
    this.#changes++;
    const account = await this.account(access);
    this.upstream.flights.forget(account);
    this.upstream.clientLists.of(account).forget();
    this.upstream.grantLists.of(account).forget();
  }

  /** Tells the caller of a batch. */
  planned(batch: PlannedBatch): void {
    this.#caller.onBatch?.(batch);
  }

  /** @param refused attempts with a credential that was refused and replaced */
  async #send(call: Call, expected: (status: number) => boolean, refused?: Attempts): Promise<Success> {
    const authorized = this.authorize(call.access);
    const headers = this.#headersOf(call, authorized instanceof Promise ? await authorized : authorized);
    const started = performance.now();
    const { upstream } = this;
    const caller = this.#caller;
    const credential = call.authorization === undefined ? headers.authorization : undefined;
    const account = credential === undefined ? undefined : this.account(call.access);
    const quota =
      account === undefined ? undefined : upstream.quotas.of(typeof account === 'string' ? account : await account);
    const done = await attempts({ upstream, caller, quota, call, headers });
    caller.onCall?.(recordOf(call, done, started));
    const { answer } = done;
    if (!answer) throw done.error;
    if (answer.status === 401 && credential !== undefined && caller.renew) {
      const isRenewed = !refused && (await abortable(caller.renew(credential), caller.signal));
      if (isRenewed && call.method !== 'POST') return this.#send(call, expected, done);
      throw new UnavailableError('Telnyx refuses the gateway’s own credential.', detailsOf(call, answer));
    }
    const mayHaveHappened = done.mayHaveHappened || refused?.mayHaveHappened === true;
    const doneBefore = call.method === 'DELETE' && answer.status === 404 && mayHaveHappened;
    if (!doneBefore && !expected(answer.status)) throw errorOf(withCredential(call, headers), answer);
    const { status, headers: answered, text } = answer;
    return { status, headers: answered, text, doneBefore };
  }

  #headersOf(call: Call, credential: string | undefined): Record<string, string> {
    const headers: Record<string, string> = {
      accept: call.accept ?? 'application/json',
      'user-agent': USER_AGENT,
      ...this.#caller.headers,
    };
    const authorization = call.authorization ?? credential;
    if (authorization !== undefined) headers.authorization = authorization;
    if (call.json !== undefined) headers['content-type'] = 'application/json';
    if (call.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    return headers;
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The call, with what it carries in its `Authorization` among its secrets. */
function withCredential(call: Call, { authorization }: Record<string, string>): Call {
  const credential = authorization?.split(' ').at(-1);
  return credential === undefined ? call : { ...call, secrets: [...(call.secrets ?? []), credential] };
}
