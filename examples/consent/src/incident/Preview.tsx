import { useEffect, useRef } from 'preact/hooks';
import { GrantItem } from '../grants/GrantItem.tsx';
import { formatCount, formatTime } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { Confirm } from './Confirm.tsx';
import { asCounted, type Filters } from './filters.ts';
import { Matching } from './Matching.tsx';
import { useRuns } from './runs.tsx';
import { Takes } from './Takes.tsx';
import { type Counted, type Preview as State, usePreview } from './usePreview.ts';

interface PreviewProps {
  readonly filters: Filters;
  /** Somebody waits for it, and is led to it. */
  readonly isAsked: boolean;
  onLookAgain(): void;
}

/** What matches, what revoking it takes, and the way to do so. */
export function Preview({ filters, isAsked, onLookAgain }: PreviewProps) {
  const { counted, some, plan, trouble } = usePreview(filters);
  const { start } = useRuns();
  const heading = useRef<HTMLHeadingElement>(null);
  const isTold = counted !== undefined || trouble !== undefined;
  useEffect(() => {
    if (isAsked) heading.current?.focus();
  }, [isTold]);
  const title = trouble ? 'It cannot be told what matches' : counted ? matchesText(counted.count) : 'Looking…';
  return (
    <>
      <section class="preview" aria-labelledby="matches">
        <h2 id="matches" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p class="unseen" role="status">
          {counted && title}
        </p>
        {trouble ? (
          <TroubleNotice trouble={trouble} onRetry={onLookAgain} />
        ) : counted ? (
          <>
            <Matching filters={filters} />
            <SomeOf grants={some} {...counted} />
          </>
        ) : (
          <Skeleton rows={3} />
        )}
      </section>
      {counted && counted.count > 0 && (
        <>
          <Takes count={counted.count} plan={plan} />
          <Confirm
            {...counted}
            onConfirm={() => start({ filters, where: asCounted(filters, counted.countedAt), ...counted })}
          />
        </>
      )}
    </>
  );
}

function SomeOf({ grants = [], count, countedAt }: Counted & { grants: State['some'] }) {
  const others = count - grants.length;
  return (
    <>
      {grants.length > 0 && (
        <ul class="rows grants panel">
          {grants.map((grant) => (
            <GrantItem key={grant.grantId} grant={grant} />
          ))}
        </ul>
      )}
      <p class="hint">
        {grants.length > 0 &&
          others > 0 &&
          `These are the first of them; ${formatCount(others, 'more grant')} not shown. `}
        Counted at <time dateTime={countedAt}>{formatTime(countedAt)}</time>.
      </p>
    </>
  );
}

function matchesText(count: number): string {
  if (count === 0) return 'No grant matches';
  return `${formatCount(count, 'grant')} ${count === 1 ? 'matches' : 'match'}`;
}
