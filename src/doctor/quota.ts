import type { IncomingHttpHeaders } from 'node:http';
import { rateLimitOf } from '../telnyx/transport/rate-limit.ts';
import { cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import { shown } from './words.ts';

const HOUR = 3_600;

/** What responses to the key tell of its quota. */
export function checkQuota(responses: readonly IncomingHttpHeaders[]): Finding[] {
  const [told] = responses.filter((headers) => headers['x-ratelimit-limit'] !== undefined);
  if (responses.length === 0) return [];
  if (!told) {
    const advice = 'nothing to set: the gateway slows down only after a 429';
    return [
      doesNotHold('rate-limit', `none on ${responses.length} responses`, advice),
      cannotBeTold('rate-limit-reset', 'not told'),
    ];
  }
  const limits = new Set(
    responses.map((headers) => headers['x-ratelimit-limit']).filter((limit) => limit !== undefined),
  );
  const seen = `limit ${[...limits].map(shown).join(' and ')}`;
  const reset = checkReset(Number(told['x-ratelimit-reset']), told);
  if (rateLimitOf(told) !== undefined) return [holds('rate-limit', seen), reset];
  const advice = 'nothing to set: the gateway does not count what it cannot read, and slows down only after a 429';
  return [doesNotHold('rate-limit', `${seen}, remaining ${shown(told['x-ratelimit-remaining'])}`, advice), reset];
}

function checkReset(value: number, headers: IncomingHttpHeaders): Finding {
  const id = 'rate-limit-reset';
  const told = shown(headers['x-ratelimit-reset']);
  if (value >= 0 && value <= HOUR) return holds(id, 'in seconds until the window ends');
  const now = Date.now() / 1_000;
  for (const [unit, seconds] of [
    ['seconds', value],
    ['milliseconds', value / 1_000],
  ] as const) {
    if (seconds >= now - 1 && seconds <= now + HOUR) return holds(id, `a Unix time in ${unit}`);
  }
  return doesNotHold(id, told, 'nothing to set: the gateway slows down only after a 429');
}
