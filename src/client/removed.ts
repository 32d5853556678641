import { removals } from './generated/schema.ts';

/** An object as caches identify it. */
export interface Removed {
  readonly __typename: string;
  readonly id: string;
  readonly [member: string]: string;
}

/**
 * The object that a mutation has removed, for `cache.identify` and `cache.evict` of Apollo or `cache.invalidate` of
 * urql; undefined where it was refused, or for other mutations.
 *
 * @param result what the mutation's field answered, with `__typename` and `deletedId` or `revokedId` selected
 */
export function removedObject(result: unknown): Removed | undefined {
  const { __typename, ...members } = (result ?? {}) as Record<string, unknown>;
  for (const { payload, idField, type } of removals) {
    const id = members[idField];
    if (__typename === payload && typeof id === 'string') return { __typename: type, id };
  }
  return undefined;
}
