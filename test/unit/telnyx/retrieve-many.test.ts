import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readBatch } from '../../../src/lists/batch.ts';
import { createListMemory } from '../../../src/lists/list-memory.ts';
import {
  ContractError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  UnauthenticatedError,
  UnavailableError,
} from '../../../src/telnyx/errors.ts';
import { Account, idsOf } from './batch-account.ts';

/** Every `step`th of the ids: wanted ids spread over the whole list. */
const every = (step: number, ids: string[]) => ids.filter((_, index) => index % step === 0);

describe('calls of a batch', () => {
  it('reads 20 of 60 by one page, cold and with the length known', async () => {
    const account = new Account(idsOf(60));
    const ids = every(3, idsOf(60));
    const memory = createListMemory();
    expect(await readBatch(ids, account, memory)).toEqual(ids.map((id) => ({ id })));
    expect(account.taken()).toEqual(['page 1']);
    expect(memory.total()).toBe(60);
    await readBatch(ids, account, memory);
    expect(account.taken()).toEqual(['page 1']);
  });

  it('reads 100 of 250 by 3 pages', async () => {
    const account = new Account(idsOf(250));
    const ids = [...every(3, idsOf(250)), ...idsOf(250).filter((_, index) => index % 15 === 1)].slice(0, 100);
    expect(ids).toHaveLength(100);
    expect(await readBatch(ids, account, createListMemory())).toEqual(ids.map((id) => ({ id })));
    expect(account.taken().sort()).toEqual(['page 1', 'page 2', 'page 3']);
  });

  it('reads 3 of 10,000 one by one', async () => {
    const account = new Account(idsOf(10_000));
    const ids = every(4_000, idsOf(10_000));
    expect(await readBatch(ids, account, createListMemory())).toEqual(ids.map((id) => ({ id })));
    expect(account.taken()).toEqual(ids);
  });

  it('reads 20 of 1,000 by at most 21 calls, and by 20 once the length is known', async () => {
    const account = new Account(idsOf(1_000));
    const ids = every(50, idsOf(1_000));
    const memory = createListMemory();
    await readBatch(ids, account, memory);
    expect(account.taken().length).toBeLessThanOrEqual(21);
    await readBatch(ids, account, memory);
    expect(account.taken()).toEqual(ids);
  });

  it('reads 100 ids of somebody else by at most 101 calls, and by 100 within the next minute', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    for (const size of [0, 60, 250, 10_000]) {
      const account = new Account(idsOf(size));
      const memory = createListMemory();
      const ids = idsOf(100, 'foreign');
      const answers = await readBatch(ids, account, memory);
      expect(answers.every((answer) => answer instanceof NotFoundError)).toBe(true);
      expect(account.taken().length).toBeLessThanOrEqual(101);
      vi.advanceTimersByTime(59_000);
      await readBatch(ids, account, memory);
      expect(account.taken()).toEqual(ids);
    }
  });

  it('does not look in the list again for an item that the whole list did not hold', async () => {
    const account = new Account(idsOf(60));
    account.unlisted = idsOf(5, 'readable');
    const memory = createListMemory();
    await readBatch(account.unlisted, account, memory);
    expect(account.taken()).toEqual(['page 1', ...account.unlisted]);
    await readBatch(account.unlisted, account, memory);
    expect(account.taken()).toEqual(account.unlisted);
  });

  it('counts only the ids that may be listed when it plans', async () => {
    const account = new Account(idsOf(60));
    const memory = createListMemory();
    const foreign = idsOf(30, 'foreign');
    memory.miss(foreign);
    await readBatch([...foreign, ...idsOf(3)], account, memory);
    expect(account.taken().sort()).toEqual([...foreign, ...idsOf(3)].sort());
  });

  it('learns the end of a list without meta from a page that is not full', async () => {
    const account = new Account(idsOf(60));
    account.hasMeta = false;
    const memory = createListMemory();
    await readBatch([...idsOf(4), 'foreign'], account, memory);
    expect(account.taken()).toEqual(['page 1', 'foreign']);
    expect(memory.isMissing('foreign')).toBe(true);
  });

  it('makes no call for no ids', async () => {
    const account = new Account(idsOf(60));
    expect(await readBatch([], account, createListMemory())).toEqual([]);
    expect(account.taken()).toEqual([]);
  });
});

