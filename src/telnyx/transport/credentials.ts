import { hash } from 'node:crypto';
import type { Access, Call } from './call.ts';
import type { CallContext } from './call-context.ts';
import { type CredentialState, PUBLIC } from './credential-state.ts';
import { abortable } from './single-flight.ts';
import type { Upstream } from './upstream.ts';
import type { Voice } from './voice.ts';

/** `User-Agent` of every call. */
const USER_AGENT = 'telnyx-oauth-graphql';

/** The credential of calls of one access. */
export interface Credential {
  /** The `Authorization` value; undefined: the calls go without one. */
  readonly authorization: string | undefined;
  /** What was learnt with it. */
  readonly state: CredentialState;
  /** The caller who uses it. Undefined: anyone. */
  readonly voice: Voice | undefined;
  /** Headers of a call without headers of its own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The credentials of one caller, each resolved once for an operation. */
export class Credentials {
  readonly #upstream: Upstream;
  readonly #caller: CallContext;
  readonly #byAccess: { [access in Access]?: Credential | Promise<Credential> | undefined } = {};
  /** The latest one: most callers have only one for all calls. */
  #latest: Credential | undefined;

  constructor(upstream: Upstream, caller: CallContext) {
    this.#upstream = upstream;
    this.#caller = caller;
  }

  /**
   * The credential of calls of `access`. A promise only if it must be awaited; it rejects when the caller disconnects.
   * Throws or rejects as {@link CallContext.authorize} does.
   */
  of(access: Access): Credential | Promise<Credential> {
    const known = this.#byAccess[access];
    if (known !== undefined) return known;
    const authorized = this.#caller.authorize(access);
    const resolved = authorized instanceof Promise ? this.#await(access, authorized) : this.#credentialOf(authorized);
    this.#byAccess[access] = resolved;
    return resolved;
  }

  /** What was learnt with the credential for reads. Undefined: that is not resolved yet, or refused. */
  get stateAtHand(): CredentialState | undefined {
    if (this.#caller.account !== undefined) return this.#stateOf('');
    try {
      const credential = this.of('read');
      if (!(credential instanceof Promise)) return credential.state;
      credential.catch(() => {});
    } catch {}
    return undefined;
  }

  /** Whether another one has replaced the credential that Telnyx refused. Rejects as {@link CallContext.renew} does. */
  async renew(refused: string): Promise<boolean> {
    const { renew, signal } = this.#caller;
    const isRenewed = renew !== undefined && (await abortable(renew(refused), signal));
    for (const access of Object.keys(this.#byAccess) as Access[]) this.#byAccess[access] = undefined;
    return isRenewed;
  }

  /** Resolves to the credential. One that fails, or was replaced meanwhile, is not kept. */
  #await(access: Access, authorized: Promise<string | undefined>): Promise<Credential> {
    const pending = abortable(authorized, this.#caller.signal).then((each) => this.#credentialOf(each));
    const settle = (credential?: Credential) => {
      if (this.#byAccess[access] === pending) this.#byAccess[access] = credential;
    };
    pending.then(settle, () => settle());
    return pending;
  }

  #credentialOf(authorization: string | undefined): Credential {
    if (this.#latest !== undefined && this.#latest.authorization === authorization) return this.#latest;
    const state =
      authorization === undefined ? this.#upstream.credentialStates.of(PUBLIC) : this.#stateOf(authorization);
    const headers: Record<string, string> = {
      ...this.#caller.headers,
      accept: 'application/json',
      'user-agent': USER_AGENT,
    };
    const { managedAccount } = this.#caller;
    if (authorization !== undefined) {
      headers.authorization = authorization;
      if (managedAccount !== undefined) headers['x-managed-account-id'] = managedAccount;
    }
    const voice = authorization === undefined ? undefined : this.#voiceOf(authorization, state);
    this.#latest = { authorization, state, voice, headers };
    return this.#latest;
  }

  #stateOf(authorization: string): CredentialState {
    const { managedAccount } = this.#caller;
    const name = this.#nameOf(authorization);
    return this.#upstream.credentialStates.of(managedAccount === undefined ? name : `${name} ${managedAccount}`);
  }

  #nameOf(authorization: string): string {
    return this.#caller.account ?? hash('sha256', authorization, 'base64url');
  }

  #voiceOf(authorization: string, state: CredentialState): Voice {
    const { subject, managedAccount } = this.#caller;
    // A caller who names many managed accounts is still one voice.
    if (!subject && managedAccount !== undefined) {
      return this.#upstream.credentialStates.of(this.#nameOf(authorization)).voice;
    }
    if (!subject) return state.voice;
    const name = subject();
    const { subjects } = this.#upstream;
    return name === undefined ? subjects.router : subjects.of(name);
  }
}

/** The headers of a call. Most calls have none of their own, and share one object for one credential. */
export function headersOf(call: Call, credential: Credential): Readonly<Record<string, string>> {
  const { authorization, json, form, accept } = call;
  if (authorization === undefined && json === undefined && form === undefined && accept === undefined) {
    return credential.headers;
  }
  const headers: Record<string, string> = { ...credential.headers };
  if (accept !== undefined) headers.accept = accept;
  if (authorization !== undefined) headers.authorization = authorization;
  if (json !== undefined) headers['content-type'] = 'application/json';
  if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  return headers;
}
