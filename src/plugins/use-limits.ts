import { getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type CostOf, compileCost } from '../limits/cost.ts';
import { type DocumentLimits, parseWithin } from '../limits/document.ts';
import { tooComplex } from '../limits/too-complex.ts';

export interface Limits extends DocumentLimits {
  /** What an operation may cost with its variables; a call upstream costs 10. */
  readonly maxCost: number;
}

/**
 * Refuses what asks for too much, before anything is called upstream: documents as they are parsed, operations as they
 * are about to be executed. Every executed answer says in `extensions.cost` what it cost.
 */
export function useLimits({ maxCost, ...limits }: Limits): Plugin {
  const parse = parseWithin(limits);
  const costs = new WeakMap<OperationDefinitionNode, CostOf>();
  return {
    onParse: ({ setParseFn }) => setParseFn(parse),
    onExecute: ({ args, setResultAndStopExecution }) => {
      const operation = getOperationAST(args.document, args.operationName);
      if (!operation) return;
      const costOf = costs.get(operation) ?? compileCost(args.schema, args.document, operation);
      costs.set(operation, costOf);
      const cost = { requested: costOf(args.variableValues ?? {}), maximum: maxCost };
      if (cost.requested > maxCost) {
        const errors = [tooComplex('cost', maxCost, cost.requested)];
        setResultAndStopExecution({ errors, extensions: { cost } });
        return;
      }
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result) return;
          setResult({ ...result, extensions: { ...result.extensions, cost } });
        },
      };
    },
  };
}
