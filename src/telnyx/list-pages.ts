import type { ListMemory } from '../lists/list-memory.ts';
import type { Page, PagedList, PageRequest } from '../lists/pages.ts';
import { learnSizes, type PageSource, readPage } from '../lists/read-page.ts';
import { readWindow, type Window } from '../lists/window.ts';
import type { WindowRequest } from '../lists/window-request.ts';
import type { TelnyxError } from './errors.ts';
import { toTelnyxError } from './list-errors.ts';
import type { Call } from './transport/call.ts';
import type { UpstreamResponse } from './transport/response-errors.ts';
import type { Session } from './transport/session.ts';

/** A list of the REST API. */
export interface ListEndpoint<T> {
  readonly route: string;
  /** As sent, below the API's base. */
  readonly path: string;
  /** Its filters as a query; empty: the whole list. */
  readonly filter: string;
  readonly idOf: (item: T) => string;
  readonly decode: (call: Call, answer: UpstreamResponse, page: PageRequest) => Page<T>;
}

/** Why the pages of a list are read. */
export type Purpose = Pick<Call, 'plan' | 'ids'>;

/** The pages of a list, each as one call answers it. What they tell of the list is kept in `memory`. */
export function pageSource<T>(
  session: Session,
  list: ListEndpoint<T>,
  memory: ListMemory,
  { plan, ids }: Purpose,
): PageSource<T> {
  const { route, path, filter, idOf, decode } = list;
  const learn = (total: number | undefined) => {
    if (filter === '' && total !== undefined) memory.learn(total);
  };
  return {
    idOf,
    sizes: memory.sizes,
    miscounted(length) {
      learn(length);
      session.caller.onMiscount?.(route);
    },
    read(request) {
      const query = `${pageQuery(request)}${filter && '&'}${filter}`;
      const call: Call = { method: 'GET', route, path: `${path}?${query}`, access: 'read', plan, ids };
      const learnt = (page: Page<T>) => {
        learnSizes(request, page, memory.sizes);
        learn(page.total);
        return page;
      };
      return session
        .read(call, (answer) => decode(call, answer, request))
        .then(learnt, (error) => learnt(pastTheEnd<T>(request, error)));
    },
  };
}

/** The same pages, each of which knows whether the list ends with it: see {@link readPage}. */
export function pagedList<T>(source: PageSource<T>): Omit<PagedList<T>, 'scope'> {
  const { idOf, sizes } = source;
  return { idOf, largest: () => sizes.largest, read: (request) => readPage(source, request) };
}

/** {@link readWindow}, which rejects with a `TelnyxError`. */
export function readListWindow<T>(list: PagedList<T>, request: WindowRequest): Promise<Window<T>> {
  return readWindow(list, request).catch((error) => {
    throw toTelnyxError(error);
  });
}

/** The query that asks for this page. */
function pageQuery({ number, size }: PageRequest): string {
  return `page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;
}

/**
 * An empty page in place of any refusal of a later page than the first, since what Telnyx does past a list's end is not
 * documented. Throws what is no such refusal.
 */
function pastTheEnd<T>({ number, size }: PageRequest, error: unknown): Page<T> {
  const { status } = error as TelnyxError;
  if (number === 1 || (status !== 400 && status !== 404)) throw error;
  return { items: [], from: (number - 1) * size, size, total: undefined, end: 'here' };
}
