/** Whether a page of another party may be shown by that URI: a client may have registered anything. */
export const isWebPage = (uri: string): boolean => /^https?:$/.test(protocolOf(uri));

/**
 * Whether a browser may be led there with the answer to a request: any scheme that an app may own (RFC 8252 section
 * 7.1), but none that would run or show something in place of this page.
 */
export const mayLeadTo = (uri: string): boolean =>
  URL.canParse(uri) && !['javascript:', 'data:', 'blob:', 'filesystem:', 'about:', 'file:'].includes(protocolOf(uri));

/** Whom the browser is led to, for people: the host, or the scheme of an app's own. */
export function placeOf(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const { host, protocol } = new URL(uri);
  return host || protocol.slice(0, -1);
}

function protocolOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).protocol : '';
}
