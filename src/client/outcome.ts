import { type Failure, failureOf, toFailure } from './failure.ts';

/** A member of a mutation's union that refuses: its type is named after one of the errors. */
interface Refusal {
  readonly __typename: `OAuth${string}Error`;
}

/** What came of a mutation: its payload, or why there is none. */
export type Outcome<Result> =
  | { readonly ok: true; readonly payload: Exclude<NonNullable<Result>, Refusal> }
  | { readonly ok: false; readonly failure: Failure };

/**
 * One union of the payload, the refusals that a mutation answers as data, and its faults.
 *
 * @param result the mutation's field in `data`, with `__typename` selected, and of refusals `...OAuthErrorParts`
 * @param error what the client threw or answered beside it
 */
export function outcomeOf<Result extends { readonly __typename: string } | null | undefined>(
  result: Result,
  error?: unknown,
): Outcome<Result> {
  const refusal = refusalOf(result);
  if (refusal) return { ok: false, failure: refusal };
  if (result) return { ok: true, payload: result as Exclude<NonNullable<Result>, Refusal> };
  return { ok: false, failure: failureOf(error) ?? toFailure({ code: 'NETWORK' }, 'There is no response yet.') };
}

/** The refusal that a mutation's field answered as data; undefined for a payload or null. */
export function refusalOf(result: Refusal): Failure;
export function refusalOf(result: { readonly __typename: string } | null | undefined): Failure | undefined;
export function refusalOf(result: { readonly __typename: string } | null | undefined): Failure | undefined {
  const [, name] = /^OAuth(\w+)Error$/.exec(result?.__typename ?? '') ?? [];
  if (name === undefined) return undefined;
  const members = result as { readonly __typename: string; readonly message?: unknown };
  // `OAuthRateLimitedError` has the code RATE_LIMITED, whether or not it is selected.
  const code = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return toFailure({ ...members, code }, members.message);
}
