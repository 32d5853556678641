import type { Item } from './lists.ts';
import { random, Upstream, upTo } from './upstream.ts';
import { type Outcome, type Walk, walk } from './walk.ts';

type Between = Walk['between'];

export const nothing = (): void => undefined;

/** Up to `most` changes: as many deletes as inserts; half of these come at the head, as where the newest come first. */
export function mixed(most: number): (upstream: Upstream) => void {
  return (upstream) => {
    for (let left = upTo(upstream.next, most); left > 0; left--) {
      const kind = upstream.next();
      if (kind < 0.5) upstream.all.splice(upstream.anywhere(), 1);
      else if (kind < 0.75) upstream.insert(upTo(upstream.next, upstream.all.length));
      else upstream.insert(0);
    }
  };
}

/** Now and then up to `most` new items at the head at once. */
export function bursts(most: number): (upstream: Upstream) => void {
  return (upstream) => {
    if (upstream.next() < 0.3) upstream.insert(0, upTo(upstream.next, most));
  };
}

/** The caller deletes all that he has just seen. */
export const deletePage: Between = (upstream, seen) => upstream.remove(new Set(seen.map(({ id }) => id)));

/** Deletes the first and the last item seen, that is the anchor of either direction. */
export const deleteAnchors: Between = (upstream, seen) => {
  upstream.remove(new Set([seen[0], seen.at(-1)].map((item) => (item as Item).id)));
};

/** Deletes runs of up to 17 items around the anchors: more than a cursor knows of on one side. */
export const deleteRuns: Between = (upstream, seen) => {
  for (const anchor of [seen[0], seen.at(-1)]) {
    const at = upstream.all.indexOf(anchor as Item);
    if (at >= 0) upstream.all.splice(Math.max(0, at - upTo(upstream.next, 9)), 1 + upTo(upstream.next, 16));
  }
};

/** Up to 120 new items right around the anchors. */
export const insertAtAnchors: Between = (upstream, seen) => {
  for (const anchor of [seen[0], seen.at(-1)]) {
    const at = upstream.all.indexOf(anchor as Item);
    if (at >= 0) upstream.insert(Math.max(0, at + upTo(upstream.next, 4) - 2), upTo(upstream.next, 120));
  }
};

/** Deletes up to six tenths of the list, evenly. */
export const thinOut: Between = (upstream) => {
  const share = upstream.next() * 0.6;
  upstream.remove(new Set(upstream.all.filter(() => upstream.next() < share).map(({ id }) => id)));
};

export const both =
  (one: Between, other: Between): Between =>
  (upstream, seen) => {
    one(upstream, seen);
    other(upstream, seen);
  };

export interface Scenario {
  readonly name: string;
  /** Shortest and longest list, shortest and longest page. */
  readonly lists: readonly [number, number];
  readonly pages: readonly [number, number];
  readonly onCall: (upstream: Upstream) => void;
  readonly between: Between;
}

const calm = { lists: [1, 3_000], pages: [1, 100], onCall: nothing } as const;

/** What `drift.test.ts` measures and prints. */
export const scenarios: readonly Scenario[] = [
  { ...calm, name: 'mixed churn of up to 20, pages of up to 50', pages: [1, 50], between: mixed(20) },
  { ...calm, name: 'mixed churn, lists of 10,000', lists: [10_000, 10_000], pages: [20, 50], between: mixed(20) },
  { ...calm, name: 'mixed churn, pages of 50', pages: [50, 50], between: mixed(20) },
  { ...calm, name: 'mixed churn, pages of up to 100', between: mixed(20) },
  { ...calm, name: 'mixed churn, and 5 at each call', pages: [1, 50], onCall: mixed(5), between: mixed(20) },
  { ...calm, name: 'mixed churn, and 20 at each call', pages: [50, 100], onCall: mixed(20), between: mixed(20) },
  { ...calm, name: 'bursts of up to 400 at the head', between: bursts(400) },
  { ...calm, name: 'bursts, and up to 60 at a call', onCall: bursts(60), between: bursts(400) },
  { ...calm, name: 'anchors deleted', between: deleteAnchors },
  { ...calm, name: 'anchors deleted, mixed churn', onCall: mixed(5), between: both(deleteAnchors, mixed(20)) },
  { ...calm, name: 'runs around the anchors deleted', between: deleteRuns },
  { ...calm, name: 'all seen deleted', between: deletePage },
  { ...calm, name: 'all seen deleted, mixed churn', onCall: mixed(5), between: both(deletePage, mixed(20)) },
];

/** Walks lists of a scenario, forward and backward by turns; half the walks keep to one length of page. */
export async function run({ lists, pages, onCall, between }: Scenario, walks: number, seed = 1): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let index = 0; index < walks; index++) {
    const next = random(seed + index);
    const upstream = new Upstream(lists[0] + upTo(next, lists[1] - lists[0]), next);
    upstream.onCall = onCall;
    const length = (): number => pages[0] + upTo(next, pages[1] - pages[0]);
    const fixed = next() < 0.5 ? length() : undefined;
    outcomes.push(await walk(upstream, { backward: index % 2 === 1, count: () => fixed ?? length(), between }));
  }
  return outcomes;
}

export interface Summary {
  readonly walks: number;
  readonly expired: number;
  readonly endless: number;
  readonly pages: number;
  readonly pagesWithExtra: number;
  readonly extraCalls: number;
  readonly mostExtra: number;
  readonly shortPages: number;
}

export function summarize(outcomes: readonly Outcome[]): Summary {
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  return {
    walks: outcomes.length,
    expired: sum(({ end }) => (end === 'expired' ? 1 : 0)),
    endless: sum(({ end }) => (end === 'endless' ? 1 : 0)),
    pages: sum(({ pages }) => pages),
    pagesWithExtra: sum(({ pagesWithExtra }) => pagesWithExtra),
    extraCalls: sum(({ extraCalls }) => extraCalls),
    mostExtra: Math.max(...outcomes.map(({ mostExtra }) => mostExtra)),
    shortPages: sum(({ shortPages }) => shortPages),
  };
}
