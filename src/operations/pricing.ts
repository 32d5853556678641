import type { OperationDefinitionNode } from 'graphql';
import type { ExecutionArgs } from './execution.ts';
import { TYPICAL } from './executor/index.ts';
import { type CostOf, compileCost } from './limits/cost.ts';
import type { Measured } from './limits/measured.ts';
import { compileSize } from './limits/response-size.ts';

/** The compiled estimates of an operation. */
export interface Priced {
  readonly costOf: CostOf;
  /** Maximum size of the result's data, bytes, while no value in it is longer than typical. */
  readonly sizeOf: Measured;
}

/**
 * Compiles the estimates of operations of valid documents, each once.
 *
 * @param rulesOff codes of rules that nothing is read for
 */
export function createPricing(
  rulesOff: readonly string[],
): (execution: ExecutionArgs, operation: OperationDefinitionNode) => Priced {
  const prices = new WeakMap<OperationDefinitionNode, Priced>();
  return ({ schema, document }, operation) => {
    const known = prices.get(operation);
    if (known) return known;
    const priced = {
      costOf: compileCost(schema, document, operation, rulesOff),
      sizeOf: compileSize(TYPICAL, schema, document, operation),
    };
    prices.set(operation, priced);
    return priced;
  };
}
