import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import { NotFoundError } from '../telnyx/errors.ts';

/** Reads entities of one type: each or an error, in the order of the ids. */
export type ReadEntities<T> = (ids: string[], context: Context) => Promise<(T | Error)[]>;

/**
 * Loads entities of one type for one operation: what is not found is null, any other fault stays an error in its own
 * place. What lists brought is not read again. Most operations load none of it, so that it is sorted by id only for the
 * first that is looked up.
 */
export class EntityLoader<T> extends DataLoader<string, T> {
  readonly #idOf: (item: T) => string;
  readonly #byId = new Map<string, T>();
  readonly #unsorted: (readonly { readonly node: T }[])[] = [];

  constructor(idOf: (item: T) => string, read: (ids: string[]) => Promise<(T | Error)[]>) {
    super((ids) => this.#complete(ids, read));
    this.#idOf = idOf;
  }

  /** A list brought these. */
  bring(edges: readonly { readonly node: T }[]): void {
    this.#unsorted.push(edges);
  }

  /** From now on it is as if it had never been loaded, and no list so far had held it. */
  override clear(id: string): this {
    this.#sort();
    this.#byId.delete(id);
    return super.clear(id);
  }

  async #complete(ids: readonly string[], read: (ids: string[]) => Promise<(T | Error)[]>): Promise<(T | Error)[]> {
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

/** The part of Pothos' loadable references that says where a type's loader is. */
interface Loadable<T> {
  readonly name: string;
  getDataloader: (context: Context) => DataLoader<string, T>;
  onConfig(change: (config: { extensions?: unknown }) => void): void;
}

/**
 * Has the operation's own context keep the loader of a type, and finds it there. Pothos keeps it in a WeakMap, and what a
 * WeakMap holds V8 takes with no minor collection: each operation, with all that hangs on it, would live on until a major
 * one.
 */
export function keepLoader<T>(
  ref: Loadable<T>,
  idOf: (item: T) => string,
  read: ReadEntities<T>,
): (context: Context) => EntityLoader<T> {
  const getDataloader = (context: Context): EntityLoader<T> => {
    context.loaders[ref.name] ??= new EntityLoader<T>(idOf, (ids) => read(ids, context));
    return context.loaders[ref.name] as EntityLoader<T>;
  };
  ref.getDataloader = getDataloader;
  ref.onConfig((config) => {
    config.extensions = { ...(config.extensions as object), getDataloader };
  });
  return getDataloader;
}
