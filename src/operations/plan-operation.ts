import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Context, PlanningContext, PlanReport } from '../context.ts';
import { ErrorCode } from '../lib/error-codes.ts';
import { extendPayloads } from '../results/incremental-payloads.ts';
import { stripIncremental } from '../results/strip-incremental.ts';
import type { ExecutionArgs, OperationResult } from './execution.ts';
import { planBeside } from './plan-beside.ts';

/** What planning an operation comes to. */
interface PlannedOperation {
  /** Carried out with placeholders: what it holds of fields that would make a call means nothing. */
  readonly result: ExecutionResult;
  readonly report: PlanReport;
  /** No field got as far as a call. */
  readonly isEmpty: boolean;
}

/** What there is to say of an operation that is planned. */
export interface Planning {
  readonly type: string;
  readonly cost: { readonly requested: number; readonly maximum: number };
  /** As the header says. */
  readonly mode: string;
  readonly context: PlanningContext;
  /** Executes an operation that is not compiled. */
  readonly executeAnew: (execution: ExecutionArgs) => OperationResult | Promise<OperationResult>;
  /** Carries out the operation in earnest. */
  readonly carryOut: () => OperationResult | Promise<OperationResult>;
  /** Of the calls made in earnest. */
  readonly trace: Context['trace'];
}

/** Refuses a request whose header `x-upstream-plan` cannot be honoured: it must not be carried out in earnest. */
export function planRefusal(header: string, isAllowed: boolean): GraphQLError | undefined {
  if (!isAllowed) {
    const message = 'This gateway takes no x-upstream-plan. Nothing was carried out.';
    return new GraphQLError(message, { extensions: { code: ErrorCode.FORBIDDEN } });
  }
  if (header === 'only' || header === 'beside') return undefined;
  const message = 'The header x-upstream-plan must be `only` or `beside`. Nothing was carried out.';
  return new GraphQLError(message, { extensions: { code: ErrorCode.BAD_REQUEST } });
}

/** Plans the calls of an operation, and answers the plan: instead of its result, or beside it. */
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
  // Who calls is found out first, so that whatever is asked for at once is planned at once.
  await telnyx.authorize('read').catch(() => {});
  const execution = { schema, contextValue: context, variableValues, operationName };
  const executed = await executeAnew({ ...execution, document: stripIncremental(document) });
  return { result: executed as ExecutionResult, report: telnyx.report(), isEmpty: telnyx.isEmpty };
}

/** What is refused is answered as in earnest, beside the plan of the rest. */
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

/** The root fields for which no call would be made: they were refused. Null: none was. */
function withoutSteps(data: Readonly<Record<string, unknown>>, { steps }: PlanReport): Record<string, unknown> | null {
  const planned = new Set(steps.flatMap(({ fields }) => fields.map((field) => field.split('.')[0])));
  const entries = Object.entries(data).map(([key, value]) => [key, planned.has(key) ? null : value]);
  return entries.every(([, value]) => value === null) ? null : Object.fromEntries(entries);
}
