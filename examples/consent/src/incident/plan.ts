import { failuresOf, type UpstreamPlan } from 'telnyx-oauth-graphql/client';

/** A number of calls to Telnyx, by its bounds. */
export type Bounds = UpstreamPlan['calls'];

/** The plan that an answer carries as an error; undefined where it carries none. */
export function planOf(error: unknown): UpstreamPlan | undefined {
  const planned = failuresOf(error).find(({ kind }) => kind === 'planned');
  return planned?.kind === 'planned' ? planned.plan : undefined;
}

/** Of all requests that take so many grants in turn: each revokes its own, and reads the list anew. */
export function callsOfAll({ calls, steps }: UpstreamPlan, grants: number, requests: number): Bounds {
  const revocations = steps.filter(({ method }) => method === 'DELETE');
  const reads = calls.atMost - revocations.reduce((sum, { atMost }) => sum + atMost, 0);
  return { atLeast: grants + requests, atMost: grants + requests * Math.max(1, reads) };
}
