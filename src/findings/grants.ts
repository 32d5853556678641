import { type Rule, section } from './rule.ts';

const DAY = 86_400_000;

export const GRANT_RULES = {
  GRANT_UNUSED: {
    severity: 'LOW',
    reference: section(9700, '4.14.2'),
    meaning:
      'A grant has not been used for `FINDINGS_UNUSED_GRANT_DAYS` days. One without a time of use counts from its ' +
      'creation.',
    needs: 'grants',
    find(_client, { grants = [], unusedGrantDays, now }) {
      const since = now - unusedGrantDays * DAY;
      const unused = grants.filter(({ created_at, last_used_at }) => Date.parse(last_used_at ?? created_at) < since);
      if (unused.length === 0) return [];
      const untold = unused.filter(({ last_used_at }) => last_used_at == null).length;
      const subject = unused.length === 1 ? '1 grant to the client has' : `${unused.length} grants to the client have`;
      const by = untold > 0 ? `, ${untold} of them by the time of creation, as no use is recorded` : '';
      return [{ member: 'grants', message: `${subject} not been used for ${unusedGrantDays} days${by}.` }];
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
