import { ListChangedError, ListTooLongError } from './errors.ts';
import { pagesTo } from './overlapping-pages.ts';
import { MAX_PAGE_SIZE, type PagedList, type PageRequest, pageOf, type ReadPage } from './pages.ts';
import { NARROW, Pass } from './pass.ts';

export interface ScanOptions<T> {
  /** Reads a page of the list without filters. Its `end` is `here` or `later`. */
  readonly readPage: ReadPage<T>;
  readonly idOf: (item: T) => string;
  /** The largest page to ask for. */
  readonly largest: () => number;
}

/** Maximum length of a list, in pages of the largest size. */
const MAX_PAGES = 50;

/**
 * Calls that a scan takes if the list does not change.
 *
 * @param total the list's length; undefined: unknown, so the most that any list takes
 * @param largest the largest page
 */
export function scanCalls(total: number | undefined, largest: number): number {
  return scanRequests(total, largest).length;
}

/** The pages that such a scan reads. */
export function scanRequests(total: number | undefined, largest: number): [PageRequest, ...PageRequest[]] {
  // One item beyond the bound is read to see that the list is too long.
  const most = MAX_PAGES * largest + 1;
  const [first = { number: 1, size: largest }, ...rest] = pagesTo(0, Math.min(total ?? most, most), NARROW, largest);
  return [first, ...rest];
}

/**
 * One reading of a list, shared by all its callers within one request. Pages are read on demand, and none twice. A list
 * that changed too much is read once more from the start. If it then changes again, or a page cannot be read, every
 * caller gets the error.
 */
export class Scan<T> {
  readonly #options: ScanOptions<T>;
  #pass: Pass<T>;
  #isRepeated = false;
  /** The read in flight, which all callers wait for. Once it has failed it stays, so that they all get its error. */
  #step: Promise<void> | undefined;

  constructor(options: ScanOptions<T>) {
    this.#options = options;
    this.#pass = this.#newPass();
  }

  /**
   * Reads the whole list, pages in parallel. It holds each item once, and every item that was in the list all the time.
   *
   * @throws {ListTooLongError} The list is longer than the bound.
   * @throws {ListChangedError} The list changed too much, twice.
   */
  async all(): Promise<readonly T[]> {
    await this.#readUntil(() => false, true);
    return this.#pass.items;
  }

  /**
   * The items that match, as a list of its own. Its total is undefined until the scan has reached the end. Its reads
   * reject like {@link all}.
   *
   * @param scope canonical name of list and filter, for cursors
   * @param sequential whether to read page after page and stop as soon as the page asked for is full, instead of
   *   reading the whole list. A list longer than the bound is then an error only if it is read that far; default false
   */
  filtered(
    predicate: (item: T) => boolean,
    scope: string,
    { sequential = false }: { readonly sequential?: boolean } = {},
  ): PagedList<T> {
    return {
      scope,
      idOf: this.#options.idOf,
      largest: anyPageSize,
      read: async (request) => {
        const { number, size } = request;
        const stop = number * size;
        const matches = () => this.#pass.items.filter(predicate);
        await this.#readUntil(() => sequential && matches().length >= stop, !sequential);
        const found = matches();
        return pageOf(found.slice(stop - size, stop), request, this.#pass.isComplete ? found.length : undefined);
      },
    };
  }

  async #readUntil(isEnough: () => boolean, whole: boolean): Promise<void> {
    while (!this.#pass.isComplete && !isEnough()) {
      const limit = MAX_PAGES * this.#options.largest();
      if (this.#pass.end > limit || (whole && (this.#pass.total ?? 0) > limit)) {
        throw new ListTooLongError(`The list is longer than ${limit} items, too long to be searched.`);
      }
      this.#step ??= this.#advance(whole);
      await this.#step;
    }
  }

  async #advance(whole: boolean): Promise<void> {
    if (!(await this.#pass.advance(whole))) {
      if (this.#isRepeated) throw new ListChangedError('The list kept changing while it was read. Try again.');
      this.#isRepeated = true;
      this.#pass = this.#newPass();
    }
    this.#step = undefined;
  }

  #newPass(): Pass<T> {
    const { readPage, idOf, largest } = this.#options;
    return new Pass(readPage, idOf, largest);
  }
}

function anyPageSize(): number {
  return MAX_PAGE_SIZE;
}
