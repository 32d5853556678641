import { useClient } from '@urql/preact';
import { useEffect, useState } from 'preact/hooks';
import type { Failure, UpstreamPlan } from 'telnyx-oauth-graphql/client';
import { SomeGrantsDocument, type SomeGrantsQuery } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { asCounted, type Filters, toWhere } from './filters.ts';
import { planRevocation, revokeGrants } from './revoke-grants.ts';
import { AT_ONCE } from './run.ts';

const SOME = byId(SomeGrantsDocument);
/** Grants that are shown of those that match. */
const SHOWN = 5;

export interface Counted {
  readonly count: number;
  readonly countedAt: string;
}

/** What is known so far of the grants that match. Each member comes when it is read. */
export interface Preview {
  readonly trouble?: Failure;
  readonly counted?: Counted;
  /** The first of them; undefined too where they cannot be read. */
  readonly some?: NonNullable<SomeGrantsQuery['oauthGrants']>['nodes'];
  /** Of one request; null: the gateway does not plan. */
  readonly plan?: UpstreamPlan | null;
}

/** Counts, reads a few of them, and asks what revoking them would take. Changes nothing. */
export function usePreview(filters: Filters): Preview {
  const graph = useClient();
  const [preview, setPreview] = useState<Preview>({});
  useEffect(() => {
    let isLeft = false;
    const tell = (more: Preview) => isLeft || setPreview((before) => ({ ...before, ...more }));
    const where = toWhere(filters);

    async function count() {
      const answer = await revokeGrants(graph, { where });
      if (!answer.payload) return tell({ trouble: answer.failure });
      const { matched, countedAt } = answer.payload;
      tell({ counted: { count: matched, countedAt } });
      if (matched === 0 || isLeft) return;
      const order = { where: asCounted(filters, countedAt), maximumCount: matched, first: Math.min(AT_ONCE, matched) };
      tell({ plan: (await planRevocation(graph, { ...order, dryRun: false })) ?? null });
    }

    async function readSome() {
      const options = { requestPolicy: 'network-only' } as const;
      const { data } = await graph.query(SOME, { where, first: SHOWN }, options);
      if (data?.oauthGrants) tell({ some: data.oauthGrants.nodes });
    }

    void count();
    void readSome();
    return () => {
      isLeft = true;
    };
  }, []);
  return preview;
}
