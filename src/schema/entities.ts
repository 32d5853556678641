import { decodeGlobalID } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { ValidationError } from '../telnyx/errors.ts';
import { EntityLoader } from './entity-loader.ts';

/** A type whose objects are read by id: by fields, by `node`, and by the `_entities` of a supergraph's router. */
export interface Entity<T> {
  /** The directives of the type. */
  readonly keys: { name: 'key'; args: { fields: string } }[];
  /** The loader of one operation. */
  loaderOf(context: Context): EntityLoader<T>;
  /** Loads an object, and records in the operation's trace which field requested it. Null: not found. */
  load(id: string, context: Context, info: GraphQLResolveInfo): Promise<T | null>;
  /** The same, but null also if the credential has no access to it: it may be deleted, or another account's. */
  loadReachable(id: string, context: Context, info: GraphQLResolveInfo): Promise<T | null>;
  /** Loads the entity of a router's representation. Rejects with `ValidationError` if that has no valid key. */
  resolveReference(representation: object, context: Context, info: GraphQLResolveInfo): Promise<T | null>;
}

export interface EntityOptions<T> {
  /** The field with the raw id. The other key is `id`, the global id. */
  readonly key: string;
  /** The raw id of an object. */
  readonly idOf: (item: T) => string;
  /** Reads objects, each or its error, in the order of the ids. */
  readonly read: (ids: string[], context: Context) => Promise<(T | Error)[]>;
}

/** All entities of the graph, by the names of their types. */
export const entities = new Map<string, Pick<Entity<unknown>, 'resolveReference'>>();

/** Adds an entity to the graph. Its type is declared beside it, with the entity's `keys`. */
export function defineEntity<T>(typename: string, { key, idOf, read }: EntityOptions<T>): Entity<T> {
  // The context keeps the loader, and not a WeakMap. See docs/performance.md.
  const loaderOf = (context: Context): EntityLoader<T> => {
    const { trace } = context;
    context.loaders[typename] ??= new EntityLoader<T>(idOf, (ids) =>
      trace ? trace.readMany(typename, ids, () => read(ids, context)) : read(ids, context),
    );
    return context.loaders[typename] as EntityLoader<T>;
  };
  const askedLoader = (id: string, context: Context, { path }: GraphQLResolveInfo): EntityLoader<T> => {
    context.trace?.ask(typename, id, path);
    return loaderOf(context);
  };
  const entity: Entity<T> = {
    keys: [key, 'id'].map((fields) => ({ name: 'key' as const, args: { fields } })),
    loaderOf,
    load: (id, context, info) => askedLoader(id, context, info).load(id),
    loadReachable: (id, context, info) => askedLoader(id, context, info).loadReachable(id),
    // Async, so that an invalid key fails alone.
    resolveReference: async (representation, context, info) =>
      entity.load(keyId(representation, key, typename), context, info),
  };
  entities.set(typename, entity);
  return entity;
}

/**
 * The raw id in a router's representation. Throws `ValidationError` if it has no valid key.
 */
function keyId(representation: object, key: string, typename: string): string {
  const { [key]: raw, id: globalId } = representation as Record<string, unknown>;
  if (raw == null && globalId == null) {
    throw refusal(key, 'required', `A representation of ${typename} needs ${key} or id.`);
  }
  if (raw == null) return rawId(globalId, typename);
  const id = plainId(raw, key);
  if (globalId == null || rawId(globalId, typename) === id) return id;
  throw refusal('id', 'exclusive', `${key} and id name two different objects.`);
}

/** The raw id in a global id of this type. Throws `ValidationError` for anything else. */
function rawId(globalId: unknown, typename: string): string {
  try {
    const decoded = decodeGlobalID(plainId(globalId, 'id'));
    if (decoded.typename === typename) return decoded.id;
  } catch {
    // The message below tells callers enough.
  }
  throw refusal('id', 'format', `id is no global id of ${typename}.`);
}

/** An id that a caller sent, which must be a string. Throws `ValidationError` for anything else. */
function plainId(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw refusal(name, 'format', `${name} must be a string.`);
}

function refusal(key: string, code: string, message: string): ValidationError {
  return new ValidationError([{ path: [key], code, message }]);
}
