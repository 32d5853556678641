import { cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import { checkMembers } from './members.ts';
import { membersOf, outcomeOf, type Reply } from './probe.ts';
import { askApi, type Item, pageQuery, type Resource, type Target } from './target.ts';

const LARGEST = 100;
/** A page that no list has. */
const FAR = 1_000_000;

/** The first page of a list. */
export interface Beginning {
  readonly path: string;
  readonly items: readonly Item[];
  readonly total: number | undefined;
}

/**
 * Checks a list by its first page of 100, read twice, and by a page past its end.
 *
 * @param first its first page of one item
 */
export async function checkList(
  target: Target,
  resource: Resource,
  path: string,
  first: Reply,
): Promise<{ findings: Finding[]; beginning: Beginning | undefined }> {
  const id = resource;
  const reply = await askApi(target, `${path}?${pageQuery(1, LARGEST)}`);
  const page = pageOf(reply);
  if (!page) {
    const advice = 'nothing to set: reads of the list end in UPSTREAM_CONTRACT';
    const seen = reply.status === 200 ? '200 without a list in data' : outcomeOf(reply);
    const isTelling = reply.status >= 200 && reply.status < 429;
    const finding = isTelling ? doesNotHold(`${id}-page-size`, seen, advice) : cannotBeTold(`${id}-page-size`, seen);
    return { findings: [finding], beginning: undefined };
  }
  const again = pageOf(await askApi(target, `${path}?${pageQuery(1, LARGEST)}`));
  const number = page.total === undefined ? FAR : Math.floor(page.total / LARGEST) + 2;
  const end = await askApi(target, `${path}?${pageQuery(number, LARGEST)}`);
  return {
    findings: [
      checkSizes(id, pageOf(first), page),
      checkTotal(id, page),
      checkOrder(id, page, again),
      checkEnd(id, end, number),
      checkMembers(id, page.items),
    ],
    beginning: { path, ...page },
  };
}

interface Page {
  readonly items: readonly Item[];
  readonly total: number | undefined;
  readonly number: number | undefined;
  readonly size: number | undefined;
}

function pageOf({ status, json }: Reply): Page | undefined {
  const { data, meta } = membersOf(json);
  if (status !== 200 || !Array.isArray(data)) return undefined;
  const { total_results, page_number, page_size } = membersOf(meta);
  return {
    items: data.map(membersOf),
    total: countOf(total_results),
    number: countOf(page_number),
    size: countOf(page_size),
  };
}

/** Numbers may come as strings. */
function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function checkSizes(resource: Resource, one: Page | undefined, page: Page): Finding {
  const id = `${resource}-page-size` as const;
  const length = page.items.length;
  const seen = `asked for 1: ${one?.items.length ?? 'none'}; asked for ${LARGEST}: ${length}`;
  const impossible = length > LARGEST || (one?.items.length ?? 0) > 1 || (page.number ?? 1) !== 1;
  if (impossible) return doesNotHold(id, seen, 'nothing to set: reads of the list end in UPSTREAM_CONTRACT');
  const total = page.total ?? 0;
  if (length < Math.min(LARGEST, total) || (page.size ?? LARGEST) < LARGEST) {
    const largest = Math.min(length, page.size ?? LARGEST);
    return doesNotHold(id, seen, `nothing to set: the gateway learns that pages hold ${largest}, and makes more calls`);
  }
  if (length === LARGEST || page.total !== undefined) return holds(id, seen);
  return cannotBeTold(id, seen);
}

function checkTotal(resource: Resource, { total, items }: Page): Finding {
  const id = `${resource}-total` as const;
  if (total === undefined) {
    return doesNotHold(
      id,
      'meta.total_results is not a number',
      'nothing to set: totalCount is null, batches take more calls',
    );
  }
  if (total < items.length) {
    const seen = `${total} reported, ${items.length} on the first page`;
    return doesNotHold(id, seen, 'nothing to set: reads of the list end in UPSTREAM_CONTRACT');
  }
  return holds(id, `${total} reported`);
}

function checkOrder(resource: Resource, page: Page, again: Page | undefined): Finding {
  const id = `${resource}-order` as const;
  const [before, after] = [idsOf(resource, page), again && idsOf(resource, again)];
  if (after === undefined) return cannotBeTold(id, 'the second reading failed');
  if (before.length < 2) return cannotBeTold(id, `the list has ${before.length === 0 ? 'no item' : 'one item'}`);
  if (before.join() === after.join()) return holds(id, `${before.length} items read twice`);
  if (before.toSorted().join() !== after.toSorted().join()) return cannotBeTold(id, 'the list changed meanwhile');
  return doesNotHold(id, 'another order at the second reading', 'nothing to set: cursors end in CURSOR_EXPIRED');
}

function idsOf(resource: Resource, { items }: Page): string[] {
  return items.map((item) => String(resource === 'clients' ? item.client_id : item.id));
}

function checkEnd(resource: Resource, reply: Reply, number: number): Finding {
  const id = `${resource}-end` as const;
  if (reply.status === 400 || reply.status === 404) return holds(id, String(reply.status));
  const page = pageOf(reply);
  if (page?.items.length === 0) return holds(id, 'no items');
  if (page && (page.number ?? number) < number) return holds(id, `page ${page.number} again`);
  const seen = page ? `${page.items.length} items` : outcomeOf(reply);
  if (!page && (reply.status === 0 || reply.status === 429)) return cannotBeTold(id, seen);
  return doesNotHold(id, seen, 'nothing to set: the last page of a list may end in an error');
}
