import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListChangedError, ListTooLongError } from '../../../src/lists/errors.ts';
import { Scan } from '../../../src/lists/scan.ts';
import { RateLimitedError } from '../../../src/telnyx/errors.ts';
import { type Changes, ChangingList, type Item } from './changing-list.ts';

const scanOf = (list: ChangingList, readPage = list.readPage) =>
  new Scan({ readPage, idOf: list.idOf, largest: () => 100 });
const ownedBy = (owner: string) => (item: Item) => item.owner === owner;
const isAny = () => true;

describe('a whole scan', () => {
  it.each([
    [0, 1, 1],
    [100, 1, 1],
    [101, 2, 2],
    [198, 2, 2],
    [294, 3, 2],
    [1_000, 11, 2],
    [5_000, 57, 2],
  ])('reads %i items by %i calls in %i rounds', async (length, reads, rounds) => {
    const list = new ChangingList(length);
    expect(await scanOf(list).all()).toEqual(list.items);
    expect([list.reads, list.rounds]).toEqual([reads, rounds]);
  });

  it('is shared by all readers, and reads nothing before the first', async () => {
    const list = new ChangingList(250);
    const scan = scanOf(list);
    const owners = ['owner-0', 'owner-1', 'owner-2'];
    const lists = owners.map((owner) => scan.filtered(ownedBy(owner), owner));
    expect(list.reads).toBe(0);
    const pages = await Promise.all(lists.map((filtered) => filtered.read({ number: 2, size: 30 })));
    for (const [index, owner] of owners.entries()) {
      const matches = list.items.filter(ownedBy(owner));
      expect(pages[index]).toMatchObject({ items: matches.slice(30, 60), total: matches.length });
    }
    expect(await scan.all()).toEqual(list.items);
    expect(await scan.all()).toBe(await scan.all());
    expect(list.reads).toBe(3);
  });

  it('gives an empty page beyond the end of a filtered list', async () => {
    const filtered = scanOf(new ChangingList(9)).filtered(ownedBy('owner-1'), 'owner-1');
    expect(await filtered.read({ number: 2, size: 3 })).toMatchObject({ items: [], total: 3 });
  });

  it.each([
    [0, 1],
    [99, 1],
    [100, 2],
    [250, 3],
  ])('reads %i items without meta by %i calls, one after another', async (length, reads) => {
    const list = new ChangingList(length);
    list.hasMeta = false;
    expect(await scanOf(list).all()).toEqual(list.items);
    expect([list.reads, list.rounds]).toEqual([reads, reads]);
  });

  it('refuses a list beyond the bound after one call', async () => {
    const list = new ChangingList(5_001);
    const scan = scanOf(list);
    await expect(scan.all()).rejects.toThrow(ListTooLongError);
    await expect(scan.filtered(isAny, 'any').read({ number: 1, size: 1 })).rejects.toThrow(ListTooLongError);
    expect(list.reads).toBe(1);
  });

  it('refuses a list beyond the bound without meta', async () => {
    const list = new ChangingList(10_000);
    list.hasMeta = false;
    await expect(scanOf(list).all()).rejects.toThrow(ListTooLongError);
    expect(list.reads).toBeLessThanOrEqual(58);
  });

  it('gives everybody the error of a page that could not be read, and reads no more', async () => {
    const fault = new RateLimitedError('Quota used up.', undefined);
    let reads = 0;
    const list = new ChangingList(250);
    const readPage: typeof list.readPage = (page) => {
      reads += 1;
      return page.number === 1 ? list.readPage(page) : Promise.reject(fault);
    };
    const scan = scanOf(list, readPage);
    const asked = [scan.all(), scan.filtered(isAny, 'any').read({ number: 1, size: 1 })];
    expect((await Promise.allSettled(asked)).map((result) => result.status === 'rejected' && result.reason)).toEqual([
      fault,
      fault,
    ]);
    await expect(scan.filtered(isAny, 'any').read({ number: 1, size: 1 })).rejects.toBe(fault);
    expect(reads).toBe(3);
  });
});

