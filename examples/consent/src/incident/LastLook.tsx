import { useClient } from '@urql/preact';
import { useEffect, useState } from 'preact/hooks';
import type { Failure } from 'telnyx-oauth-graphql/client';
import { formatCount, formatTime } from '../ui/format.ts';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { ANY, type Filters, toWhere } from './filters.ts';
import { revokeGrants } from './revoke-grants.ts';

type Look = { readonly count: number; readonly at: string } | { readonly trouble: Failure };

interface LastLookProps {
  readonly filters: Filters;
  onLeave(next: Filters): void;
}

/** Whether anything matches still, or again: what was granted meanwhile was not touched. */
export function LastLook({ filters, onLeave }: LastLookProps) {
  const graph = useClient();
  const [look, setLook] = useState<Look>();
  const read = async () => {
    const answer = await revokeGrants(graph, { where: toWhere(filters) });
    const { payload } = answer;
    setLook(payload ? { count: payload.matched, at: payload.countedAt } : { trouble: answer.failure });
  };
  useEffect(() => void read(), []);
  const isAny = look !== undefined && 'count' in look && look.count > 0;
  return (
    <section class="panel padded" aria-labelledby="last-look">
      <h2 id="last-look">A last look</h2>
      {look && 'trouble' in look ? (
        <TroubleNotice trouble={look.trouble} onRetry={() => void read()} />
      ) : (
        <p role="status">{look ? told(look) : 'Counting what matches now…'}</p>
      )}
      <div class="actions">
        <button type="button" onClick={() => onLeave(isAny ? filters : ANY)}>
          {isAny ? `See ${formatCount(look.count, 'grant')}` : 'Choose other grants'}
        </button>
      </div>
    </section>
  );
}

function told({ count, at }: { count: number; at: string }): string {
  if (count === 0) return `At ${formatTime(at)} no grant matches any more.`;
  const matching = `${formatCount(count, 'grant')} still ${count === 1 ? 'matches' : 'match'}`;
  return `At ${formatTime(at)} ${matching}: those that could not be revoked, and those granted meanwhile.`;
}
