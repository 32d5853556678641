import { type PageRequest, pageOf } from './pages.ts';
import { plan } from './plan.ts';
import { scanRequests } from './scan.ts';
import { extraCalls, MAX_EXTRA_CALLS, MAX_WINDOW_CALLS, readWindow } from './window.ts';
import { checkRequest, type Wanted, type WindowRequest } from './window-request.ts';

/** A number that is known by its bounds: exactly, where they are the same. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** What reading a list takes while it stands still and is served as documented. */
export interface Forecast {
  readonly calls: Bounds;
  /** The pages that are read for certain, in this order. */
  readonly requests: readonly PageRequest[];
  /** So many of them at once; what follows waits for what they bring. */
  readonly atOnce: number;
}

/** The same of a window. */
export interface WindowForecast extends Forecast {
  /** Items of the window. */
  readonly items: Bounds;
}

/** A list as far as it is known. */
export interface KnownList {
  readonly scope: string;
  readonly length: Bounds;
  /** The largest page. */
  readonly largest: number;
}

const isExact = ({ least, most }: Bounds): boolean => least === most;

/** Stands for a length of which nothing is known: longer than what a window can hold. */
const LONG = 10_000;
/** A length that no list is known to exceed, for sums. */
export const UNKNOWN: Bounds = { least: 0, most: Number.POSITIVE_INFINITY };

/**
 * Tells what {@link readWindow} would read, by reading a list of that length which exists only in memory. A cursor is
 * taken to be up to date where the list still has the length that it had then.
 *
 * @throws {WindowRequestError} As {@link readWindow} does.
 */
export async function forecastWindow(
  { scope, length, largest }: KnownList,
  request: WindowRequest,
): Promise<WindowForecast> {
  const wanted = checkRequest(request, scope);
  const { backward, count, origin, limit, beyond } = wanted;
  const cursor = origin.cursor ?? limit.cursor;
  const isStill = isExact(length) && (cursor === undefined || cursor.total === length.least);
  if (isStill) {
    const read = await rehearse(wanted, request, { scope, length: length.least, largest });
    return { ...read, calls: exactly(read.requests.length) };
  }
  const assumed = Math.max(cursor?.total ?? Math.min(length.most, LONG), (cursor?.position ?? 0) + 1);
  const { requests, atOnce } = await rehearse(wanted, request, { scope, length: assumed, largest });
  // What is read first does not depend on what the list holds.
  const known = { requests: requests.slice(0, atOnce), atOnce };
  if (cursor) {
    const calls = { least: atOnce, most: requests.length + MAX_EXTRA_CALLS };
    return { ...known, calls, items: { least: 0, most: count } };
  }
  const isSmall = count === 0 || length.most <= largest;
  const most = backward ? MAX_WINDOW_CALLS + extraCalls(count + beyond, largest) : requests.length;
  return {
    ...known,
    calls: { least: atOnce, most: isSmall ? atOnce : most },
    items: { least: Math.min(count, length.least), most: Math.min(count, length.most) },
  };
}

/** Reads a list whose items are their positions, but for those of cursors, which stand where they stood. */
async function rehearse(
  { origin, limit }: Wanted,
  request: WindowRequest,
  { scope, length, largest }: Omit<KnownList, 'length'> & { length: number },
): Promise<Omit<WindowForecast, 'calls'>> {
  const ids = new Map<number, string>();
  for (const { cursor } of [origin, limit]) if (cursor) ids.set(cursor.position, cursor.id);
  const requests: PageRequest[] = [];
  let atOnce = 0;
  const list = {
    scope,
    idOf: (position: number) => ids.get(position) ?? `at ${position}`,
    largest: () => largest,
    read: async (page: PageRequest) => {
      requests.push(page);
      await undefined;
      atOnce ||= requests.length;
      const from = (page.number - 1) * page.size;
      const items = Array.from({ length: Math.max(0, Math.min(page.size, length - from)) }, (_, index) => from + index);
      return pageOf(items, page, length);
    },
  };
  const { edges } = await readWindow(list, request);
  return { requests, atOnce, items: exactly(edges.length) };
}

/**
 * Tells what a scan reads.
 *
 * @param isWhole whether it goes to the end of the list, and does not stop where enough is found
 */
export function forecastScan({ length, largest }: Omit<KnownList, 'scope'>, isWhole: boolean): Forecast {
  const requests = scanRequests(Number.isFinite(length.most) ? length.most : undefined, largest);
  const isCertain = isWhole && isExact(length);
  return {
    calls: { least: isCertain ? requests.length : 1, most: requests.length },
    requests: isCertain ? requests : [requests[0]],
    atOnce: 1,
  };
}

/** What is known before a batch is read. */
export interface KnownBatch {
  /** Ids that are looked for in the list. */
  readonly wanted: number;
  /** So many of them are no ids: no call is made for them alone. */
  readonly invalid: number;
  /** Ids that are read one by one, as the list lacks them. */
  readonly missing: number;
  /** Length of the list as the batch would know it; undefined: not learnt lately. */
  readonly total: number | undefined;
  readonly largest: number;
  /** Whether the list may not be read. */
  readonly isDenied: boolean;
  /** Whether so many calls are much of what the quota has left. */
  readonly isScarce: boolean;
}

type ProbedBatch = Omit<KnownBatch, 'invalid' | 'missing'>;

/** Whether {@link readBatch} would begin with a page of the list. */
export function isProbed({ wanted, total, largest: size, isDenied, isScarce: scarce }: ProbedBatch): boolean {
  return !isDenied && plan({ wanted, total, size, scarce }).length > 0;
}

/** Tells how many calls {@link readBatch} makes, pages of the list and single items together. */
export function forecastBatch(batch: KnownBatch): Bounds {
  const { wanted, invalid, missing, total, largest } = batch;
  const valid = wanted - invalid;
  if (!isProbed(batch)) return exactly(valid + missing);
  const length = total ?? Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let found = 0; found <= Math.min(valid, largest, length); found++) {
    const rest = total === undefined ? 0 : plan({ wanted, total, size: largest, found }).length;
    const further = Math.min(valid - found, rest * largest, Math.max(0, length - largest));
    least = Math.min(least, 1 + rest + (valid - found - further));
  }
  // Page 1 may tell of more pages, which hold all the rest.
  if (total === undefined) least = Math.min(least, Math.max(1, Math.ceil(valid / largest)));
  return { least: least + missing, most: 1 + valid + missing };
}

function exactly(value: number): Bounds {
  return { least: value, most: value };
}
