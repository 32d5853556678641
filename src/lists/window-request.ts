import { type Cursor, decodeCursor } from './cursor.ts';
import { type RequestIssue, WindowRequestError } from './errors.ts';
import { MAX_PAGE_SIZE } from './pages.ts';

/** Items of a window if the caller gives no number. */
const DEFAULT_LENGTH = 20;

/** Which items of a list to read; null counts as omitted. */
export interface WindowRequest {
  /** Number of items from the start of the list on, or from `after` on. */
  readonly first?: number | null | undefined;
  /** A cursor: only items after its item. */
  readonly after?: string | null | undefined;
  /** Number of items up to the end of the list, or up to `before`. */
  readonly last?: number | null | undefined;
  /** A cursor: only items before its item. */
  readonly before?: string | null | undefined;
  /** Whether only the items are needed: cursors, `hasNextPage` and `hasPreviousPage` may be wrong. Default: false. */
  readonly itemsOnly?: boolean;
}

/** An end of the range asked for: the gap right after or right before a cursor's item, or an end of the list. */
export interface Boundary {
  readonly side: 'after' | 'before';
  /** Undefined: the start of the list for `after`, its end for `before`. */
  readonly cursor: Cursor | undefined;
}

/** The position of a boundary, that is of the first item behind it, when its cursor was made. */
export function recordedPosition({ side, cursor }: Boundary): number {
  const position = cursor?.position ?? 0;
  return side === 'after' && cursor !== undefined ? position + 1 : position;
}

/** How many more items the list has than when a boundary's cursor was made; 0 if unknown. */
export function driftOf({ cursor }: Boundary, total: number | undefined): number {
  return total === undefined || cursor?.total === undefined ? 0 : total - cursor.total;
}

/** A checked request: `count` items from `origin` on, but none past `limit`. */
export interface Wanted {
  /** Towards the start of the list: `origin` is the boundary `before`, `limit` the boundary `after`. */
  readonly backward: boolean;
  /** 0 to {@link MAX_PAGE_SIZE}. */
  readonly count: number;
  readonly origin: Boundary;
  readonly limit: Boundary;
  /**
   * Items to read beyond the window, so that its last cursor has a neighbour on either side: 1, or 0 without cursors.
   */
  readonly beyond: number;
}

/**
 * Checks a request: at most {@link MAX_PAGE_SIZE} items, {@link DEFAULT_LENGTH} unless told otherwise, from the end
 * with `last` or with `before` alone.
 *
 * @throws {WindowRequestError} With every fault at once, each at the member's name: code `range` (not a whole number
 *   from 0 to 100), `conflict` (`first` with `last`), `cursor` (malformed, or of another list or filter).
 * @see https://relay.dev/graphql/connections.htm#sec-Arguments
 */
export function checkRequest(request: WindowRequest, scope: string): Wanted {
  const issues: RequestIssue[] = [];
  const count = (name: 'first' | 'last'): number | undefined => {
    const value = request[name] ?? undefined;
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= MAX_PAGE_SIZE)) {
      const message = `\`${name}\` must be a whole number from 0 to ${MAX_PAGE_SIZE}.`;
      issues.push({ path: [name], code: 'range', message });
    }
    return value;
  };
  const cursor = (name: 'after' | 'before'): Cursor | undefined => {
    const text = request[name] ?? undefined;
    if (text === undefined) return undefined;
    const decoded = decodeCursor(text, scope);
    if (decoded === undefined) {
      const message = `\`${name}\` is not a cursor of this list with this filter.`;
      issues.push({ path: [name], code: 'cursor', message });
    }
    return decoded;
  };

  const [first, last] = [count('first'), count('last')];
  if (first !== undefined && last !== undefined) {
    issues.push({ path: ['last'], code: 'conflict', message: '`first` and `last` cannot be combined.' });
  }
  const after: Boundary = { side: 'after', cursor: cursor('after') };
  const before: Boundary = { side: 'before', cursor: cursor('before') };
  if (issues.length > 0) throw new WindowRequestError(issues);

  const backward =
    last !== undefined || (first === undefined && after.cursor === undefined && before.cursor !== undefined);
  const [origin, limit] = backward ? [before, after] : [after, before];
  return { backward, count: first ?? last ?? DEFAULT_LENGTH, origin, limit, beyond: request.itemsOnly ? 0 : 1 };
}
