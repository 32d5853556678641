import type { Probe, Reply } from './probe.ts';

/** What the doctor checks, by the settings. */
export interface Target {
  readonly probe: Probe;
  /** The API's base, without a slash at its end. */
  readonly apiUrl: string;
  /** The base of `/.well-known/`, without a slash at its end. */
  readonly rootUrl: string;
  readonly issuer: string;
  /** Paths as configured, or `auto`. */
  readonly paths: Readonly<Record<Resource, string>>;
  /** URL of the proxy in between, without its credentials; undefined: none. */
  readonly proxy: string | undefined;
  /** Deadline of an operation, milliseconds. */
  readonly operationTimeout: number;
  /** The Telnyx key; undefined: only what needs no key is checked. */
  readonly key: string | undefined;
  /** An OAuth client's own credentials, to try introspection with. */
  readonly client: { readonly id: string; readonly secret: string } | undefined;
}

export type Resource = 'clients' | 'grants';

/** An item of a list, not decoded. */
export type Item = Readonly<Record<string, unknown>>;

/** The two spellings that Telnyx publishes. */
export const SPELLINGS: Readonly<Record<Resource, readonly string[]>> = {
  clients: ['/oauth_clients', '/oauth/clients'],
  grants: ['/oauth_grants', '/oauth/grants'],
};

/** Sends a GET to the API, with the key if there is one. */
export function askApi({ probe, apiUrl, key }: Target, path: string): Promise<Reply> {
  return probe.ask(apiUrl + path, { authorization: key === undefined ? undefined : `Bearer ${key}` });
}

export function pageQuery(number: number, size: number): string {
  return `page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;
}
