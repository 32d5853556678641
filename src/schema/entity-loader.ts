import DataLoader from 'dataloader';
import { ContractError, ForbiddenError, NotFoundError, ValidationError } from '../telnyx/errors.ts';

/**
 * Loads entities of one type for one operation. One that is not found is null; any other error affects only its own
 * position. Items of lists that were read are primed lazily: most operations load none of them, so they are indexed by
 * id only at the first batch.
 */
export class EntityLoader<T> extends DataLoader<string, T> {
  readonly #idOf: (item: T) => string;
  #byId: Map<string, T> | undefined;
  readonly #unsorted: (readonly { readonly node: T }[])[] = [];
  #reachable: Map<string, Promise<T | null>> | undefined;

  constructor(idOf: (item: T) => string, read: (ids: string[]) => Promise<(T | Error)[]>) {
    super((ids) => this.#complete(ids, read));
    this.#idOf = idOf;
  }

  /** Primes the loader with the items of a list. */
  bring(edges: readonly { readonly node: T }[]): void {
    this.#unsorted.push(edges);
  }

  /**
   * The same as {@link load} for an id that Telnyx sent: null also if the entity is another account's, and a
   * `ContractError` if the id is malformed. A refusal of IAM stays an error, since it says nothing of the entity.
   * Returns one promise for all callers.
   */
  loadReachable(id: string): Promise<T | null> {
    this.#reachable ??= new Map();
    let reachable = this.#reachable.get(id);
    if (!reachable) {
      reachable = this.load(id).catch(ofSentId);
      this.#reachable.set(id, reachable);
    }
    return reachable;
  }

  /** Forgets an entity, also as an item of lists that were read. */
  override clear(id: string): this {
    this.#index();
    this.#byId?.delete(id);
    this.#reachable?.delete(id);
    return super.clear(id);
  }

  async #complete(ids: readonly string[], read: (ids: string[]) => Promise<(T | Error)[]>): Promise<(T | Error)[]> {
    const byId = this.#index();
    if (!byId) return (await read([...ids])).map(nullWhereNotFound);
    const known = ids.map((id) => byId.get(id));
    const unknown = ids.filter((_id, index) => known[index] === undefined);
    const answers = (unknown.length > 0 ? await read(unknown) : []).values();
    return known.map((item) => item ?? nullWhereNotFound(answers.next().value!));
  }

  /** The items of lists so far, by id. */
  #index(): ReadonlyMap<string, T> | undefined {
    for (const { node } of this.#unsorted.splice(0).flat()) {
      const id = this.#idOf(node);
      this.#byId ??= new Map();
      if (!this.#byId.has(id)) this.#byId.set(id, node);
    }
    return this.#byId;
  }
}

function nullWhereNotFound<T>(answer: T | Error): T | Error {
  return answer instanceof NotFoundError ? (null as T) : answer;
}

/** Errors of an id that Telnyx sent are not the caller's fault. */
function ofSentId(error: unknown): null {
  if (error instanceof ForbiddenError && !error.refusal) return null;
  if (error instanceof ValidationError && error.status === undefined) {
    throw new ContractError('Telnyx sent a value that is not an id.');
  }
  throw error;
}
