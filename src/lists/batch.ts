import { comparable } from '../lib/same-id.ts';
import type { ListMemory } from './list-memory.ts';
import { MIN_PAGE_SIZE } from './page-sizes.ts';
import type { Page, ReadPage } from './pages.ts';
import { plan } from './plan.ts';

/** A resource that can be read by its list and one by one. */
export interface BatchSource<T> {
  /** Reads a page of the list without filters; one call. */
  readonly readPage: ReadPage<T>;
  /** Reads one item; throws or rejects if it cannot be read. */
  readonly readOne: (id: string) => Promise<T>;
  readonly idOf: (item: T) => string;
  /** Whether an error of {@link readOne} means that the list lacks the item: it is deleted, or another account's. */
  readonly isInaccessible: (error: unknown) => boolean;
  /** Whether an error of {@link readPage} means that the credential may not read the list. */
  readonly isDenied: (error: unknown) => boolean;
  /** Whether every further call would end in the same error. */
  readonly isFatal: (error: unknown) => boolean;
  /** Whether this many calls would take a large share of the remaining quota. */
  readonly isScarce: (calls: number) => boolean;
}

/**
 * Reads many items with as few calls as {@link plan} finds, and never more than one above the number of ids.
 *
 * A single read that fails affects its own id only: the error is that id's result. After a list read that fails, the
 * ids are read one by one, unless its error is fatal: then the error is the result of every id that has none yet.
 *
 * @param ids distinct ids
 * @param memory what is known about the list for this credential; read and written
 * @returns an item or an error for each id, in the order of `ids`; never rejects
 */
export function readBatch<T>(
  ids: readonly string[],
  source: BatchSource<T>,
  memory: ListMemory,
): Promise<(T | Error)[]> {
  return ids.length === 1
    ? readAlone(ids[0]!, source, memory).then((result) => [result])
    : readSeveral(ids, source, memory);
}

async function readSeveral<T>(
  ids: readonly string[],
  source: BatchSource<T>,
  memory: ListMemory,
): Promise<(T | Error)[]> {
  const missing = new Set(ids.filter((id) => memory.isMissing(id)));
  const wanted = ids.filter((id) => !missing.has(id));
  const [ones, others] = await Promise.all([
    readOnes([...missing], source, memory),
    readListed(wanted, source, memory),
  ]);
  return ids.map((id) => (ones.get(id) ?? others.get(id)) as T | Error);
}

type Results<T> = Map<string, T | Error>;

async function readListed<T>(ids: readonly string[], source: BatchSource<T>, memory: ListMemory): Promise<Results<T>> {
  const results: Results<T> = new Map();
  const isOpen = (id: string) => !results.has(id);
  const wanted = ids.length;
  const read = async (numbers: readonly number[], size: number) => {
    const pages = await Promise.all(numbers.map((number) => source.readPage({ number, size }).catch(asError)));
    for (const page of pages) {
      if (page instanceof Error) continue;
      if (page.total !== undefined) memory.learn(page.total);
      const items = new Map(page.items.map((item) => [comparable(source.idOf(item)), item]));
      for (const id of ids) {
        const item = items.get(comparable(id));
        if (item !== undefined) results.set(id, item);
      }
    }
    return pages;
  };

  const { largest } = memory.sizes;
  const total = memory.total();
  const probe = memory.isDenied() ? [] : plan({ wanted, total, size: largest, scarce: source.isScarce(wanted) });
  const pages = await read(probe, largest);
  const [first] = pages;
  if (first instanceof Error && source.isDenied(first)) memory.deny();
  if (first !== undefined && !(first instanceof Error)) {
    // Page 1 decides how many more to read. If the total it reports is wrong, those are empty.
    const size = first.end === 'denied' ? Math.max(first.items.length, MIN_PAGE_SIZE) : Math.min(first.size, largest);
    const rest = await read(plan({ wanted, total: lengthOf(first), size, found: results.size }), size);
    if (size < first.size && rest.some((page) => !(page instanceof Error) && page.items.length > 0)) {
      memory.sizes.cut(size);
    }
    pages.push(...rest);
  }

  const open = ids.filter(isOpen);
  const fault = pages.find((page): page is Error => page instanceof Error && source.isFatal(page));
  if (fault !== undefined) return open.reduce((all, id) => all.set(id, fault), results);
  if (isWhole(pages)) memory.miss(open);
  for (const [id, result] of await readOnes(open, source, memory)) results.set(id, result);
  return results;
}

async function readOnes<T>(ids: readonly string[], source: BatchSource<T>, memory: ListMemory): Promise<Results<T>> {
  const results = await Promise.all(ids.map((id) => readAlone(id, source, memory)));
  return new Map(ids.map((id, index) => [id, results[index]!]));
}

async function readAlone<T>(
  id: string,
  { readOne, isInaccessible }: BatchSource<T>,
  memory: ListMemory,
): Promise<T | Error> {
  try {
    return await readOne(id);
  } catch (error) {
    if (isInaccessible(error)) memory.miss([id]);
    return asError(error);
  }
}

/** Whether these pages, page 1 first, are the whole list. */
function isWhole(pages: readonly (Page<unknown> | Error)[]): boolean {
  const last = pages.at(-1);
  if (last === undefined || pages.some((page) => page instanceof Error)) return false;
  const held = (pages as readonly Page<unknown>[]).reduce((sum, { items }) => sum + items.length, 0);
  const length = lengthOf(pages[0] as Page<unknown>);
  return length !== undefined && length <= held;
}

/** Length of the list by its page 1: the reported total, or the number of items where it is the last page. */
function lengthOf({ items, total, end }: Page<unknown>): number | undefined {
  return total ?? (end === 'here' ? items.length : undefined);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
