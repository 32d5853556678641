import type { ProxySettings } from '../telnyx/transport/dispatcher.ts';

/** The proxy that requests to this URL go through, without its credentials; undefined: none. */
export function proxyFor(url: URL, proxy: ProxySettings | undefined): string | undefined {
  if (!proxy || isDirect(url, proxy.noProxy)) return undefined;
  const used = url.protocol === 'https:' ? proxy.httpsProxy || proxy.httpProxy : proxy.httpProxy;
  return URL.parse(used)?.origin;
}

/** Whether an entry of NO_PROXY names the host, or a domain that it is in. */
function isDirect({ hostname, port }: URL, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, host = '', at] = /^(.*?)(?::(\d+))?$/.exec(entry)!;
      const domain = host.replace(/^\*?\./, '').toLowerCase();
      if (at !== undefined && at !== port) return false;
      return domain === '*' || hostname === domain || hostname.endsWith(`.${domain}`);
    });
}
