import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Context, PlanningContext, PlanReport } from '../context.ts';
import { ErrorCode } from '../lib/error-codes.ts';
import { extendPayloads } from '../results/incremental-payloads.ts';
import { stripIncremental } from '../results/strip-incremental.ts';
import type { ExecutionArgs, OperationResult } from './execution.ts';
import { planBeside } from './plan-beside.ts';

/** The outcome of planning an operation. */
interface PlannedOperation {
  /** Made of placeholders: the values of fields that would make a call mean nothing. */
  readonly result: ExecutionResult;
  readonly report: PlanReport;
  /** Whether no field would make a call. */
  readonly isEmpty: boolean;
}

/** An operation to plan, and how to execute it. */
export interface Planning {
  readonly type: string;
  readonly cost: { readonly requested: number; readonly maximum: number };
  /** The header's value: `only` or `beside`. */
  readonly mode: string;
  readonly context: PlanningContext;
  /** Executes an operation that is not compiled. */
  readonly executeAnew: (execution: ExecutionArgs) => OperationResult | Promise<OperationResult>;
  /** Executes the operation itself. */
  readonly carryOut: () => OperationResult | Promise<OperationResult>;
  /** Trace of the calls that {@link carryOut} makes. */
  readonly trace: Context['trace'];
}

/** Refuses a request whose header `x-upstream-plan` cannot be honoured: its operation must not be carried out. */
export function planRefusal(header: string, isAllowed: boolean): GraphQLError | undefined {
  if (!isAllowed) {
    const message = 'This gateway does not accept x-upstream-plan. Nothing was carried out.';
    return new GraphQLError(message, { extensions: { code: ErrorCode.FORBIDDEN } });
  }
  if (header === 'only' || header === 'beside') return undefined;
  const message = 'The header x-upstream-plan must be `only` or `beside`. Nothing was carried out.';
  return new GraphQLError(message, { extensions: { code: ErrorCode.BAD_REQUEST } });
}

/** Plans the calls of an operation, and returns the plan instead of the operation's result, or beside it. */
export async function executeWithPlan(execution: ExecutionArgs, planning: Planning): Promise<OperationResult> {
  const planned = await plan(execution, planning);
  if (planning.mode === 'only') return planInstead(planned, planning);
  const executed = await planning.carryOut();
  const beside = () => ({
    plan: { cost: planning.cost.requested, ...planBeside(planned.report, planning.trace?.made() ?? []) },
  });
  if (Symbol.asyncIterator in executed) return extendPayloads(executed, {}, beside);
  return { ...executed, extensions: { ...executed.extensions, ...beside() } };
}

async function plan(
  { schema, document, operationName, variableValues }: ExecutionArgs,
  { context, executeAnew }: Planning,
): Promise<PlannedOperation> {
  const { telnyx } = context;
  // The caller is authenticated first, so that calls which are made at once are planned at once.
  await telnyx.authorize('read').catch(() => {});
  const execution = { schema, contextValue: context, variableValues, operationName };
  const executed = await executeAnew({ ...execution, document: stripIncremental(document) });
  return { result: executed as ExecutionResult, report: telnyx.report(), isEmpty: telnyx.isEmpty };
}

/** Returns refusals as the operation itself would, beside the plan of the other fields. */
function planInstead({ result, report, isEmpty }: PlannedOperation, { type, cost }: Planning): ExecutionResult {
  const { data, errors = [] } = result;
  const isRefused = errors.length > 0 || type === 'mutation';
  if (isEmpty && isRefused) return { ...result, extensions: { cost } };
  const plan = { cost: cost.requested, ...report };
  const planned = new GraphQLError('Nothing was carried out: this is the plan that was asked for.', {
    extensions: { code: ErrorCode.PLANNED, plan },
  });
  const refusals = type === 'mutation' && data ? withoutSteps(data, report) : null;
  return { errors: [planned, ...errors], data: refusals, extensions: { cost, plan } };
}

/** The data of the root fields for which no call would be made, since they were refused. Null: none was refused. */
function withoutSteps(data: Readonly<Record<string, unknown>>, { steps }: PlanReport): Record<string, unknown> | null {
  const planned = new Set(steps.flatMap(({ fields }) => fields.map((field) => field.split('.')[0])));
  const entries = Object.entries(data).map(([key, value]) => [key, planned.has(key) ? null : value]);
  return entries.every(([, value]) => value === null) ? null : Object.fromEntries(entries);
}
