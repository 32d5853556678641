import type { UpstreamAddress } from '../telnyx/transport/upstream.ts';

/** What calls go to. */
export type Origins = Pick<UpstreamAddress, 'apiUrl' | 'rootUrl'>;

/** The base URL that a route stands below. */
export function baseOf({ apiUrl, rootUrl }: Origins, route: string): URL {
  return route.startsWith('/.well-known/') ? rootUrl : apiUrl;
}

/** The port of a URL, told or not. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
