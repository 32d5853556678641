import type { IncomingMessage } from 'node:http';
import { type HeaderItem, parseHeaderList } from '../lib/header-list.ts';

export const JSON_TYPE = 'application/json';
/** @see GraphQL over HTTP, section 4 (media types) */
export const RESPONSE_TYPE = 'application/graphql-response+json';
/** Of incremental delivery. @see GraphQL over HTTP, incremental delivery */
const MULTIPART_TYPE = 'multipart/mixed';
/** Parameter of `multipart/mixed` that asks for another format than this gateway's, `deferSpec=20220824`. */
const OTHER_SPEC = 'incrementalspec';
const HTML_TYPE = 'text/html';

/** Types of a single response; the first is the default. */
const SINGLE_TYPES = [JSON_TYPE, RESPONSE_TYPE];

/** The last `Accept` header and its result: most clients of one process send the same. */
let last: { accept: string; type: string | undefined } = { accept: JSON_TYPE, type: JSON_TYPE };

/**
 * The media type that a client prefers for a single response, after `multipart/mixed` if it accepts that as well.
 * Undefined: it accepts none of them.
 */
export function responseType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === '*/*') return JSON_TYPE;
  if (accept === RESPONSE_TYPE) return RESPONSE_TYPE;
  if (accept !== last.accept) last = { accept, type: negotiate(accept) };
  return last.type;
}

function negotiate(accept: string): string | undefined {
  const ranges = parseHeaderList(accept || '*/*').filter(
    ({ value, parameters }) => !(value === MULTIPART_TYPE && parameters.has(OTHER_SPEC)),
  );
  const parts = ranges.some(({ value, weight }) => value === MULTIPART_TYPE && weight > 0) ? [MULTIPART_TYPE] : [];
  const whole = preferred(ranges, SINGLE_TYPES) ?? [];
  return parts.concat(whole).join(', ') || undefined;
}

/** Whether a request comes from a browser that navigates to a page, rather than from a script. */
export function wantsPage({ method, headers: { accept } }: IncomingMessage): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || !accept?.includes('html')) return false;
  return preferred(parseHeaderList(accept), [...SINGLE_TYPES, HTML_TYPE]) === HTML_TYPE;
}

/**
 * The offered type of the greatest weight, which the most specific range decides. Of several, the one whose range comes
 * first, then the one that is offered first. @see RFC 9110 section 12.5.1
 */
function preferred(ranges: readonly HeaderItem[], offered: readonly string[]): string | undefined {
  let best: { type: string; weight: number; at: number } | undefined;
  for (const type of offered) {
    const at = rangeOf(ranges, type);
    const weight = ranges[at]?.weight ?? 0;
    if (weight === 0 || (best && (weight < best.weight || (weight === best.weight && at >= best.at)))) continue;
    best = { type, weight, at };
  }
  return best?.type;
}

/** Ignores parameters: none of the offered types has any. */
function rangeOf(ranges: readonly HeaderItem[], type: string): number {
  for (const range of [type, `${type.slice(0, type.indexOf('/'))}/*`, '*/*']) {
    const at = ranges.findIndex(({ value }) => value === range);
    if (at >= 0) return at;
  }
  return -1;
}

/** What a `Content-Type` means for the body. */
type BodyType = 'json' | 'other type' | 'other charset';

let lastType: { contentType: string; type: BodyType } = { contentType: JSON_TYPE, type: 'json' };

/** Reads a `Content-Type`. @see RFC 9110 section 8.3 */
export function bodyType(contentType: string | undefined): BodyType {
  if (contentType === undefined) return 'other type';
  if (contentType !== lastType.contentType) lastType = { contentType, type: readType(contentType) };
  return lastType.type;
}

function readType(contentType: string): BodyType {
  const [item, ...others] = parseHeaderList(contentType);
  if (item?.value !== JSON_TYPE || others.length > 0) return 'other type';
  const charset = item.parameters.get('charset') ?? 'utf-8';
  return /^utf-?8$/i.test(charset) ? 'json' : 'other charset';
}
