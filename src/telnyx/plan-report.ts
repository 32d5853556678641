import type { Step } from './call-plan.ts';
import type { PlanningSession } from './planning-session.ts';
import type { Plan } from './transport/call.ts';
import type { QuotaLeft } from './transport/quota.ts';
import type { ResourcePath } from './transport/resource-path.ts';
import { MAX_ATTEMPTS } from './transport/retry.ts';
import type { Upstream } from './transport/upstream.ts';

/** A number of calls by its bounds. */
export interface CallBounds {
  readonly atLeast: number;
  readonly atMost: number;
}

/** Calls of one kind, for the same fields. */
export interface PlannedStep extends CallBounds {
  /** The fields that they are made for, without list indices. */
  readonly fields: readonly string[];
  readonly method: string;
  /** Path as documented, without query. The id of an item is in it where the caller names that one. */
  readonly path: string;
  /** As `plan` of the calls in `extensions.upstream`. */
  readonly why: Plan;
  /** Indices of the steps that must be answered before. */
  readonly depends: readonly number[];
}

/** The calls of an operation, by what is known before they are made. */
export interface PlanReport {
  /** While lists stand still and nothing fails. */
  readonly calls: CallBounds;
  /** Further calls at the most where Telnyx fails: the repetitions of GET and DELETE. */
  readonly retries: { readonly atMost: number };
  /** Further calls at the most to find out how a path is spelled, until an answer has shown that. */
  readonly spelling: { readonly atMost: number };
  readonly quota: PlannedQuota;
  readonly steps: readonly PlannedStep[];
}

/** What is left of the quota that the calls take from; null: not known. */
export interface PlannedQuota {
  /** Of several limits, the one with least left. */
  readonly remaining: number | null;
  /** When the limit's window ends (RFC 3339). */
  readonly resetAt: string | null;
  /** Whether all calls fit into what is left, without waiting for a new window. */
  readonly fits: boolean | null;
}

/** Tells what was planned. The upstream is the one that would be called. */
export function reportOf(session: PlanningSession, upstream: Upstream): PlanReport {
  const { steps } = session.plan;
  const fields = steps.map((step) => [...new Set(step.fields.flatMap((each) => each()))]);
  const sum = (some: readonly Step[]) => some.reduce((total, { most }) => total + most, 0);
  const isRepeated = ({ method }: Step) => method === 'GET' || method === 'DELETE';
  const { clients, grants } = upstream.paths;
  const spelling = [clients, grants].map((path) => {
    const calls = sum(steps.filter(({ route }) => route.startsWith(path.documented)));
    return calls === 0 ? 0 : searchesOf(path, session) + (path.isProven ? 0 : calls);
  });
  return {
    calls: { atLeast: leastOf(steps), atMost: sum(steps) },
    retries: { atMost: (MAX_ATTEMPTS - 1) * sum(steps.filter(isRepeated)) },
    spelling: { atMost: spelling.reduce((one, other) => one + other) },
    quota: quotaFor(steps, session),
    steps: steps.map(({ method, path, why, least, most }, index) => ({
      fields: fields[index]!,
      method,
      path,
      atLeast: least,
      atMost: most,
      why,
      depends: dependsOf(index, steps, fields),
    })),
  };
}

/** Looks at the list at either spelling. */
function searchesOf({ isProven }: ResourcePath, { seeker }: PlanningSession): number {
  return isProven || !seeker.maySearch ? 0 : 2;
}

/** Requests that several steps make for certain may be one call: they are in flight at the same time. */
function leastOf(steps: readonly Step[]): number {
  const requests = new Set(steps.flatMap(({ requests, least }) => requests.slice(0, least)));
  const others = steps.reduce((total, { requests, least }) => total + Math.max(0, least - requests.length), 0);
  return requests.size + others;
}

function dependsOf(index: number, steps: readonly Step[], fields: readonly (readonly string[])[]): number[] {
  const step = steps[index]!;
  const brings = (other: number) =>
    fields[other]!.some((field) => fields[index]!.some((own) => own === field || own.startsWith(`${field}.`)));
  return steps.flatMap((other, at) =>
    step.after.includes(other) || (other.round < step.round && brings(at)) ? [at] : [],
  );
}

function quotaFor(steps: readonly Step[], session: PlanningSession): PlannedQuota {
  const quota = session.credentials.stateAtHand?.quota;
  const needs = new Map<object, { left: QuotaLeft; calls: number }>();
  let isKnown = true;
  for (const step of steps.filter(({ isCounted, most }) => isCounted && most > 0)) {
    const left = quota?.leftFor(step);
    if (!left) isKnown = false;
    else needs.set(left.limit, { left, calls: (needs.get(left.limit)?.calls ?? 0) + step.most });
  }
  const limits = [...needs.values()];
  const [tightest] = limits.toSorted((one, other) => one.left.remaining - other.left.remaining);
  const reset = tightest?.left.reset;
  const doesFit = limits.every(({ left, calls }) => calls <= left.remaining);
  return {
    remaining: tightest?.left.remaining ?? null,
    resetAt: reset === undefined ? null : new Date(Date.now() + reset).toISOString(),
    fits: isKnown || !doesFit ? doesFit : null,
  };
}