describe('a sequential scan', () => {
  it('reads on only as far as the page asked for needs', async () => {
    const list = new ChangingList(1_000);
    const matches = list.items.filter(ownedBy('owner-1'));
    const filtered = scanOf(list).filtered(ownedBy('owner-1'), 'owner-1', { sequential: true });
    expect(await filtered.read({ number: 1, size: 20 })).toMatchObject({
      items: matches.slice(0, 20),
      total: undefined,
    });
    expect(list.reads).toBe(1);
    expect(await filtered.read({ number: 3, size: 20 })).toMatchObject({
      items: matches.slice(40, 60),
      total: undefined,
    });
    expect(list.reads).toBe(2);
    expect(await filtered.read({ number: 4, size: 100 })).toMatchObject({ items: matches.slice(300), total: 333 });
    expect([list.reads, list.rounds]).toEqual([11, 11]);
  });

  it('answers from a list beyond the bound unless the answer lies there', async () => {
    const list = new ChangingList(10_000);
    const filtered = scanOf(list).filtered(isAny, 'any', { sequential: true });
    expect((await filtered.read({ number: 2, size: 100 })).items).toEqual(list.items.slice(100, 200));
    await expect(filtered.read({ number: 52, size: 100 })).rejects.toThrow(ListTooLongError);
    expect((await filtered.read({ number: 1, size: 100 })).items).toEqual(list.items.slice(0, 100));
    expect(list.reads).toBeLessThanOrEqual(58);
  });

  it('shares its pages with a whole scan', async () => {
    const list = new ChangingList(1_000);
    const scan = scanOf(list);
    const filtered = scan.filtered(isAny, 'any', { sequential: true });
    await Promise.all([filtered.read({ number: 1, size: 10 }), scan.all(), filtered.read({ number: 2, size: 90 })]);
    expect([list.reads, list.rounds]).toEqual([11, 2]);
  });
});

