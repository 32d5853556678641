import type { ListMemory } from './batch/memory.ts';
import type { TelnyxError } from './errors.ts';

/** Telnyx' largest `page[size]`. */
export const MAX_PAGE_SIZE = 100;

/** What to ask of a page-number list. */
export interface PageRequest {
  /** 1-based `page[number]`. */
  readonly number: number;
  /** `page[size]`, 1 to {@link MAX_PAGE_SIZE}. */
  readonly size: number;
}

/** One page of a list; past the end it is empty. */
export interface Page<T> {
  readonly items: readonly T[];
  /** `meta.total_results`; undefined where Telnyx sent no meta. */
  readonly total: number | undefined;
}

/** Reads one page. Rejects with a `TelnyxError`. */
export type ReadPage<T> = (page: PageRequest) => Promise<Page<T>>;

/** The query that asks for this page: `page[number]`, `page[size]`. */
export function pageQuery({ number, size }: PageRequest): string {
  return `page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;
}

/**
 * The page, where any refusal of a later page than the first counts as an empty one: what Telnyx does past a list's
 * end is not documented. The list's length, if told, is kept in `memory`.
 */
export async function pastTheEnd<T>(
  { number }: PageRequest,
  read: Promise<Page<T>>,
  memory?: ListMemory,
): Promise<Page<T>> {
  try {
    const page = await read;
    if (page.total !== undefined) memory?.learn(page.total);
    return page;
  } catch (error) {
    const { status } = error as TelnyxError;
    if (number > 1 && (status === 400 || status === 404)) return { items: [], total: undefined };
    throw error;
  }
}
