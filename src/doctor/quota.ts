import type { IncomingHttpHeaders } from 'node:http';
import { rateLimitOf } from '../telnyx/transport/rate-limit.ts';
import { cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import { shown } from './words.ts';

const HOUR = 3_600;

/** Checks the quota in responses to the key. */
export function checkQuota(responses: readonly IncomingHttpHeaders[]): Finding[] {
  const [first] = responses.filter((headers) => headers['x-ratelimit-limit'] !== undefined);
  if (responses.length === 0) return [];
  if (!first) {
    const advice = 'nothing to set: the gateway slows down only after a 429';
    return [
      doesNotHold('rate-limit', `none on ${responses.length} responses`, advice),
      cannotBeTold('rate-limit-reset', 'not reported'),
    ];
  }
  const limits = new Set(
    responses.map((headers) => headers['x-ratelimit-limit']).filter((limit) => limit !== undefined),
  );
  const seen = `limit ${[...limits].map(shown).join(' and ')}`;
  const reset = checkReset(Number(first['x-ratelimit-reset']), first);
  if (rateLimitOf(first) !== undefined) return [holds('rate-limit', seen), reset];
  const advice = 'nothing to set: the gateway cannot read these headers, and slows down only after a 429';
  return [doesNotHold('rate-limit', `${seen}, remaining ${shown(first['x-ratelimit-remaining'])}`, advice), reset];
}

function checkReset(value: number, headers: IncomingHttpHeaders): Finding {
  const id = 'rate-limit-reset';
  if (value >= 0 && value <= HOUR) return holds(id, 'in seconds until the window ends');
  const now = Date.now() / 1_000;
  for (const [unit, seconds] of [
    ['seconds', value],
    ['milliseconds', value / 1_000],
  ] as const) {
    if (seconds >= now - 1 && seconds <= now + HOUR) return holds(id, `a Unix time in ${unit}`);
  }
  const seen = shown(headers['x-ratelimit-reset']);
  return doesNotHold(id, seen, 'nothing to set: the gateway slows down only after a 429');
}
