import { hash } from 'node:crypto';
import { errors } from 'undici';
import { type Answer, errorOf } from './answers.ts';
import type { Call } from './call.ts';
import { type CallRecord, recordOf } from './call-record.ts';
import { AbortedError, ContractError, type TelnyxError, TimeoutError, UnavailableError } from './errors.ts';
import type { Kept, Loaded } from './kept.ts';
import { attempts } from './retry.ts';
import type { Access } from './types.ts';
import type { Upstream } from './upstream.ts';

/** Whom the calls of one operation are made for. */
export interface Caller {
  /**
   * The `Authorization` value for operations that need `access`, undefined where they go without one.
   * Throws `UnauthenticatedError`, `ForbiddenError`.
   */
  authorize(access: Access): string | undefined;
  /** Replaces the credential that Telnyx refused. Absent: there is no other. */
  renew?(): Promise<void>;
  /** Ends all calls, with a `TimeoutError` or `AbortedError` as its reason. */
  readonly signal: AbortSignal;
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
  /** Headers that every call carries: the request's id, the trace's context. */
  readonly headers: Readonly<Record<string, string>>;
  /** Shares no call with other callers. */
  readonly isolated?: boolean;
  /** Told of each finished call. */
  onCall?(record: CallRecord): void;
  /** Told of what a planned batch saved: calls that reading one by one would have taken more. */
  onSaving?(calls: number): void;
}

export interface Success extends Answer {
  /** A DELETE that found nothing any more, since an attempt of the same call before had been carried out. */
  readonly doneBefore: boolean;
}

/** What Telnyx sees in every call. */
const USER_AGENT = 'telnyx-oauth-graphql';

/** Codes of undici and Node with which a request never left this machine. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH']);
/** Codes with which undici gives up an answer that no retry would mend. */
const UNREADABLE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE']);

/** Carries out REST calls for one caller. */
export class Http {
  readonly upstream: Upstream;
  readonly #caller: Caller;
  #credentialHash: string | undefined;

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
    this.#credentialHash ??= hash('sha256', credential, 'base64url');
    return this.#credentialHash;
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
      if (call.access === 'write' || call.access === 'revoke') {
        this.upstream.flights.forget(this.credentialHash(call.access));
      }
    }
  }

  /** What a GET answers, decoded. An identical one of the same credential that is under way serves both. */
  async read<T>(call: Call, decode: (answer: Success) => T): Promise<T> {
    const load = async () => decode(await this.send(call));
    if (this.#caller.isolated || call.secrets) return load();
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

  /** Tells the caller what a plan saved. */
  saved(calls: number): void {
    this.#caller.onSaving?.(calls);
  }

  async #send(call: Call, expected: (status: number) => boolean, renewed = false): Promise<Success> {
    const headers = this.#headersOf(call);
    const started = performance.now();
    const done = await attempts(call, this.#caller, (mayHaveHappened) => this.#attempt(call, headers, mayHaveHappened));
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

  /** @param mayHaveHappened an earlier attempt may have been carried out */
  async #attempt(call: Call, headers: Record<string, string>, mayHaveHappened: boolean): Promise<Answer> {
    const { dispatcher, apiUrl, rootUrl } = this.upstream;
    const { signal } = this.#caller;
    const base = call.atRoot ? rootUrl : apiUrl;
    let sent = false;
    try {
      signal.throwIfAborted();
      sent = true;
      const {
        statusCode,
        headers: answered,
        body,
      } = await dispatcher.request({
        origin: base.origin,
        path: (base.pathname === '/' ? '' : base.pathname) + call.path,
        method: call.method,
        headers,
        body: call.json !== undefined ? JSON.stringify(call.json) : (call.form?.toString() ?? null),
        signal,
      });
      return { status: statusCode, headers: answered, text: await body.text() };
    } catch (cause) {
      // It carries the bytes that it could not read, tokens and all.
      if (cause instanceof errors.HTTPParserError) Object.assign(cause, { data: undefined });
      const code = String((cause as { code?: unknown } | null)?.code);
      throw this.#faultOf(call, cause, code, mayHaveHappened || (sent && !NEVER_SENT.has(code)));
    }
  }

  #faultOf(call: Call, cause: unknown, code: string, mayHaveHappened: boolean): TelnyxError {
    const outcome = call.method !== 'GET' && mayHaveHappened ? ('UNKNOWN' as const) : undefined;
    const { signal } = this.#caller;
    if (signal.aborted) {
      const { message } = signal.reason as Error;
      return signal.reason instanceof TimeoutError
        ? new TimeoutError(message, { outcome })
        : new AbortedError(message, { outcome });
    }
    if (UNREADABLE.has(code)) {
      return new ContractError(`Telnyx answered ${call.route} with more than can be read.`, { outcome, cause });
    }
    return new UnavailableError('Telnyx cannot be reached, or broke the connection.', { outcome, cause });
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

/** How long a call may take that no one waits for, milliseconds. */
const BACKGROUND_TIMEOUT = 15_000;

/** A caller for what no request waits for. */
export function backgroundCaller(): Caller {
  const controller = new AbortController();
  const message = 'Telnyx did not answer in time.';
  setTimeout(() => controller.abort(new TimeoutError(message)), BACKGROUND_TIMEOUT).unref();
  return {
    authorize: () => undefined,
    signal: controller.signal,
    deadline: Date.now() + BACKGROUND_TIMEOUT,
    headers: {},
  };
}
