import { normalizedExecutor } from '@graphql-tools/executor';
import { type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { isPromise, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import type { RequestScope } from '../request.ts';
import { coercionErrors } from './coercion-errors.ts';
import { executeCompiled } from './compiled-execution.ts';
import { CompiledOperations } from './compiled-operations.ts';
import { describe } from './describe.ts';
import type { Executed, Execution } from './execution.ts';
import { finishResult } from './finish-result.ts';
import type { Limits } from './limits/limits.ts';
import { tooComplex } from './limits/too-complex.ts';
import { refuseVariables } from './limits/variables.ts';
import { createPricing } from './pricing.ts';
import { secretInUrl } from './secret-in-url.ts';

type Executor = (execution: Execution) => Executed | Promise<Executed>;

export interface OperationsOptions {
  readonly limits: Pick<Limits, 'maxCost' | 'maxAnswer'>;
  /** What it costs to read the caller's whole list of grants, as far as that is known before any call. */
  readonly scanCost: (context: Context) => number;
  /** What windows of so many items cost beyond their fields, as far as that is known before any call. */
  readonly windowCost: (context: Context, items: number) => number;
  /** Whether operations that come again are compiled. */
  readonly compile: boolean;
  /** Whether this is the text of a trusted document. */
  readonly isTrusted: (text: string) => boolean;
  /** Whether errors may name what the caller did not ("Did you mean"). */
  readonly suggestions: boolean;
}

/** The one place where operations are carried out, whichever way they come in. */
export interface Operations {
  /** As Yoga's plugins have made it. */
  readonly schema: GraphQLSchema;
  /**
   * Executes an operation of a valid document, or refuses it before anything is called upstream, where it would cost
   * too much. The answer says in `extensions.cost` what it cost, and in `extensions.upstream` by which REST calls,
   * where the request keeps book of them. Operations that come again are executed as compiled.
   *
   * @param executor carries out what is not compiled; default: the one that Yoga has
   */
  execute(execution: Execution, scope: RequestScope, executor?: Executor): Executed | Promise<Executed>;
  /** Has Yoga execute so. */
  readonly plugin: Plugin<{ scope: RequestScope }>;
}

export function createOperations(options: OperationsOptions): Operations {
  const { limits, scanCost, windowCost, compile, isTrusted, suggestions } = options;
  const { maxCost, maxAnswer } = limits;
  const priceOf = createPricing();
  let ownSchema: GraphQLSchema;
  let compiled: CompiledOperations | undefined;

  const execute: Operations['execute'] = (execution, scope, executor = normalizedExecutor as Executor) => {
    const { document, operationName, variableValues, contextValue } = execution;
    const operation = getOperationAST(document, operationName);
    // The graph has no subscriptions: the executor says so.
    if (!operation || operation.operation === 'subscription') return executor(execution);
    scope.stats.operation = describe(execution.schema, operation, document, isTrusted);
    const refused =
      (scope.method === 'GET' ? secretInUrl(execution.schema, operation) : undefined) ??
      (variableValues ? refuseVariables(variableValues) : undefined);
    if (refused) return { errors: [refused] };
    const variables = variableValues ?? {};
    const { costOf, sizeOf } = priceOf(execution, operation);
    const requested = costOf(variables, {
      scan: () => scanCost(contextValue),
      windows: (items) => windowCost(contextValue, items),
    });
    const cost = { requested, maximum: maxCost };
    if (requested > maxCost) return { errors: [tooComplex('cost', maxCost, requested)], extensions: { cost } };
    const own = compiled && executeCompiled(compiled, execution, operation);
    const executed = own ?? executeAnew(execution, operation, executor);
    const finish = {
      type: operation.operation as 'query' | 'mutation',
      cost,
      maxBytes: maxAnswer,
      // The other executor does not say whether a value is longer than typical, so its results are always counted.
      mayBeLarge: !own || sizeOf(variables) > maxAnswer,
      trace: contextValue.trace,
    };
    return isPromise(executed) ? executed.then((late) => finishResult(late, finish)) : finishResult(executed, finish);
  };
  /** The executor itself reports only the first error of the variables. */
  const executeAnew = (execution: Execution, operation: OperationDefinitionNode, executor: Executor) => {
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
        setExecuteFn((execution) => execute(execution as Execution, scope, executeFn as Executor));
      },
    },
  };
}
