import { platformError, Refusal } from './errors.ts';
import { applies, type FaultRule, parseFault } from './faults.ts';
import type { Exchange } from './requests.ts';

/** Counters of header rules above this number: the oldest is forgotten. */
const KEPT = 10_000;

/**
 * Says which fault a request meets: that of its own `x-sandbox-fault` header, else the first of `standing` that
 * applies. A header rule with a count is used up per header value, `x-request-id`, method and path, so that the retries
 * of one call see it run out; a standing rule counts down in the list and leaves it when used up.
 * @throws Refusal 400 naming a malformed rule
 */
export function createFaultSource(standing: string[]): (exchange: Exchange) => string | undefined {
  const used = new Map<string, number>();
  return ({ method, path, headers }) => {
    const header = headers['x-sandbox-fault'];
    if (typeof header === 'string') {
      const rule = parse(header);
      const key = JSON.stringify([header, headers['x-request-id'], method, path]);
      const before = used.get(key) ?? 0;
      if (applies(rule, method, path) && before < (rule.count ?? Number.POSITIVE_INFINITY)) {
        if (rule.count !== undefined) used.set(key, before + 1);
        if (used.size > KEPT) used.delete(used.keys().next().value!);
        return rule.fault;
      }
    }
    for (const [index, text] of standing.entries()) {
      const rule = parse(text);
      if (!applies(rule, method, path)) continue;
      if (rule.count === 1) standing.splice(index, 1);
      else if (rule.count !== undefined) standing[index] = print({ ...rule, count: rule.count - 1 });
      return rule.fault;
    }
    return undefined;
  };
}

function parse(text: string): FaultRule {
  const rule = parseFault(text);
  if (rule) return rule;
  const detail = `"${text}" is no fault rule: FAULT[*COUNT][@METHOD /path-prefix].`;
  throw new Refusal(platformError(400, { code: '10015', title: 'Bad request', detail }));
}

function print({ fault, count, target }: FaultRule): string {
  return `${fault}*${count}${target ? `@${target.method} ${target.prefix}` : ''}`;
}
