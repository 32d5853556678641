import type { Client } from '@urql/core';
import { type Failure, refusalOf, type UpstreamPlan } from 'telnyx-oauth-graphql/client';
import { readFragment } from '../generated/fragment-masking.ts';
import {
  RefusalFragmentDoc,
  RevokeGrantsDocument,
  type RevokeGrantsMutation,
  type RevokeOAuthGrantsInput,
} from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { troubleOf } from '../ui/trouble.ts';
import { planOf } from './plan.ts';

/** What came of grants. */
export type Payload = Extract<RevokeGrantsMutation['revokeOAuthGrants'], { __typename: 'RevokeOAuthGrantsPayload' }>;

/** The payload, or why there is none. */
export type Answer = { readonly payload: Payload } | { readonly payload?: never; readonly failure: Failure };

const MUTATION = byId(RevokeGrantsDocument);

/** No grant is as old: with this the mutation would revoke nothing, whoever carries it out. */
const LONG_AGO = '1970-01-01T00:00:00Z';

/** Counts, or revokes. @param signal gives up the wait for the answer, which leaves open what was done */
export async function revokeGrants(
  graph: Client,
  input: RevokeOAuthGrantsInput,
  signal?: AbortSignal,
): Promise<Answer> {
  const { data, error } = await graph.mutation(MUTATION, { input }, signal && { fetch: withSignal(signal) });
  const result = data?.revokeOAuthGrants;
  if (!result) return { failure: troubleOf(error) };
  if (result.__typename === 'RevokeOAuthGrantsPayload') return { payload: result };
  return { failure: refusalOf(readFragment(RefusalFragmentDoc, result)) };
}

/**
 * What it would take, without a call to Telnyx; undefined where the gateway does not plan. A gateway that does not know
 * the header carries the mutation out instead, so what is planned would find nothing to revoke.
 */
export async function planRevocation(graph: Client, input: RevokeOAuthGrantsInput): Promise<UpstreamPlan | undefined> {
  const harmless = { ...input, where: { ...input.where, createdBefore: LONG_AGO } };
  const planOnly = (url: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    headers.set('x-upstream-plan', 'only');
    return fetch(url, { ...init, headers });
  };
  const { error } = await graph.mutation(MUTATION, { input: harmless }, { fetch: planOnly });
  return planOf(error);
}

const withSignal = (signal: AbortSignal) => (url: RequestInfo | URL, init?: RequestInit) =>
  fetch(url, { ...init, signal });
