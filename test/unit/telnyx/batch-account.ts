import type { BatchSource } from '../../../src/lists/batch.ts';
import { pageOf } from '../../../src/lists/pages.ts';
import { NotFoundError } from '../../../src/telnyx/errors.ts';
import { isDenied, isFatal, isInaccessible } from '../../../src/telnyx/retrieve-many.ts';

export interface Item {
  readonly id: string;
}

/** `count` ids that no other prefix has. */
export const idsOf = (count: number, prefix = 'own'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/**
 * An account that counts the calls made to it. Its list holds `listed`; single reads also find `unlisted`. `fault` may
 * name an error for a call, which is `page 2` or an id.
 */
export class Account implements BatchSource<Item> {
  readonly calls: string[] = [];
  listed: readonly string[];
  unlisted: readonly string[] = [];
  hasMeta = true;
  fault: (call: string) => Error | undefined = () => undefined;

  constructor(listed: readonly string[]) {
    this.listed = listed;
  }

  idOf = (item: Item) => item.id;
  isInaccessible = isInaccessible;
  isDenied = isDenied;
  isFatal = isFatal;
  isScarce: BatchSource<Item>['isScarce'] = () => false;

  readPage: BatchSource<Item>['readPage'] = async (request) => {
    const { number, size } = request;
    this.#count(`page ${number}`);
    const ids = this.listed.slice((number - 1) * size, number * size);
    const items = ids.map((id) => ({ id }));
    return pageOf(items, request, this.hasMeta ? this.listed.length : undefined);
  };

  readOne = async (id: string) => {
    this.#count(id);
    if (!this.listed.includes(id) && !this.unlisted.includes(id)) throw new NotFoundError(`No ${id}.`);
    return { id };
  };

  /** The calls since the last time this was asked. */
  taken(): string[] {
    return this.calls.splice(0);
  }

  #count(call: string): void {
    this.calls.push(call);
    const error = this.fault(call);
    if (error !== undefined) throw error;
  }
}
