import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { causeOf } from '../telnyx/transport/connection-cause.ts';

/** The outcome of a request. */
export interface Reply {
  /** 0: no response. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; undefined: it is not JSON. */
  readonly json: unknown;
  /** Why there is no response, as `causeOf` names it. */
  readonly cause: string | undefined;
  /** How long it took, milliseconds. */
  readonly duration: number;
  /** When the headers came, as `Date.now()`. */
  readonly at: number;
}

/** How a request is sent. */
interface Ask {
  readonly authorization?: string | undefined;
  /** Sent as POST; default: a GET. */
  readonly form?: Readonly<Record<string, string>>;
}

/** Sends single requests, without retries, circuit and quota, which would hide what Telnyx does. */
export class Probe {
  readonly #dispatcher: Dispatcher;
  readonly #timeout: number;
  #calls = 0;
  /** The headers of all responses to a credential, for their quota. */
  readonly headers: IncomingHttpHeaders[] = [];

  /** @param timeout of one request, milliseconds */
  constructor(dispatcher: Dispatcher, timeout: number) {
    this.#dispatcher = dispatcher;
    this.#timeout = timeout;
  }

  /** Requests so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Sends a request. Never rejects: a failure is part of the reply. */
  async ask(url: string, { authorization, form }: Ask = {}): Promise<Reply> {
    const started = performance.now();
    const { origin, pathname, search } = new URL(url);
    this.#calls++;
    let at = Date.now();
    try {
      const { statusCode, headers, body } = await this.#dispatcher.request({
        origin,
        path: pathname + search,
        method: form ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          'user-agent': 'telnyx-oauth-graphql doctor',
          ...(authorization !== undefined && { authorization }),
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        body: form ? new URLSearchParams(form).toString() : null,
        signal: AbortSignal.timeout(this.#timeout),
      });
      at = Date.now();
      const json = jsonOf(await body.text());
      if (authorization !== undefined) this.headers.push(headers);
      return { status: statusCode, headers, json, cause: undefined, duration: performance.now() - started, at };
    } catch (error) {
      const duration = performance.now() - started;
      return { status: 0, headers: {}, json: undefined, cause: causeOf(error), duration, at };
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members of a JSON object; for other values none. */
export function membersOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
}

/** A reply in a word or two. */
export function outcomeOf({ status, cause, json }: Reply): string {
  if (status === 0) return `no response (${cause})`;
  const { errors, error } = membersOf(json);
  const code = Array.isArray(errors) ? membersOf(errors[0]).code : error;
  return typeof code === 'string' && /^[\w.]{1,40}$/.test(code) ? `${status} (${code})` : String(status);
}
