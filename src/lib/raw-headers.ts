import type { IncomingMessage } from 'node:http';

/**
 * All values of a header, of which `headers` may hold only the first. Unlike `headersDistinct` it does not copy all
 * headers.
 *
 * @param name in lower case
 */
export function valuesOf({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at]!;
    if (header.length === name.length && header.toLowerCase() === name) values.push(rawHeaders[at + 1]!);
  }
  return values;
}
