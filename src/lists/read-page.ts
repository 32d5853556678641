import { PagesTooSmallError } from './errors.ts';
import { MIN_PAGE_SIZE, type PageSizes } from './page-sizes.ts';
import type { Page, PageRequest, ReadPage } from './pages.ts';

/** One list, as one caller reads it. */
export interface PageSource<T> {
  readonly idOf: (item: T) => string;
  /** Makes one call; it may also throw. It learns page sizes from the response: see {@link learnSizes}. */
  readonly read: ReadPage<T>;
  readonly sizes: PageSizes;
  /** Called with the length of a list that was found to end before the total that it reports. */
  readonly miscounted: (length: number) => void;
}

/**
 * Learns from a page which sizes upstream serves the list with.
 *
 * @throws {PagesTooSmallError} The pages are smaller than {@link MIN_PAGE_SIZE}.
 */
export function learnSizes({ number, size }: PageRequest, page: Page<unknown>, sizes: PageSizes): void {
  if (page.items.length >= page.size) sizes.serve(page.size);
  if (page.size < size && (number > 1 || page.end === 'later')) cut(page.size, sizes);
}

function cut(size: number, sizes: PageSizes): void {
  if (size < MIN_PAGE_SIZE) throw new PagesTooSmallError(size);
  sizes.cut(size);
}

/**
 * Reads a page and finds out whether the list ends with it: `end` is `here` or `later`. Most responses say it. After a
 * short page whose meta does not say it, or that may begin elsewhere, the next page shows it.
 */
export function readPage<T>(source: PageSource<T>, request: PageRequest): Promise<Page<T>> {
  // One promise a page: most pages need no second read.
  return source.read(request).then((page) => {
    if (page.end === 'here' || page.end === 'later') return page;
    const isLast = page.end === 'unsure' && page.from + page.items.length === page.total;
    if (isLast && source.sizes.wasServed(page.size)) return { ...page, end: 'here' };
    return lookBehind(source, request, page);
  });
}

async function lookBehind<T>(
  { idOf, read, sizes, miscounted }: PageSource<T>,
  { number }: PageRequest,
  page: Page<T>,
): Promise<Page<T>> {
  const { items, total, end } = page;
  const { length } = items;
  const next = await read({ number: number + 1, size: number === 1 && length > 0 ? length : page.size });
  const known = new Set(items.map(idOf));
  const again = next.items.filter((item) => known.has(idOf(item))).length;
  if (again < next.items.length) {
    // Items follow this page, so it is not short: upstream cut it, and it is full unless the next one holds more.
    const size = Math.max(length, next.items.length);
    if (size < page.size) cut(size, sizes);
    return size === length ? { ...page, from: (number - 1) * size, size, end: 'later' } : { ...page, end: 'later' };
  }
  // Some servers repeat the last page past the end. A part of it means that the list is changing.
  if (again > 0 && again < length) return { ...page, end: 'later' };
  if (end === 'denied') {
    const to = page.from + length;
    miscounted(to);
    return { ...page, total: total && to, end: 'here' };
  }
  // If it was cut, it lies nearer to the start than its number says.
  return { ...page, from: Math.min(page.from, (total ?? Number.POSITIVE_INFINITY) - length), end: 'here' };
}
