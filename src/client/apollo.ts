import { connections, singletons } from './generated/schema.ts';

interface TypePolicy<FieldPolicy> {
  /** Singletons only: there is one object, whatever it holds. */
  keyFields?: [];
  fields?: Record<string, FieldPolicy>;
}

/** Of Apollo's, as far as it is needed here. */
type Merge = (
  existing: unknown,
  incoming: unknown,
  options: { readonly args: Readonly<Record<string, unknown>> | null },
) => unknown;

/**
 * `typePolicies` of Apollo Client's `InMemoryCache`: pages of each connection are joined, one list for each filter,
 * and objects of which there is one are merged. A connection that is null, as it could not be read, stays null; where
 * only a further page could not be read, those before it stay. All other objects with a key have it in `id`, as Apollo
 * expects.
 *
 * @param relayStylePagination Apollo's own, from `@apollo/client/utilities`: nothing of Apollo is imported here
 */
export function typePolicies<FieldPolicy extends object>(
  relayStylePagination: (keyArguments: false | string[]) => FieldPolicy,
): Record<string, TypePolicy<FieldPolicy>> {
  const policies: Record<string, TypePolicy<FieldPolicy>> = {};
  for (const type of singletons) policies[type] = { keyFields: [] };
  for (const { type, field, keyArguments } of connections) {
    policies[type] ??= {};
    policies[type].fields ??= {};
    policies[type].fields[field] = keepingNull(relayStylePagination(keyArguments.length > 0 && [...keyArguments]));
  }
  return policies;
}

/** Apollo's own policy makes an empty list of null, which says that there is nothing where nothing could be read. */
function keepingNull<FieldPolicy extends object>(policy: FieldPolicy): FieldPolicy {
  const { merge } = policy as { readonly merge: Merge };
  const mergeOrNull: Merge = (existing, incoming, options) => {
    if (incoming != null) return merge(existing ?? undefined, incoming, options);
    const { after, before } = options.args ?? {};
    return after == null && before == null ? null : (existing ?? null);
  };
  return { ...policy, merge: mergeOrNull };
}
