import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const COOKIE = 'parcel-pilot';
const LIFETIME = 10 * 60_000;
const KEPT = 1_000;

/** What the relying party remembers of a browser between two of its requests. */
export interface Flows<T> {
  /** Keeps `value` for this browser and no other, under a new name; what it had is forgotten. */
  put(req: IncomingMessage, res: ServerResponse, value: T): void;
  /** What was kept for this browser; undefined where nothing was, or where ten minutes have passed. */
  get(req: IncomingMessage): T | undefined;
}

/**
 * In memory; the newest thousand. Scripts cannot read the cookie that ties them to a browser. It is not `Secure`, since
 * the demo is served by plain http, on a loopback address.
 *
 * @param path below which browsers send the cookie
 */
export function createFlows<T>(path: string): Flows<T> {
  const kept = new Map<string, { value: T; expires: number }>();
  return {
    put(req, res, value) {
      kept.delete(nameIn(req));
      const name = randomBytes(24).toString('base64url');
      kept.set(name, { value, expires: Date.now() + LIFETIME });
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
      res.setHeader(
        'set-cookie',
        `${COOKIE}=${name}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${LIFETIME / 1000}`,
      );
    },
    get(req) {
      const flow = kept.get(nameIn(req));
      return flow && flow.expires > Date.now() ? flow.value : undefined;
    },
  };
}

function nameIn({ headers }: IncomingMessage): string {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? '';
}
