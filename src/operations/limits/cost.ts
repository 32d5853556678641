import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { sum } from './amount.ts';
import { costOfTexts } from './characters.ts';
import { compileMeasure, type Measure, measured } from './measure.ts';
import { priceOf } from './price.ts';
import { compileScans } from './scans.ts';

const COST: Measure = {
  weightOf: (node, field) => sum([priceOf(field).weight, costOfTexts(node, field)]),
  typename: () => 0,
  introspection: 100,
};

/** What an operation costs with these variables. `scan` is asked what reading a whole list once costs, where one is. */
export type CostOf = (variables: Readonly<Record<string, unknown>>, scan: () => number) => number;

/** Reads an operation of a valid document once; what it costs hangs on its variables. */
export function compileCost(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): CostOf {
  const costOf = compileMeasure(COST, schema, document, operation);
  const scansOf = measured(operation, compileScans(schema, document, operation));
  return (variables, scan) => {
    const cost = costOf(variables);
    const scans = scansOf(variables);
    return scans === 0 ? cost : Math.min(cost + scans * scan(), Number.MAX_SAFE_INTEGER);
  };
}
