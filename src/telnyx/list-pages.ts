import type { ListMemory } from '../lists/list-memory.ts';
import type { Page, PagedList, PageRequest } from '../lists/pages.ts';
import { learnSizes, type PageSource, readPage } from '../lists/read-page.ts';
import { readWindow, type Window } from '../lists/window.ts';
import type { WindowRequest } from '../lists/window-request.ts';
import type { TelnyxError } from './errors.ts';
import { toTelnyxError } from './list-errors.ts';
import type { Call } from './transport/call.ts';
import type { ResourcePath } from './transport/resource-path.ts';
import type { UpstreamResponse } from './transport/response-errors.ts';
import type { Session } from './transport/session.ts';

/** A list of the REST API. */
export interface ListEndpoint<T> {
  readonly path: ResourcePath;
  /** Its filters as a query; empty: the whole list. */
  readonly filter: string;
  readonly idOf: (item: T) => string;
  readonly decode: (call: Call, response: UpstreamResponse, page: PageRequest) => Page<T>;
}

/** Why the pages of a list are read. */
export type Purpose = Pick<Call, 'plan' | 'ids'> & Partial<Pick<Call, 'access'>>;

/** Reads the pages of a list, each by one call. Records in `memory` what they show of the list. */
export function pageSource<T>(
  session: Session,
  list: ListEndpoint<T>,
  memory: ListMemory,
  { plan, ids, access = 'read' }: Purpose,
): PageSource<T> {
  const { path, filter, idOf, decode } = list;
  const route = path.documented;
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
      const query = `?${pageQuery(request)}${filter && '&'}${filter}`;
      const readAt = (spelling: string): Promise<Page<T>> => {
        const shownPath = path.shown(spelling, query);
        const at = { path: spelling + query, shownPath, resource: path };
        const call: Call = { method: 'GET', route, ...at, access, plan, ids };
        return session.read(call, (response) => decode(call, response, request));
      };
      const learnt = (page: Page<T>) => {
        learnSizes(request, page, memory.sizes);
        learn(page.total);
        return page;
      };
      const spelling = path.current;
      return readAt(spelling).then(learnt, (error) => {
        // Past the end of a list Telnyx may refuse with any status.
        if (request.number > 1 && path.isProven) return learnt(pastTheEnd<T>(request, error));
        return path
          .readElsewhere(spelling, error, readAt, session.seeker)
          .then(learnt, (error) => learnt(pastTheEnd<T>(request, error)));
      });
    },
  };
}

/** Reads the pages of a list and finds out whether it ends with them: see {@link readPage}. */
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

/** Carries out a call at the path of a list or below it, before the spelling of the path is known. */
export function carryOutInDoubt<T, Item>(
  session: Session,
  list: ListEndpoint<Item>,
  memory: () => Promise<ListMemory>,
  carryOut: (spelling: string) => Promise<T>,
): Promise<T> {
  const readList = async () => pageSource(session, list, await memory(), CHECK).read({ number: 1, size: 1 });
  return list.path.doubt(carryOut, readList, session.seeker);
}

/** The purpose of a list read that finds out how the path is spelled. */
const CHECK: Purpose = { plan: 'single' };

/** The query that asks for this page. */
export function pageQuery({ number, size }: PageRequest): string {
  return `page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;
}

/**
 * Returns an empty page in place of any refusal of a later page than the first, since it is not documented what Telnyx
 * does past a list's end. Throws every other error.
 */
function pastTheEnd<T>({ number, size }: PageRequest, error: unknown): Page<T> {
  const { status } = error as TelnyxError;
  if (number === 1 || (status !== 400 && status !== 404)) throw error;
  return { items: [], from: (number - 1) * size, size, total: undefined, end: 'here' };
}
