import type { UpstreamAddress } from '../telnyx/transport/upstream.ts';

/** The URLs that calls go to. */
export type Origins = Pick<UpstreamAddress, 'apiUrl' | 'rootUrl'>;

/** The base URL of a route. */
export function baseOf({ apiUrl, rootUrl }: Origins, route: string): URL {
  return route.startsWith('/.well-known/') ? rootUrl : apiUrl;
}

/** The port of a URL, explicit or the scheme's default. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
