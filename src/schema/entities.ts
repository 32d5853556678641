import { decodeGlobalID } from '@pothos/plugin-relay';
import { ValidationError } from '../telnyx/errors.ts';

/**
 * The raw id that a router's representation of an entity means. Throws `ValidationError` where it has no usable key.
 */
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
