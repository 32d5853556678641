import type { GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';

/**
 * What operations cost, in the terms of IBM's cost specification as Apollo's routers read it: an object weighs 1, a
 * scalar nothing, a field may say otherwise, and a list counts as often as it can have items. These numbers are printed
 * in the subgraph's SDL and are what the gateway's own limit is computed from, but for {@link scanCost} and {@link
 * windowCost}.
 * @see https://ibm.github.io/graphql-specs/cost-spec.html
 */
export const UPSTREAM_CALL = 10;

/** A window of a list: three calls at the most while the list stands still (`last: 100`). */
export const LIST_READ = 3 * UPSTREAM_CALL;

/** A connection has as many items as `first` or `last` says, 20 where neither does. */
export const PAGE = {
  assumedSize: 20,
  slicingArguments: ['first', 'last'],
  sizedFields: ['edges', 'nodes'],
  requireOneSlicingArgument: false,
};

/** A list that has a handful of items, whoever asks. */
export const FEW = { assumedSize: 10 };

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

/**
 * Prices the fields that read one thing for each id that they are given. Federation takes only numbers for the size of
 * a list, not a list of ids; but neither field is in the printed schema.
 */
export function priceByIds(schema: GraphQLSchema): void {
  const { nodes, _entities } = schema.getQueryType()!.getFields();
  for (const [field, argument] of [
    [nodes!, 'ids'],
    [_entities!, 'representations'],
  ] as const) {
    field.extensions = {
      ...field.extensions,
      directives: [
        { name: 'cost', args: { weight: UPSTREAM_CALL } },
        { name: 'listSize', args: { slicingArguments: [argument] } },
      ],
    };
  }
}
