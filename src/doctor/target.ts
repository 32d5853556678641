import type { Probe, Reply } from './probe.ts';

/** What the doctor looks at, as the settings have it. */
export interface Target {
  readonly probe: Probe;
  /** The API's base, without a slash at its end. */
  readonly apiUrl: string;
  /** Where `/.well-known/` is, likewise. */
  readonly rootUrl: string;
  readonly issuer: string;
  /** Paths as configured, or `auto`. */
  readonly paths: Readonly<Record<Resource, string>>;
  /** URL of the proxy on the way there, without its credentials. */
  readonly proxy: string | undefined;
  /** Milliseconds. */
  readonly operationTimeout: number;
  /** Undefined: only what needs none is looked at. */
  readonly key: string | undefined;
  /** An OAuth client's own credentials, to try introspection with. */
  readonly client: { readonly id: string; readonly secret: string } | undefined;
}

export type Resource = 'clients' | 'grants';

/** An item of a list, as it came. */
export type Item = Readonly<Record<string, unknown>>;

/** The two spellings that Telnyx publishes. */
export const SPELLINGS: Readonly<Record<Resource, readonly string[]>> = {
  clients: ['/oauth_clients', '/oauth/clients'],
  grants: ['/oauth_grants', '/oauth/grants'],
};

/** Asks the API with the key, where there is one. */
export function askApi({ probe, apiUrl, key }: Target, path: string): Promise<Reply> {
  return probe.ask(apiUrl + path, { authorization: key === undefined ? undefined : `Bearer ${key}` });
}

export function pageQuery(number: number, size: number): string {
  return `page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;
}
