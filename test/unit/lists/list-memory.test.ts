import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createListMemory } from '../../../src/lists/list-memory.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('list memory', () => {
  it('keeps a length and missing ids for 60 s', () => {
    const memory = createListMemory();
    memory.learn(250);
    memory.miss(['x']);
    vi.advanceTimersByTime(59_999);
    expect([memory.total(), memory.isMissing('x'), memory.isMissing('y')]).toEqual([250, true, false]);
    vi.advanceTimersByTime(1);
    expect([memory.total(), memory.isMissing('x')]).toEqual([undefined, false]);
  });

  it('keeps for 60 s that the list may not be read, whatever is created or deleted', () => {
    const memory = createListMemory();
    expect(memory.isDenied()).toBe(false);
    memory.deny();
    memory.forget();
    vi.advanceTimersByTime(59_999);
    expect(memory.isDenied()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(memory.isDenied()).toBe(false);
  });

  it('forgets at once when told to, but not the page sizes', () => {
    const memory = createListMemory();
    memory.learn(250);
    memory.miss(['x']);
    memory.sizes.cut(50);
    memory.forget();
    expect([memory.total(), memory.isMissing('x'), memory.sizes.largest]).toEqual([undefined, false, 50]);
  });

  it('keeps the 500 ids that went missing last', () => {
    const memory = createListMemory();
    memory.miss(Array.from({ length: 500 }, (_, index) => `id-${index}`));
    expect([memory.isMissing('id-0'), memory.isMissing('id-499')]).toEqual([true, true]);
    memory.miss(Array.from({ length: 1_000 }, (_, index) => `other-${index}`));
    expect([memory.isMissing('id-0'), memory.isMissing('other-999')]).toEqual([false, true]);
  });
});
