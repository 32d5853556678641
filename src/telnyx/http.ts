import { hash } from 'node:crypto';
import { type Answer, errorOf } from './answers.ts';
import { attempt } from './attempt.ts';
import type { Call } from './call.ts';
import { recordOf } from './call-record.ts';
import { backgroundCaller, type Caller } from './caller.ts';
import type { Kept, Loaded } from './kept.ts';
import { attempts } from './retry.ts';
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

  /** @see Caller.authorize */
  authorize(access: Access): string | undefined {
    return this.#caller.authorize(access);
  }

  /** Stands for the caller's credential in what is remembered. Throws as {@link authorize} does. */
  credentialHash(access: Access): string {
    const credential = this.authorize(access) ?? '';
    if (this.#hashed?.credential !== credential) {
      this.#hashed = { credential, hash: hash('sha256', credential, 'base64url') };
    }
    return this.#hashed.hash;
  }

  /**
   * The answer, if its status is one of `expected` (any 2xx by default).
   * Throws the `TelnyxError` that any other outcome stands for.
   */
  async send(call: Call, expected: (status: number) => boolean = isSuccess): Promise<Success> {
    if (call.method === 'GET') return this.#send(call, expected);
    try {
      return await this.#send(call, expected);
    } finally {
      if (call.access === 'write' || call.access === 'revoke') this.#changed(call.access);
    }
  }

  /** How many calls so far may have changed something: what was read before the last of them is out of date. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * What a GET answers, decoded. An identical one of the same credential that is under way serves both, so nothing
   * secret goes this way.
   */
  async read<T>(call: Call, decode: (answer: Success) => T): Promise<T> {
    const load = async () => decode(await this.send(call));
    if (this.#caller.isolated) return load();
    const started = performance.now();
    const credential = call.access === 'public' ? '' : this.credentialHash(call.access);
    const joined = () => this.#caller.onCall?.(recordOf(call, 'shared', started));
    return this.upstream.flights.share(credential, call.path, load, this.#caller.signal, joined);
  }

  /** A document that is kept for all callers, or what `load` brings; a refresh is made for no caller. */
  keep<T>(kept: Kept<T>, load: (http: Http) => Promise<Loaded<T>>): Promise<T> {
    if (this.#caller.isolated) return load(this).then(({ value }) => value);
    return kept.read(
      () => load(this),
      () => load(new Http(this.upstream, backgroundCaller())),
    );
  }

  /** Something was changed, or may have been: what this credential learnt before is out of date. */
  #changed(access: Access): void {
    this.#changes++;
    const credential = this.credentialHash(access);
    this.upstream.flights.forget(credential);
    this.upstream.clientLists.of(credential).forget();
    this.upstream.grantLists.of(credential).forget();
  }

  /** Tells the caller what a plan saved. */
  saved(calls: number): void {
    this.#caller.onSaving?.(calls);
  }

  async #send(call: Call, expected: (status: number) => boolean, renewed = false): Promise<Success> {
    const headers = this.#headersOf(call);
    const started = performance.now();
    const { upstream } = this;
    const caller = this.#caller;
    const isOwn = call.authorization === undefined && headers.authorization !== undefined;
    const quota = isOwn ? upstream.quotas.of(this.credentialHash(call.access)) : undefined;
    const done = await attempts(call, caller, upstream.retryBudget, (mayHaveHappened) =>
      attempt({ upstream, caller, quota, call, headers, mayHaveHappened }),
    );
    this.#caller.onCall?.(recordOf(call, done, started));
    const { answer } = done;
    if (!answer) throw done.error;
    if (answer.status === 401 && !renewed && call.authorization === undefined && (await this.#renew(call))) {
      return this.#send(call, expected, true);
    }
    const doneBefore = call.method === 'DELETE' && answer.status === 404 && done.mayHaveHappened;
    if (!doneBefore && !expected(answer.status)) throw errorOf(withCredential(call, headers), answer);
    return { ...answer, doneBefore };
  }

  /** Has a refused credential replaced; true if the call may be repeated with the new one. */
  async #renew(call: Call): Promise<boolean> {
    if (!this.#caller.renew || call.access === 'public' || call.access === 'protocol') return false;
    await this.#caller.renew();
    return call.method !== 'POST';
  }

  #headersOf(call: Call): Record<string, string> {
    const headers: Record<string, string> = {
      accept: call.accept ?? 'application/json',
      'user-agent': USER_AGENT,
      ...this.#caller.headers,
    };
    const credential = this.#caller.authorize(call.access);
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
