import { useRef, useState } from 'preact/hooks';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { GrantPageFragmentDoc } from '../generated/graphql.ts';
import { Empty } from '../ui/Empty.tsx';
import { formatCount } from '../ui/format.ts';
import { Pager } from '../ui/Pager.tsx';
import { GrantItem } from './GrantItem.tsx';
import { type Revocable, RevokeDialog } from './RevokeDialog.tsx';

interface GrantPageProps {
  readonly page: FragmentType<typeof GrantPageFragmentDoc>;
  readonly busy: boolean;
  /** What to say of a list without grants. */
  readonly empty: string;
}

/** A page of grants, each of which can be revoked. */
export function GrantPage({ page, busy, empty }: GrantPageProps) {
  const { totalCount, nodes, pageInfo } = readFragment(GrantPageFragmentDoc, page);
  const [asked, ask] = useState<Revocable>();
  const [done, tell] = useState('');
  const status = useRef<HTMLParagraphElement>(null);

  function revoked({ name }: Revocable) {
    ask(undefined);
    tell(`The access of ${name} is revoked.`);
    // Its button is gone: the focus goes where that is said.
    status.current?.focus();
  }

  return (
    <section aria-busy={busy} aria-label="Grants">
      <p class="count" role="status" ref={status} tabIndex={-1}>
        {totalCount === null ? '' : formatCount(totalCount, 'grant')} {done && <span class="done">{done}</span>}
      </p>
      {nodes.length > 0 ? (
        <ul class="rows grants panel">
          {nodes.map((grant) => (
            <GrantItem key={grant.grantId} grant={grant} onRevoke={ask} />
          ))}
        </ul>
      ) : (
        <Empty text={empty} />
      )}
      <Pager label="grants" pageInfo={pageInfo} />
      {asked && (
        <RevokeDialog
          key={asked.grantId}
          grant={asked}
          onRevoked={() => revoked(asked)}
          onCancel={() => ask(undefined)}
        />
      )}
    </section>
  );
}
