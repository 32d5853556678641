import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileMeasure, type Measure, type Measured } from './measure.ts';
import { priceOf } from './price.ts';

const COST: Measure = {
  weightOf: (_node, field) => priceOf(field).weight,
  typename: () => 0,
  introspection: 100,
};

/** Reads an operation of a valid document once; what it costs hangs on its variables. */
export function compileCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Measured {
  return compileMeasure(COST, schema, document, operation);
}
