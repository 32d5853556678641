import { CursorLostError, ListChangedError } from '../../../src/lists/errors.ts';
import { readWindow, type Window } from '../../../src/lists/window.ts';
import type { Item } from './lists.ts';
import type { Upstream } from './upstream.ts';

/** Some walks never end by themselves: new items come at the head faster than a walk towards it sees them. */
const MOST_PAGES = 500;

export interface Walk {
  readonly backward: boolean;
  /** Length of the next page. */
  readonly count: () => number;
  /** Happens between pages; gets the items of the page just seen, in list order. */
  readonly between: (upstream: Upstream, seen: readonly Item[]) => void;
  /** A cursor at which the walk ends. */
  readonly limit?: { readonly cursor: string; readonly id: string };
}

export interface Outcome {
  /** At the end of the list or at the limit; in `CursorLostError`; given up. */
  readonly end: 'finished' | 'expired' | 'endless';
  /** Pages read from a cursor, those of them that took calls beyond the planned ones, and these calls. */
  readonly pages: number;
  readonly pagesWithExtra: number;
  readonly extraCalls: number;
  /** The most extra calls for one page. */
  readonly mostExtra: number;
  /** Pages shorter than asked for although more followed. */
  readonly shortPages: number;
  /** Ids seen more than once. */
  readonly twice: readonly string[];
  /** Ids that were there from beginning to end and that the walk passed without seeing them. */
  readonly missed: readonly string[];
  /** Ids seen although they lay beyond the limit. */
  readonly beyond: readonly string[];
}

/** Walks a list from one end to the other. */
export async function walk(upstream: Upstream, { backward, count, between, limit }: Walk): Promise<Outcome> {
  const initial = new Set(upstream.all.map(({ id }) => id));
  const seen = new Set<string>();
  const [twice, beyond]: [string[], string[]] = [[], []];
  let [pages, pagesWithExtra, extraCalls, mostExtra, shortPages] = [0, 0, 0, 0, 0];
  let end: Outcome['end'] = 'endless';
  const inOrder = (): string[] => {
    const ids = upstream.all.map(({ id }) => id);
    return backward ? ids.reverse() : ids;
  };

  for (let cursor: string | undefined; pages < MOST_PAGES; ) {
    const asked = count();
    const before = upstream.calls;
    const pending = backward
      ? readWindow(upstream, { last: asked, before: cursor, after: limit?.cursor })
      : readWindow(upstream, { first: asked, after: cursor, before: limit?.cursor });
    const planned = upstream.calls - before;
    const window = await unlessExpired(pending);
    if (cursor !== undefined) {
      const extra = upstream.calls - before - planned;
      pages++;
      pagesWithExtra += extra > 0 ? 1 : 0;
      extraCalls += extra;
      mostExtra = Math.max(mostExtra, extra);
    }
    if (window === undefined) {
      end = 'expired';
      break;
    }
    const page = window.edges.map(({ node }) => node);
    for (const { id } of page) {
      if (seen.has(id)) twice.push(id);
      seen.add(id);
    }
    if (limit !== undefined) {
      const order = inOrder();
      const at = order.indexOf(limit.id);
      const past = new Set(at < 0 ? [] : order.slice(at));
      beyond.push(...page.map(({ id }) => id).filter((id) => past.has(id)));
    }
    if (!(backward ? window.hasPreviousPage : window.hasNextPage)) {
      end = 'finished';
      break;
    }
    shortPages += page.length < asked ? 1 : 0;
    cursor = window.edges.at(backward ? 0 : -1)?.cursor;
    between(upstream, page);
  }

  const order = inOrder();
  const goal = limit === undefined ? order.length : order.indexOf(limit.id);
  const passed = end === 'finished' && goal >= 0 ? goal : order.findLastIndex((id) => seen.has(id));
  const missed = order.slice(0, Math.max(passed, 0)).filter((id) => initial.has(id) && !seen.has(id));
  return { end, pages, pagesWithExtra, extraCalls, mostExtra, shortPages, twice, missed, beyond };
}

async function unlessExpired(pending: Promise<Window<Item>>): Promise<Window<Item> | undefined> {
  try {
    return await pending;
  } catch (error) {
    // The latter only where there is no cursor yet, and the end of the list moves away faster than it can be read.
    if (error instanceof CursorLostError || error instanceof ListChangedError) return undefined;
    throw error;
  }
}
