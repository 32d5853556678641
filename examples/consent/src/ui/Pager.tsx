import { useLocation } from 'preact-iso';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { PagerFragmentDoc } from '../generated/graphql.ts';

const PAGE_SIZE = 20;

/** The variables of a connection for the page that the address names by its cursor. */
export function usePage() {
  const { after, before } = useLocation().query;
  if (before !== undefined) return { last: PAGE_SIZE, before };
  return { first: PAGE_SIZE, ...(after !== undefined && { after }) };
}

/** Where the list that is shown begins, with the filters that it has. */
export function useFirstPage(): { readonly isFirst: boolean; readonly href: string } {
  const { path, query } = useLocation();
  const { after, before, ...filters } = query;
  const search = new URLSearchParams(filters).toString();
  return { isFirst: after === undefined && before === undefined, href: search === '' ? path : `${path}?${search}` };
}

interface PagerProps {
  /** What is paged through, for those who hear it: `Clients`. */
  readonly label: string;
  readonly pageInfo: FragmentType<typeof PagerFragmentDoc>;
}

/** Leads to the pages beside this one. The cursor stands in the address, so that reload and back keep the page. */
export function Pager({ label, pageInfo }: PagerProps) {
  const { startCursor, endCursor, hasNextPage, hasPreviousPage } = readFragment(PagerFragmentDoc, pageInfo);
  const { path, query } = useLocation();
  if (!hasNextPage && !hasPreviousPage) return null;
  const { after: _, before: __, ...filters } = query;
  const to = (cursor: Record<string, string>) => `${path}?${new URLSearchParams({ ...filters, ...cursor })}`;
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      <PageLink href={hasPreviousPage && startCursor !== null ? to({ before: startCursor }) : undefined}>
        Previous
      </PageLink>
      <PageLink href={hasNextPage && endCursor !== null ? to({ after: endCursor }) : undefined}>Next</PageLink>
    </nav>
  );
}

function PageLink({ href, children }: { href: string | undefined; children: string }) {
  return href === undefined ? (
    <button type="button" disabled>
      {children}
    </button>
  ) : (
    <a class="button" href={href}>
      {children}
    </a>
  );
}
