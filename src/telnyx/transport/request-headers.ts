import type { Call } from './call.ts';

/** What Telnyx sees in every call. */
const USER_AGENT = 'telnyx-oauth-graphql';

/** The headers of one caller's calls. */
export class RequestHeaders {
  readonly #common: Readonly<Record<string, string>>;
  #plain: { credential: string | undefined; headers: Readonly<Record<string, string>> } | undefined;

  /** @param common headers that every call carries */
  constructor(common: Readonly<Record<string, string>>) {
    this.#common = common;
  }

  /** The headers of a call. Most calls bring nothing of their own: with one credential these share one object. */
  of(call: Call, credential: string | undefined): Readonly<Record<string, string>> {
    const { authorization, json, form, accept } = call;
    if (authorization !== undefined || json !== undefined || form !== undefined || accept !== undefined) {
      return this.#create(call, credential);
    }
    if (this.#plain?.credential !== credential) this.#plain = undefined;
    this.#plain ??= { credential, headers: this.#create(call, credential) };
    return this.#plain.headers;
  }

  #create(call: Call, credential: string | undefined): Record<string, string> {
    const headers: Record<string, string> = {
      ...this.#common,
      accept: call.accept ?? 'application/json',
      'user-agent': USER_AGENT,
    };
    const authorization = call.authorization ?? credential;
    if (authorization !== undefined) headers.authorization = authorization;
    if (call.json !== undefined) headers['content-type'] = 'application/json';
    if (call.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    return headers;
  }
}
