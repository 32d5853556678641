import type { DocumentNode, FieldNode, GraphQLField, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type Amount, evaluate, sum } from './amount.ts';
import { memberNumberOf, sizeOf } from './arguments.ts';
import { costOfTexts } from './characters.ts';
import { compileMeasure, type Measure } from './measure.ts';
import { measured } from './measured.ts';
import { priceOf } from './price.ts';
import { compileClientScans, compileScans } from './scans.ts';

/** Extensions of fields. */
declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /**
     * The field reads a window of a list. That takes more calls where the list's pages are smaller than documented.
     */
    windows?: true;
    /**
     * `@cost` covers `covered` items. Each further one that this member of the argument `input` asks for costs
     * `perItem`, which no directive can say of a member.
     */
    costByInput?: { readonly member: string; readonly covered: number; readonly perItem: number };
  }
}

const COST: Measure = {
  weightOf: (node, field) => sum([priceOf(field).weight, costByInput(node, field), costOfTexts(node, field)]),
  typename: () => 0,
  introspection: 100,
};

function costByInput(node: FieldNode, { extensions }: GraphQLField<unknown, unknown>): Amount {
  if (!extensions.costByInput) return 0;
  const { member, covered, perItem } = extensions.costByInput;
  const asked = memberNumberOf(node, 'input', member);
  return (run) => perItem * Math.max(0, evaluate(asked, run) - covered);
}

/** Items that a window reads beyond those requested: its neighbours, and the overlap of its pages. */
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

/** Estimates from the caller's own lists, for operations that read them. */
export interface ListPrices {
  /** Cost of reading a whole list once. */
  scan(list: 'clients' | 'grants'): number;
  /** Cost of windows of `items` items in all, beyond the cost of their fields. */
  windows(items: number): number;
}

/** The cost of an operation with these variables. */
export type CostOf = (variables: Readonly<Record<string, unknown>>, lists: ListPrices) => number;

/**
 * Compiles the cost of an operation of a valid document as a function of its variables.
 *
 * @param rulesOff codes of rules that nothing is read for
 */
export function compileCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rulesOff?: readonly string[],
): CostOf {
  const costOf = compileMeasure(COST, schema, document, operation);
  const scansOf = measured(operation, compileScans(schema, document, operation, rulesOff));
  const clientScansOf = measured(operation, compileClientScans(schema, document, operation));
  const itemsOf = compileMeasure(WINDOWS, schema, document, operation);
  return (variables, lists) => {
    const [cost, scans, items] = [costOf(variables), scansOf(variables), itemsOf(variables)];
    const ofScans = scans === 0 ? 0 : scans * lists.scan('grants');
    const ofClients = clientScansOf(variables) === 0 ? 0 : lists.scan('clients');
    const ofWindows = items === 0 ? 0 : lists.windows(items);
    return Math.min(cost + ofScans + ofClients + ofWindows, Number.MAX_SAFE_INTEGER);
  };
}
