import { decodeGlobalID } from '@pothos/plugin-relay';
import type DataLoader from 'dataloader';
import { NotFoundError, ValidationError } from '../telnyx/errors.ts';

/** What a loader's batch answers: what is not found is null, any other fault stays an error in its own place. */
export async function nullWhereNotFound<T>(batch: Promise<(T | Error)[]>): Promise<(T | Error)[]> {
  return (await batch).map((item) => (item instanceof NotFoundError ? (null as T) : item));
}

/** Tells the loader of what a list or a mutation brought, so that no one reads it again. */
export function prime<T>(loader: DataLoader<string, T>, items: Iterable<T>, idOf: (item: T) => string): void {
  for (const item of items) loader.prime(idOf(item), item);
}

/** The raw id that a router's representation of an entity means. Throws `ValidationError` where it has no usable key. */
export function keyId(key: object, name: string, typename: string): string {
  const { [name]: raw, id } = key as Record<string, unknown>;
  if (raw !== undefined) return plainId(raw, name);
  if (id !== undefined) return rawId(id, typename);
  const message = `A representation of ${typename} needs ${name} or id.`;
  throw new ValidationError([{ path: [name], code: 'required', message }]);
}

/** The raw id in a global id of this type. Throws `ValidationError` for anything else. */
function rawId(globalId: unknown, typename: string): string {
  try {
    const decoded = decodeGlobalID(plainId(globalId, 'id'));
    if (decoded.typename === typename) return decoded.id;
  } catch {
    // The message below says all that a caller can use.
  }
  throw new ValidationError([{ path: ['id'], code: 'format', message: `id is no global id of ${typename}.` }]);
}

/** An id as a caller sent it: a string. Throws `ValidationError` for anything else. */
function plainId(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new ValidationError([{ path: [name], code: 'format', message: `${name} must be a string.` }]);
}
