import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { sum } from './amount.ts';
import { sizeOf } from './arguments.ts';
import { costOfTexts } from './characters.ts';
import { compileMeasure, type Measure } from './measure.ts';
import { measured } from './measured.ts';
import { priceOf } from './price.ts';
import { compileScans } from './scans.ts';

/** What fields say of themselves in their extensions. */
declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /**
     * The field reads a window of a list, which takes more calls where the list comes in smaller pages than documented.
     */
    windows?: true;
  }
}

const COST: Measure = {
  weightOf: (node, field) => sum([priceOf(field).weight, costOfTexts(node, field)]),
  typename: () => 0,
  introspection: 100,
};

/** Items that a window takes beyond those asked for: to see around them, and to have its pages overlap. */
const AROUND = 12;

/** The items of all windows. */
const WINDOWS: Measure = {
  weightOf(node, field) {
    const { listSize } = priceOf(field);
    return field.extensions.windows && listSize ? sum([AROUND, sizeOf(node, field, listSize)]) : 0;
  },
  typename: () => 0,
  introspection: 0,
};

/** What only the caller's own lists tell of a price. Each is asked only of an operation that reads such a list. */
export interface ListPrices {
  /** What reading the whole list of grants once costs. */
  scan(): number;
  /** What windows of so many items cost on top of their fields' own cost. */
  windows(items: number): number;
}

/** What an operation costs with these variables. */
export type CostOf = (variables: Readonly<Record<string, unknown>>, lists: ListPrices) => number;

/** Reads an operation of a valid document once; what it costs hangs on its variables. */
export function compileCost(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): CostOf {
  const costOf = compileMeasure(COST, schema, document, operation);
  const scansOf = measured(operation, compileScans(schema, document, operation));
  const itemsOf = compileMeasure(WINDOWS, schema, document, operation);
  return (variables, lists) => {
    const [cost, scans, items] = [costOf(variables), scansOf(variables), itemsOf(variables)];
    const ofScans = scans === 0 ? 0 : scans * lists.scan();
    const ofWindows = items === 0 ? 0 : lists.windows(items);
    return Math.min(cost + ofScans + ofWindows, Number.MAX_SAFE_INTEGER);
  };
}
