import { hash } from 'node:crypto';
import { type Answer, detailsOf, errorOf } from './answers.ts';
import type { Call } from './call.ts';
import { AbortedError, ContractError, type TelnyxError, TimeoutError, UnavailableError } from './errors.ts';
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
  /** Ends all calls: with a `TimeoutError` as reason past the deadline, else because the caller left. */
  readonly signal: AbortSignal;
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
  /** Headers that every call carries: the request's id, the trace's context. */
  readonly headers: Readonly<Record<string, string>>;
  /** Told of each finished call. */
  onCall?(record: CallRecord): void;
}

/** What a finished call looked like; holds no secret. */
export interface CallRecord {
  readonly method: string;
  readonly route: string;
  readonly path: string;
  /** Undefined: no answer. */
  readonly status: number | undefined;
  /** Milliseconds, retries included. */
  readonly duration: number;
  readonly retries: number;
  readonly requestId: string | undefined;
}

export interface Success extends Answer {
  /** A DELETE that found nothing any more, since an attempt of the same call before had been carried out. */
  readonly doneBefore: boolean;
}

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

  /** Stands for the credential that reads are made with, in what is remembered. Throws as {@link authorize} does. */
  get credentialHash(): string {
    this.#credentialHash ??= hash('sha256', this.authorize('read') ?? '', 'base64url');
    return this.#credentialHash;
  }

  /**
   * The answer, if its status is one of `expected` (any 2xx by default).
   * Throws the `TelnyxError` that any other outcome stands for.
   */
  async send(call: Call, expected: (status: number) => boolean = isSuccess): Promise<Success> {
    const headers = this.#headersOf(call);
    const started = performance.now();
    const done = await attempts(call, this.#caller, () => this.#attempt(call, headers));
    this.#caller.onCall?.({
      method: call.method,
      route: call.route,
      path: call.shownPath ?? call.path,
      status: done.answer?.status,
      duration: performance.now() - started,
      retries: done.retries,
      requestId: done.answer && detailsOf(call, done.answer).requestId,
    });
    const { answer } = done;
    if (!answer) throw done.error;
    const doneBefore = call.method === 'DELETE' && answer.status === 404 && done.mayHaveHappened;
    if (!doneBefore && !expected(answer.status)) throw errorOf(call, answer);
    return { ...answer, doneBefore };
  }

  #headersOf(call: Call): Record<string, string> {
    const headers: Record<string, string> = { accept: call.accept ?? 'application/json', ...this.#caller.headers };
    const credential = this.#caller.authorize(call.access);
    const authorization = call.authorization ?? credential;
    if (authorization !== undefined) headers.authorization = authorization;
    if (call.json !== undefined) headers['content-type'] = 'application/json';
    if (call.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    return headers;
  }

  async #attempt(call: Call, headers: Record<string, string>): Promise<Answer> {
    const { dispatcher, apiUrl, rootUrl } = this.upstream;
    const { signal } = this.#caller;
    const base = call.atRoot ? rootUrl : apiUrl;
    try {
      signal.throwIfAborted();
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
      throw this.#faultOf(call, cause);
    }
  }

  #faultOf(call: Call, cause: unknown): TelnyxError {
    const code = String((cause as { code?: unknown } | null)?.code);
    const outcome = call.method === 'GET' || NEVER_SENT.has(code) ? undefined : ('UNKNOWN' as const);
    const { signal } = this.#caller;
    if (signal.aborted) {
      return signal.reason instanceof TimeoutError
        ? new TimeoutError(signal.reason.message, { outcome })
        : new AbortedError('The caller left.', { outcome });
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
