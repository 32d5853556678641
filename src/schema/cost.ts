import type { Context } from '../context.ts';

/**
 * The cost of operations by IBM's cost specification, as Apollo's routers implement it: an object weighs 1 and a scalar
 * 0 unless its field has a `@cost`, times the maximum number of items of a list. The gateway's own limit uses the same
 * numbers as the subgraph's SDL, and adds {@link scanCost}, {@link windowCost} and {@link FURTHER_REVOCATIONS}.
 * @see https://ibm.github.io/graphql-specs/cost-spec.html
 */
const UPSTREAM_CALL = 10;

/** A field that makes one upstream call. */
export const ONE_CALL = { cost: { weight: UPSTREAM_CALL } };

/** A field that reads one resource and creates another. */
export const TWO_CALLS = { cost: { weight: 2 * UPSTREAM_CALL } };

/** A window of a list: at most three calls while the list does not change (`last: 100`). */
export const LIST_READ = { cost: { weight: 3 * UPSTREAM_CALL } };

/** A connection has `first` or `last` items, 20 without either. */
export const PAGE = {
  listSize: {
    assumedSize: 20,
    slicingArguments: ['first', 'last'],
    sizedFields: ['edges', 'nodes'],
    requireOneSlicingArgument: false,
  },
};

/** A list of few items. */
export const FEW = { listSize: { assumedSize: 10 } };

/**
 * A field that makes one upstream call for each item of the argument. Federation's `@listSize` takes only numbers for
 * the size of a list, but the printed schema does not have these fields.
 */
export const callPerItemOf = (argument: string) => ({ ...ONE_CALL, listSize: { slicingArguments: [argument] } });

/** Default and maximum number of grants that one mutation revokes. */
export const REVOKED_AT_ONCE = { usual: 100, most: 500 };

/** A field that makes one call for each of the default number of revocations. */
export const CALL_PER_REVOCATION = { cost: { weight: UPSTREAM_CALL * REVOKED_AT_ONCE.usual } };

/** The cost of each further revocation: `@listSize` supports neither members of inputs nor unions. */
export const FURTHER_REVOCATIONS = { member: 'first', covered: REVOKED_AT_ONCE.usual, perItem: UPSTREAM_CALL };

/** A list in a payload whose calls are part of the mutation's cost. */
export const PAID_BY_MUTATION = { cost: { weight: 0 }, listSize: { assumedSize: REVOKED_AT_ONCE.most } };

/**
 * The cost of a scan of the caller's clients or grants, in addition to `@cost`, once for all fields that share it: no
 * directive can express that. It follows the list's length if that is known, else the longest list that is scanned.
 */
export function scanCost({ telnyx }: Context, list: 'clients' | 'grants'): number {
  return UPSTREAM_CALL * telnyx[list === 'clients' ? 'oauthClients' : 'oauthGrants'].scanCalls();
}

/**
 * The cost of windows in addition to `@cost`: 0, unless Telnyx recently served this account's lists in smaller pages
 * than documented.
 */
export function windowCost({ telnyx }: Context, items: number): number {
  return UPSTREAM_CALL * telnyx.extraCalls(items);
}
