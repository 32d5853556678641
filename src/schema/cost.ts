import type { Context } from '../context.ts';

/**
 * What operations cost, in the terms of IBM's cost specification as Apollo's routers read it: an object weighs 1, a
 * scalar nothing, a field may say otherwise, and a list counts as often as it can have items. These numbers are printed
 * in the subgraph's SDL and are what the gateway's own limit is computed from, but for {@link scanCost}, {@link
 * windowCost} and {@link FURTHER_REVOCATIONS}.
 * @see https://ibm.github.io/graphql-specs/cost-spec.html
 */
const UPSTREAM_CALL = 10;

/** A field that one upstream call answers. */
export const ONE_CALL = { cost: { weight: UPSTREAM_CALL } };

/** A field that reads one thing to make another. */
export const TWO_CALLS = { cost: { weight: 2 * UPSTREAM_CALL } };

/** A window of a list: at most three calls while the list does not change (`last: 100`). */
export const LIST_READ = { cost: { weight: 3 * UPSTREAM_CALL } };

/** A connection has as many items as `first` or `last` says, 20 where neither does. */
export const PAGE = {
  listSize: {
    assumedSize: 20,
    slicingArguments: ['first', 'last'],
    sizedFields: ['edges', 'nodes'],
    requireOneSlicingArgument: false,
  },
};

/** A list of a handful of items. */
export const FEW = { listSize: { assumedSize: 10 } };

/**
 * A field that makes one upstream call for each item of the argument. Federation's `@listSize` takes only numbers for
 * the size of a list, but the printed schema does not have these fields.
 */
export const callPerItemOf = (argument: string) => ({ ...ONE_CALL, listSize: { slicingArguments: [argument] } });

/** Grants that a revocation of many takes on unless it is told otherwise, and at the most. */
export const REVOKED_AT_ONCE = { usual: 100, most: 500 };

/** A field that makes a call for each of many: as many as it takes on unless `input.first` says otherwise. */
export const CALL_PER_REVOCATION = { cost: { weight: UPSTREAM_CALL * REVOKED_AT_ONCE.usual } };

/** What each further one costs on top, as `@listSize` knows no members of inputs and no unions. */
export const FURTHER_REVOCATIONS = { member: 'first', covered: REVOKED_AT_ONCE.usual, perItem: UPSTREAM_CALL };

/** A list in a payload whose calls its mutation pays for. */
export const PAID_BY_MUTATION = { cost: { weight: 0 }, listSize: { assumedSize: REVOKED_AT_ONCE.most } };

/**
 * What a scan of the caller's grants costs, on top of what `@cost` says and once for all fields that share it: no
 * directive can say that. By the list's length where that was learnt lately, else as the longest that is scanned.
 */
export function scanCost({ telnyx }: Context): number {
  return UPSTREAM_CALL * telnyx.oauthGrants.scanCalls();
}

/**
 * What windows of so many items cost on top of what `@cost` says: nothing, unless this account's lists were lately
 * found to come in smaller pages than documented.
 */
export function windowCost({ telnyx }: Context, items: number): number {
  return UPSTREAM_CALL * telnyx.extraCalls(items);
}
