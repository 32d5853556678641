import { decodeGlobalID } from '@pothos/plugin-relay';
import { NotFoundError, ValidationError } from '../telnyx/errors.ts';

/**
 * What the lists of one operation brought, which a loader need not read again. Most operations load none of it, so it is
 * sorted by id only for the first that is looked up.
 */
export class Brought<T> {
  readonly #idOf: (item: T) => string;
  readonly #byId = new Map<string, T>();
  readonly #unsorted: (readonly { readonly node: T }[])[] = [];

  constructor(idOf: (item: T) => string) {
    this.#idOf = idOf;
  }

  add(edges: readonly { readonly node: T }[]): void {
    this.#unsorted.push(edges);
  }

  /** From now on it is as if the lists so far had not held this one. */
  forget(id: string): void {
    this.#sort();
    this.#byId.delete(id);
  }

  /**
   * A loader's batch, for which only ids that no list brought are `read`: what is not found is null, any other fault
   * stays an error in its own place.
   */
  async complete(ids: string[], read: (ids: string[]) => Promise<(T | Error)[]>): Promise<(T | Error)[]> {
    this.#sort();
    const known = ids.map((id) => this.#byId.get(id));
    const unknown = ids.filter((_id, index) => known[index] === undefined);
    const answers = (unknown.length > 0 ? await read(unknown) : []).values();
    return known.map((item) => item ?? nullWhereNotFound(answers.next().value!));
  }

  #sort(): void {
    for (const { node } of this.#unsorted.splice(0).flat()) {
      const id = this.#idOf(node);
      if (!this.#byId.has(id)) this.#byId.set(id, node);
    }
  }
}

function nullWhereNotFound<T>(answer: T | Error): T | Error {
  return answer instanceof NotFoundError ? (null as T) : answer;
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
