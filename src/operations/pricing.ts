import type { OperationDefinitionNode } from 'graphql';
import type { Execution } from './execution.ts';
import { TYPICAL } from './executor/index.ts';
import { compileSize } from './limits/answer-size.ts';
import { type CostOf, compileCost } from './limits/cost.ts';
import type { Measured } from './limits/measured.ts';

/** What is found out once for each operation. */
export interface Priced {
  readonly costOf: CostOf;
  /** The most bytes of the result's data while no value in it is longer than typical. */
  readonly sizeOf: Measured;
}

/** Prices operations of valid documents, each once. */
export function createPricing(): (execution: Execution, operation: OperationDefinitionNode) => Priced {
  const prices = new WeakMap<OperationDefinitionNode, Priced>();
  return ({ schema, document }, operation) => {
    const known = prices.get(operation);
    if (known) return known;
    const priced = {
      costOf: compileCost(schema, document, operation),
      sizeOf: compileSize(TYPICAL, schema, document, operation),
    };
    prices.set(operation, priced);
    return priced;
  };
}