describe('a list that changes during its scan', () => {
  const none: Changes = { inserts: [], deletes: [] };
  const HEAD = 0;
  const TAIL = 0.999_999;
  const idsOf = (items: readonly Item[]) => items.map((item) => item.id);
  const stoodIn = (items: readonly Item[], list: ChangingList) => {
    const stood = new Set(list.stood);
    return idsOf(items.filter((item) => stood.has(item)));
  };

  it('is not short where equal totals and as many distinct ids hide a shift', async () => {
    // Page 3 is read before page 2. Between them the last 3 items go, 2 come in front and 1 comes to page 2: what it
    // pushes off page 2 was not on page 3 yet, and yet all totals and the number of distinct ids are 290.
    const swap: Changes = { inserts: [HEAD, HEAD, 0.5], deletes: [TAIL, TAIL, TAIL] };
    const list = new ChangingList(290, [none, none, swap], [0, 2, 1]);
    const items = await scanOf(list).all();
    expect(stoodIn(items, list)).toEqual(idsOf(list.stood));
  });

  it('mends a seam by one more call', async () => {
    const list = new ChangingList(250, [none, { inserts: [], deletes: Array(24).fill(HEAD) }]);
    expect(stoodIn(await scanOf(list).all(), list)).toEqual(idsOf(list.stood));
    expect(list.reads).toBe(4);
  });

  it('reads on where the list grew', async () => {
    const list = new ChangingList(250, [none, none, { inserts: Array(50).fill(TAIL), deletes: [] }]);
    expect(stoodIn(await scanOf(list).all(), list)).toEqual(idsOf(list.stood));
    expect(list.reads).toBe(4);
  });

  it('is read again from the start after a change too big to mend', async () => {
    const list = new ChangingList(250, [none, { inserts: [], deletes: Array(60).fill(HEAD) }]);
    expect(await scanOf(list).all()).toEqual(list.items);
    expect(list.reads).toBe(6);
  });

  it('ends in a retryable error if it keeps changing', async () => {
    const burst: Changes = { inserts: Array(60).fill(TAIL), deletes: Array(60).fill(HEAD) };
    const list = new ChangingList(250, Array(20).fill(burst));
    const scan = scanOf(list);
    await expect(scan.all()).rejects.toThrow(ListChangedError);
    await expect(scan.all()).rejects.toThrow('The list kept changing while it was read. Try again.');
  });

  it('ends in the same error if ids and totals never agree', async () => {
    const list = new ChangingList(250);
    const readPage: typeof list.readPage = async (page) => ({ ...(await list.readPage(page)), total: 251 });
    await expect(scanOf(list, readPage).all()).rejects.toThrow('kept changing');
    expect(list.reads).toBe(6);
  });

  const place = fc.oneof(
    fc.constant(HEAD),
    fc.constant(TAIL),
    fc.integer({ min: 0, max: 999 }).map((n) => n / 1_000),
  );
  const places = fc.oneof(
    { weight: 9, arbitrary: fc.array(place, { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.array(place, { minLength: 20, maxLength: 120, size: 'max' }) },
  );
  const changing = fc.record({
    length: fc.nat(700),
    changes: fc.array(fc.record({ inserts: places, deletes: places }), { maxLength: 24, size: 'max' }),
    order: fc.array(fc.nat(20), { maxLength: 24, size: 'max' }),
  });
  const isKeptChanging = (error: unknown) => {
    if (!(error instanceof ListChangedError)) throw error;
    return undefined;
  };

  it('gives all that stood still, in order and once, or, seldom, the error', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(changing, async ({ length, changes, order }) => {
        const list = new ChangingList(length, changes, order);
        const items = await scanOf(list).all().catch(isKeptChanging);
        if (items === undefined) return;
        answered += 1;
        expect(stoodIn(items, list)).toEqual(idsOf(list.stood));
        expect(new Set(idsOf(items)).size).toBe(items.length);
        const given = new Set(items);
        const left = new Set(list.items);
        expect(idsOf(items.filter((item) => left.has(item)))).toEqual(
          idsOf(list.items.filter((item) => given.has(item))),
        );
      }),
      { numRuns: 3_000 },
    );
    expect(answered).toBeGreaterThan(2_000);
  });

  it('gives the first that stood still of a filter, none left out, or the error', async () => {
    await fc.assert(
      fc.asyncProperty(changing, fc.integer({ min: 1, max: 100 }), async ({ length, changes, order }, size) => {
        const list = new ChangingList(length, changes, order);
        const filtered = scanOf(list).filtered(ownedBy('owner-1'), 'owner-1', { sequential: true });
        const page = await filtered.read({ number: 1, size }).catch(isKeptChanging);
        if (page === undefined) return;
        const stood = idsOf(list.stood.filter(ownedBy('owner-1')));
        const given = stoodIn(page.items, list);
        expect(given).toEqual(stood.slice(0, given.length));
        if (page.items.length < size) expect(given).toEqual(stood);
      }),
      { numRuns: 3_000 },
    );
  });

  it('always gets an answer where a list slowly grows or slowly shrinks', async () => {
    const slow = fc.array(fc.array(place, { maxLength: 1 }), { maxLength: 24, size: 'max' });
    const growing = slow.map((all) => all.map((inserts): Changes => ({ inserts, deletes: [] })));
    const shrinking = slow.map((all) => all.map((deletes): Changes => ({ inserts: [], deletes })));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(700),
        fc.oneof(growing, shrinking),
        fc.array(fc.nat(20)),
        async (length, changes, order) => {
          const list = new ChangingList(length, changes, order);
          expect(stoodIn(await scanOf(list).all(), list)).toEqual(idsOf(list.stood));
        },
      ),
      { numRuns: 500 },
    );
  });
});
