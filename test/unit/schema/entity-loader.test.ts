import DataLoader from 'dataloader';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EntityLoader } from '../../../src/schema/entity-loader.ts';
import { NotFoundError } from '../../../src/telnyx/errors.ts';

interface Item {
  readonly id: string;
  readonly version: number;
}

/** A loader, what it read so far, and what lists and mutations tell it. */
interface Subject {
  readonly loader: DataLoader<string, Item>;
  readonly reads: string[][];
  bring(items: Item[]): void;
  forget(id: string): void;
}

const GONE = 'gone';
const BROKEN = 'broken';
const ids = ['a', 'b', 'c', 'd', GONE, BROKEN];

/** What Telnyx answers. */
function answer(id: string): Item | Error {
  if (id === GONE) return new NotFoundError('There is none.');
  return id === BROKEN ? new Error('broken') : { id, version: 0 };
}

function read(reads: string[][], asked: readonly string[]): (Item | Error)[] {
  reads.push([...asked]);
  return asked.map(answer);
}

/** Each item is known to the loader at once: what is slow, and plain to see. */
function primed(): Subject {
  const reads: string[][] = [];
  const nullIfGone = (item: Item | Error) => (item instanceof NotFoundError ? (null as unknown as Item) : item);
  const loader = new DataLoader<string, Item>(async (asked) => read(reads, asked).map(nullIfGone));
  return {
    loader,
    reads,
    bring: (items) => {
      for (const item of items) loader.prime(item.id, item);
    },
    forget: (id) => void loader.clear(id),
  };
}

function brought(): Subject {
  const reads: string[][] = [];
  const loader = new EntityLoader<Item>(
    (item) => item.id,
    async (asked) => read(reads, asked),
  );
  return {
    loader,
    reads,
    bring: (items) => loader.bring(items.map((node) => ({ node }))),
    forget: (each) => void loader.clear(each),
  };
}

const id = fc.constantFrom(...ids);
/** Versions of items count up, so that an older one cannot pass for a newer. */
const step = fc.oneof(
  fc.record({ bring: fc.uniqueArray(id) }),
  fc.record({ load: fc.uniqueArray(id, { minLength: 1 }) }),
  fc.record({ forget: id }),
  fc.record({ replace: id }),
);

test('items of lists are answered as if each loader had been primed with each item', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const subjects = [primed(), brought()];
      const seen: unknown[][] = [[], []];
      for (const [version, done] of steps.entries()) {
        for (const [index, { loader, bring, forget }] of subjects.entries()) {
          if ('bring' in done) bring(done.bring.map((each) => ({ id: each, version: version + 1 })));
          if ('load' in done) seen[index]!.push(await loader.loadMany(done.load));
          if ('forget' in done) forget(done.forget);
          if ('replace' in done) {
            forget(done.replace);
            loader.prime(done.replace, { id: done.replace, version: version + 1 });
          }
        }
      }
      expect(seen[1]).toEqual(seen[0]);
      expect(subjects[1]!.reads).toEqual(subjects[0]!.reads);
    }),
  );
});