describe('faults in a batch', () => {
  it('leaves the fault of a single read with its id', async () => {
    const account = new Account(idsOf(60));
    const fault = new UnavailableError('Down.');
    const forbidden = new ForbiddenError('Not yours.');
    account.fault = (call) => ({ broken: fault, foreign: forbidden })[call];
    const answers = await readBatch(['own-1', 'broken', 'own-2', 'foreign', 'gone'], account, createListMemory());
    expect(answers.slice(0, 4)).toEqual([{ id: 'own-1' }, fault, { id: 'own-2' }, forbidden]);
    expect(answers[4]).toBeInstanceOf(NotFoundError);
  });

  it('makes up for a failed page 1 by single reads', async () => {
    const account = new Account(idsOf(60));
    account.fault = (call) => (call === 'page 1' ? new ContractError('Unreadable.') : undefined);
    const ids = idsOf(20);
    expect(await readBatch(ids, account, createListMemory())).toEqual(ids.map((id) => ({ id })));
    expect(account.taken()).toEqual(['page 1', ...ids]);
  });

  it('makes up for a failed later page by single reads of what the others did not hold', async () => {
    const account = new Account(idsOf(250));
    account.fault = (call) => (call === 'page 2' ? new UnavailableError('Down.') : undefined);
    const ids = every(3, idsOf(250));
    const memory = createListMemory();
    expect(await readBatch(ids, account, memory)).toEqual(ids.map((id) => ({ id })));
    const onPage2 = ids.filter((id) => idsOf(250).indexOf(id) >= 100 && idsOf(250).indexOf(id) < 200);
    expect(account.taken()).toEqual(['page 1', 'page 2', 'page 3', ...onPage2]);
    expect(onPage2.some((id) => memory.isMissing(id))).toBe(false);
  });

  it.each([new UnauthenticatedError('Refused.'), new RateLimitedError('Quota used up.', undefined)])(
    'spends no further call after $code',
    async (fault) => {
      const account = new Account(idsOf(60));
      account.fault = () => fault;
      expect(await readBatch(idsOf(20), account, createListMemory())).toEqual(idsOf(20).map(() => fault));
      expect(account.taken()).toEqual(['page 1']);
    },
  );
});

it('answers every id rightly within k + 1 calls, whatever is known, listed, or failing', async () => {
  const owned = idsOf(700);
  const known = [...owned, ...idsOf(60, 'readable'), ...idsOf(60, 'gone')];
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(known.length - 1), { maxLength: 200 }),
      fc.nat(700),
      fc.record({
        staleTotal: fc.option(fc.nat(1_500), { nil: undefined }),
        stillMissing: fc.subarray(known),
        failing: fc.subarray([...known, 'page 1', 'page 2', 'page 3', 'page 4'], { maxLength: 60 }),
        hasMeta: fc.boolean(),
      }),
      async (picked, size, { staleTotal, stillMissing, failing, hasMeta }) => {
        const ids = picked.map((index) => known[index] as string);
        const account = new Account(owned.slice(0, size));
        account.unlisted = known.filter((id) => id.startsWith('readable'));
        account.hasMeta = hasMeta;
        const failed = new Map(failing.map((call) => [call, new UnavailableError(`No answer to ${call}.`)]));
        account.fault = (call) => failed.get(call);
        const memory = createListMemory();
        if (staleTotal !== undefined) memory.learn(staleTotal);
        memory.miss(stillMissing);

        const answers = await readBatch(ids, account, memory);

        expect(account.calls.length).toBeLessThanOrEqual(ids.length + 1);
        expect(answers).toHaveLength(ids.length);
        for (const [index, id] of ids.entries()) {
          const answer = answers[index];
          const exists = account.listed.includes(id) || account.unlisted.includes(id);
          if (exists && answer !== failed.get(id)) expect(answer).toEqual({ id });
          if (!exists) expect(answer).toBeInstanceOf(failed.has(id) ? UnavailableError : NotFoundError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
