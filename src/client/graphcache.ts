import { connections, embedded, possibleTypes, removals } from './generated/schema.ts';
import { type Removed, removedObject } from './removed.ts';

interface Cache {
  invalidate(entity: Removed): void;
}

/**
 * Options of urql's `cacheExchange` from `@urql/exchange-graphcache`: which types have no key, which fields are lists
 * whose pages are joined, which mutations remove an object, and what unions and interfaces stand for.
 *
 * @param relayPagination urql's own, from `@urql/exchange-graphcache/extras`: nothing of urql is imported here
 */
export function graphcache<Resolver>(relayPagination: () => Resolver) {
  const resolvers: Record<string, Record<string, Resolver>> = {};
  for (const { type, field } of connections) {
    resolvers[type] ??= {};
    resolvers[type][field] = relayPagination();
  }
  return {
    keys: Object.fromEntries(embedded.map((type) => [type, () => null])),
    resolvers,
    updates: { Mutation: Object.fromEntries(removals.map(({ mutation }) => [mutation, invalidateRemoved(mutation)])) },
    possibleTypes,
  };
}

function invalidateRemoved(mutation: string) {
  return (data: Record<string, unknown>, _arguments: unknown, cache: Cache): void => {
    const removed = removedObject(data[mutation]);
    if (removed) cache.invalidate(removed);
  };
}
