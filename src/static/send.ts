import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Asset } from './asset.ts';
import { chooseCoding } from './coding.ts';

/**
 * Responds to a GET or HEAD with a file in the coding that the client prefers; to any other method with 405; with 500
 * if the file was removed since the start.
 *
 * @param version changes with the file
 * @param headers besides those that describe the body
 */
export async function sendAsset(
  req: IncomingMessage,
  res: ServerResponse,
  asset: Asset,
  version: string,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const coding = chooseCoding(req.headers['accept-encoding']);
  try {
    send(req, res, await asset.body(coding), {
      ...headers,
      etag: `"${version}-${coding}"`,
      'content-type': asset.type,
      ...(coding !== 'identity' && { 'content-encoding': coding }),
      vary: 'accept-encoding',
    });
  } catch {
    res.writeHead(500).end();
  }
}

/** Responds to a GET or HEAD with these bytes, or with 304 or 412 by its conditions. */
export function send(
  req: IncomingMessage,
  res: ServerResponse,
  body: Buffer,
  headers: OutgoingHttpHeaders & { etag: string },
): void {
  const { etag, 'content-type': type, 'content-encoding': coding, ...others } = headers;
  const always = { ...others, etag, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = req.headers;
  if (ifMatch !== undefined && !matches(ifMatch, etag, false)) res.writeHead(412, always).end();
  else if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag, true)) res.writeHead(304, always).end();
  else {
    const own = { 'content-type': type, ...(coding !== undefined && { 'content-encoding': coding }) };
    res.writeHead(200, { ...always, ...own, 'content-length': body.length }).end(body);
  }
}

/** @see RFC 9110 sections 13.1.1 (by strong comparison), 13.1.2 (by weak) */
function matches(condition: string, etag: string, weakly: boolean): boolean {
  const tags = condition.split(',').map((tag) => tag.trim());
  return tags.some((tag) => tag === '*' || (weakly ? tag.replace(/^W\//, '') : tag) === etag);
}
