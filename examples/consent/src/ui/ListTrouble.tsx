import type { CombinedError } from '@urql/core';
import { useLocation } from 'preact-iso';
import { useFirstPage } from './Pager.tsx';
import { TroubleNotice } from './TroubleNotice.tsx';
import { troubleOf } from './trouble.ts';

interface ListTroubleProps {
  readonly error: CombinedError;
  readonly busy: boolean;
  onRetry(): void;
}

/** Why a page of a list cannot be shown; where its place is lost, the way to the first page. */
export function ListTrouble({ error, busy, onRetry }: ListTroubleProps) {
  const { route } = useLocation();
  const { href } = useFirstPage();
  const trouble = troubleOf(error);
  const lost = ['cursorExpired', 'validation'].includes(trouble.kind);
  return lost ? (
    <TroubleNotice trouble={trouble} onRetry={() => route(href)} retryText="Go to the first page" />
  ) : (
    <TroubleNotice trouble={trouble} busy={busy} onRetry={onRetry} />
  );
}
