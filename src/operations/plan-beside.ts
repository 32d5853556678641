import type { PlanReport } from '../context.ts';
import type { MadeCall } from '../observe/upstream-trace.ts';

type PlannedStep = PlanReport['steps'][number];

/** Compares a plan with the calls that were made: their number for each step, and in all. */
export function planBeside({ steps, ...report }: PlanReport, calls: readonly MadeCall[]) {
  const made = calls.filter(({ shared }) => !shared);
  const looks = made.filter(isLookAtPath);
  const planned = made.filter((call) => !looks.includes(call));
  const counts = steps.map(() => 0);
  for (const call of planned) {
    const fitting = steps.flatMap((step, index) => (fits(step, call) ? [index] : []));
    const index = fitting.find((at) => counts[at]! < steps[at]!.atMost) ?? fitting[0];
    if (index !== undefined) counts[index]!++;
  }
  return {
    ...report,
    made: {
      calls: planned.length,
      retries: made.reduce((sum, { retries }) => sum + retries, 0),
      spelling: looks.length,
      shared: calls.length - made.length,
    },
    steps: steps.map((step, index) => ({ ...step, made: counts[index] })),
  };
}

/** Whether a call searches the spelling of a path: no other call reads a list by a single read. */
function isLookAtPath({ method, route, plan }: MadeCall): boolean {
  return method === 'GET' && plan === 'single' && /^\/oauth_(clients|grants)$/.test(route);
}

function fits(step: PlannedStep, { method, route, path, plan, fields }: MadeCall): boolean {
  const [shown] = path.split('?');
  const isPlace = step.path === route || step.path === shown;
  const isPageOfBatch = step.why === 'batch' && plan === 'batch' && step.path.startsWith(route);
  return step.method === method && (isPlace || isPageOfBatch) && fields.some((field) => step.fields.includes(field));
}
