import { normalizedExecutor } from '@graphql-tools/executor';
import { type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { isPromise, type Plugin } from 'graphql-yoga';
import type { Context, PlanningContext } from '../context.ts';
import type { RequestScope } from '../request.ts';
import { coercionErrors } from './coercion-errors.ts';
import { executeCompiled } from './compiled-execution.ts';
import { CompiledOperations } from './compiled-operations.ts';
import { describe } from './describe.ts';
import type { ExecutionArgs, OperationResult } from './execution.ts';
import { type Finish, finishResult } from './finish-result.ts';
import type { Limits } from './limits/limits.ts';
import { tooComplex } from './limits/too-complex.ts';
import { refuseVariables } from './limits/variables.ts';
import { executeWithPlan, planRefusal } from './plan-operation.ts';
import { createPricing, type Priced } from './pricing.ts';
import { secretInUrl } from './secret-in-url.ts';

type Executor = (execution: ExecutionArgs) => OperationResult | Promise<OperationResult>;

export interface OperationsOptions {
  readonly limits: Pick<Limits, 'maxCost' | 'maxResponseBytes'>;
  /** Estimates the cost of reading one of the caller's lists whole. */
  readonly scanCost: (context: Context, list: 'clients' | 'grants') => number;
  /** Estimates the cost of windows of `items` items in all, beyond the cost of their fields. */
  readonly windowCost: (context: Context, items: number) => number;
  /** Codes of rules for clients that nothing is read for. */
  readonly rulesOff: readonly string[];
  /** Whether repeated operations are compiled. */
  readonly compile: boolean;
  /** Whether this is the text of a trusted document. */
  readonly isTrusted: (text: string) => boolean;
  /** Whether errors may suggest names ("Did you mean"). */
  readonly suggestions: boolean;
  /** The context in which an operation's calls are only planned. Undefined: no caller may ask for a plan. */
  readonly planningContextOf: ((scope: RequestScope) => PlanningContext) | undefined;
}

/** Executes the operations of both paths. */
export interface Operations {
  /** The schema after Yoga's plugins have changed it. */
  readonly schema: GraphQLSchema;
  /**
   * Executes an operation of a valid document, or refuses it before any upstream call where it would cost too much. The
   * result has its cost in `extensions.cost`, and its REST calls in `extensions.upstream` where the request is traced.
   * Repeated operations execute compiled.
   *
   * @param executor executes operations that are not compiled. Default: Yoga's
   */
  execute(
    execution: ExecutionArgs,
    scope: RequestScope,
    executor?: Executor,
  ): OperationResult | Promise<OperationResult>;
  /** Executes the operations of the Yoga path. */
  readonly plugin: Plugin<{ scope: RequestScope }>;
}

export function createOperations(options: OperationsOptions): Operations {
  const { limits, scanCost, windowCost, rulesOff, compile, isTrusted, suggestions, planningContextOf } = options;
  const { maxCost, maxResponseBytes } = limits;
  const priceOf = createPricing(rulesOff);
  let ownSchema: GraphQLSchema;
  let compiled: CompiledOperations | undefined;

  const execute: Operations['execute'] = (execution, scope, executor = normalizedExecutor as Executor) => {
    const { document, operationName, variableValues, contextValue } = execution;
    const operation = getOperationAST(document, operationName);
    // The graph has no subscriptions: the executor reports that.
    if (!operation || operation.operation === 'subscription') return executor(execution);
    scope.stats.operation = describe(execution.schema, operation, document, isTrusted);
    const refused =
      (scope.plan === undefined ? undefined : planRefusal(scope.plan, planningContextOf !== undefined)) ??
      (scope.method === 'GET' ? secretInUrl(execution.schema, operation) : undefined) ??
      (variableValues ? refuseVariables(variableValues) : undefined);
    if (refused) return { errors: [refused] };
    const variables = variableValues ?? {};
    const { costOf, sizeOf } = priceOf(execution, operation);
    const requested = costOf(variables, {
      scan: (list) => scanCost(contextValue, list),
      windows: (items) => windowCost(contextValue, items),
    });
    const cost = { requested, maximum: maxCost };
    if (requested > maxCost) return { errors: [tooComplex('cost', maxCost, requested)], extensions: { cost } };
    if (scope.plan === undefined) return carryOut(execution, scope, executor, operation, cost, sizeOf);
    const planned = { ...execution, schema: ownSchema };
    return executeWithPlan(planned, {
      type: operation.operation,
      cost,
      mode: scope.plan,
      context: planningContextOf!(scope),
      executeAnew: (anew) => executeAnew(anew, operation, normalizedExecutor as Executor),
      carryOut: () => carryOut(execution, scope, executor, operation, cost, sizeOf),
      trace: contextValue.trace,
    });
  };
  const carryOut = (
    execution: ExecutionArgs,
    scope: RequestScope,
    executor: Executor,
    operation: OperationDefinitionNode,
    cost: Finish['cost'],
    sizeOf: Priced['sizeOf'],
  ): OperationResult | Promise<OperationResult> => {
    const { variableValues, contextValue } = execution;
    const own = compiled && executeCompiled(compiled, execution, operation);
    const executed = own ?? executeAnew(execution, operation, executor);
    const finish = {
      type: operation.operation as 'query' | 'mutation',
      cost,
      maxBytes: maxResponseBytes,
      // The other executor does not say whether a value is longer than typical, so its results are always counted.
      mayBeLarge: !own || sizeOf(variableValues ?? {}) > maxResponseBytes,
      trace: scope.traced ? contextValue.trace : undefined,
    };
    return isPromise(executed) ? executed.then((late) => finishResult(late, finish)) : finishResult(executed, finish);
  };
  /** Executes an operation that is not compiled. Reports all errors of the variables, of which the executor has one. */
  const executeAnew = (execution: ExecutionArgs, operation: OperationDefinitionNode, executor: Executor) => {
    const errors = coercionErrors(execution, operation, !suggestions);
    return errors.length > 0 ? { errors } : executor(execution);
  };
  return {
    get schema() {
      return ownSchema;
    },
    execute,
    plugin: {
      onSchemaChange({ schema }) {
        ownSchema = schema;
        if (compile) compiled = new CompiledOperations(schema);
      },
      onExecute({ args, executeFn, setExecuteFn }) {
        const { scope } = args.contextValue as unknown as { scope: RequestScope };
        setExecuteFn((execution) => execute(execution as ExecutionArgs, scope, executeFn as Executor));
      },
    },
  };
}
