import DataLoader from 'dataloader';
import { ContractError, ForbiddenError, NotFoundError, ValidationError } from '../telnyx/errors.ts';

/**
 * Loads entities of one type for one operation: what is not found is null, any other fault stays an error in its own
 * place. What lists brought is not read again. Most operations load none of it, so that it is sorted by id only for the
 * first that is looked up.
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

  /** A list brought these. */
  bring(edges: readonly { readonly node: T }[]): void {
    this.#unsorted.push(edges);
  }

  /**
   * The same as {@link load} for an id that Telnyx sent: null also where the entity is somebody else's, and a
   * `ContractError` where it is no id. What IAM refuses stays an error: it says nothing of the entity. One promise for
   * all who ask.
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

  /** From now on it is as if it had never been loaded, and no list so far had held it. */
  override clear(id: string): this {
    this.#sort();
    this.#byId?.delete(id);
    this.#reachable?.delete(id);
    return super.clear(id);
  }

  async #complete(ids: readonly string[], read: (ids: string[]) => Promise<(T | Error)[]>): Promise<(T | Error)[]> {
    const byId = this.#sort();
    if (!byId) return (await read([...ids])).map(nullWhereNotFound);
    const known = ids.map((id) => byId.get(id));
    const unknown = ids.filter((_id, index) => known[index] === undefined);
    const answers = (unknown.length > 0 ? await read(unknown) : []).values();
    return known.map((item) => item ?? nullWhereNotFound(answers.next().value!));
  }

  /** What lists have brought so far, if anything. */
  #sort(): ReadonlyMap<string, T> | undefined {
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

/** The id is none of the caller's, so what is wrong with it is not the caller's fault. */
function ofSentId(error: unknown): null {
  if (error instanceof ForbiddenError && !error.refusal) return null;
  if (error instanceof ValidationError && error.status === undefined) {
    throw new ContractError('Telnyx sent a value that is not an id.');
  }
  throw error;
}
