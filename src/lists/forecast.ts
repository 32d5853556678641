import { type PageRequest, pageOf } from './pages.ts';
import { plan } from './plan.ts';
import { scanRequests } from './scan.ts';
import { extraCalls, MAX_EXTRA_CALLS, MAX_WINDOW_CALLS, readWindow } from './window.ts';
import { checkRequest, type Wanted, type WindowRequest } from './window-request.ts';

/** Lower and upper bound of a number. Where they are equal, it is known exactly. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** The calls that reading a list takes, if it does not change meanwhile and is served as documented. */
export interface Forecast {
  readonly calls: Bounds;
  /** The pages that are read in any case, in this order. */
  readonly requests: readonly PageRequest[];
  /** How many of them are requested at once. The others wait for these responses. */
  readonly atOnce: number;
}

/** The calls that reading a window takes, and the items that it returns. */
export interface WindowForecast extends Forecast {
  /** Number of items. */
  readonly items: Bounds;
}

/** What is known of a list. */
export interface KnownList {
  readonly scope: string;
  readonly length: Bounds;
  /** The largest page. */
  readonly largest: number;
}

const isExact = ({ least, most }: Bounds): boolean => least === most;

/** Assumed for a list of unknown length: longer than any window. */
const LONG = 10_000;
/** Bounds of a number of which nothing is known. */
export const UNKNOWN: Bounds = { least: 0, most: Number.POSITIVE_INFINITY };

/**
 * Predicts the calls of {@link readWindow} by running it on a list of that length in memory. A cursor counts as up to
 * date if the list still has the length that the cursor records.
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

/** Reads from a list in memory. Its ids are made of positions; the items of cursors are at their recorded positions. */
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
 * Predicts the calls of a scan.
 *
 * @param isWhole whether it reads to the end of the list, and does not stop when it has found enough
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
  /** How many of them are malformed: these are never read one by one. */
  readonly invalid: number;
  /** Ids that are read one by one, since the list is known to lack them. */
  readonly missing: number;
  /** Length of the list; undefined: not known, or expired. */
  readonly total: number | undefined;
  readonly largest: number;
  /** Whether the credential may not read the list. */
  readonly isDenied: boolean;
  /** Whether this many calls would take a large share of the remaining quota. */
  readonly isScarce: boolean;
}

type ProbedBatch = Omit<KnownBatch, 'invalid' | 'missing'>;

/** Whether {@link readBatch} would begin with a page of the list. */
export function isProbed({ wanted, total, largest: size, isDenied, isScarce: scarce }: ProbedBatch): boolean {
  return !isDenied && plan({ wanted, total, size, scarce }).length > 0;
}

/** Predicts the number of calls of {@link readBatch}, list pages and single reads together. */
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
  // Page 1 may report more pages, which hold all the other ids.
  if (total === undefined) least = Math.min(least, Math.max(1, Math.ceil(valid / largest)));
  return { least: least + missing, most: 1 + valid + missing };
}

function exactly(value: number): Bounds {
  return { least: value, most: value };
}
