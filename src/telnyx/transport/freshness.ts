import type { UpstreamResponse } from './response-errors.ts';

/** How a response may be reused by all callers. */
export interface Freshness {
  /** Milliseconds from now; 0: not at all; infinite: the server does not say. */
  readonly lifetimeMs: number;
  /** Whether it may be served after that, where no fresh response is at hand. */
  readonly mayBeStale: boolean;
}

const FORBIDDING = ['no-store', 'no-cache', 'private'];
const BINDING = ['must-revalidate', 'proxy-revalidate', 's-maxage'];

/**
 * What `Cache-Control` allows a shared cache to do with a response. Only a 200 is ever reused; what cannot be read
 * counts as a lifetime of 0.
 *
 * @see RFC 9111 sections 4.2 and 5.2.2
 */
export function freshnessOf({ status, headers }: UpstreamResponse): Freshness {
  const directives = directivesOf(headers['cache-control']);
  const mayBeStale = !BINDING.some((name) => directives.has(name));
  if (status !== 200 || FORBIDDING.some((name) => directives.has(name))) return { lifetimeMs: 0, mayBeStale };
  const given = directives.get('s-maxage') ?? directives.get('max-age');
  if (given === undefined) return { lifetimeMs: Number.POSITIVE_INFINITY, mayBeStale };
  const seconds = secondsOf(given) - secondsOf(headers.age);
  return { lifetimeMs: Math.max(seconds, 0) * 1000, mayBeStale };
}

function directivesOf(header: string | readonly string[] | undefined): Map<string, string> {
  const directives = [header ?? []].flat().join(',').toLowerCase().split(',');
  return new Map(
    directives.map((directive) => {
      const [name = '', value = ''] = directive.split('=', 2);
      return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
    }),
  );
}

function secondsOf(text: string | undefined): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
}
