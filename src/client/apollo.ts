import { connections, singletons } from './generated/schema.ts';

interface TypePolicy<FieldPolicy> {
  /** Singletons only: there is one object, whatever it holds. */
  keyFields?: [];
  fields?: Record<string, FieldPolicy>;
}

/**
 * `typePolicies` of Apollo Client's `InMemoryCache`: pages of each connection are joined, one list for each filter, and
 * objects of which there is one are merged. All other objects with a key have it in `id`, as Apollo expects.
 *
 * @param relayStylePagination Apollo's own, from `@apollo/client/utilities`: nothing of Apollo is imported here
 */
export function typePolicies<FieldPolicy>(
  relayStylePagination: (keyArguments: false | string[]) => FieldPolicy,
): Record<string, TypePolicy<FieldPolicy>> {
  const policies: Record<string, TypePolicy<FieldPolicy>> = {};
  for (const type of singletons) policies[type] = { keyFields: [] };
  for (const { type, field, keyArguments } of connections) {
    policies[type] ??= {};
    policies[type].fields ??= {};
    policies[type].fields[field] = relayStylePagination(keyArguments.length > 0 && [...keyArguments]);
  }
  return policies;
}
