import { describe, expect, it } from 'vitest';
import { createListMemories } from '../../../src/telnyx/batch/memory.ts';

describe('list memory', () => {
  it('keeps a length and missing ids for 60 s', () => {
    let time = 0;
    const memory = createListMemories({ now: () => time }).of('a');
    memory.learn(250);
    memory.miss(['x']);
    time = 59_999;
    expect([memory.total(), memory.isMissing('x'), memory.isMissing('y')]).toEqual([250, true, false]);
    time = 60_000;
    expect([memory.total(), memory.isMissing('x')]).toEqual([undefined, false]);
  });

  it('forgets at once when told to', () => {
    const memory = createListMemories().of('a');
    memory.learn(250);
    memory.miss(['x']);
    memory.forget();
    expect([memory.total(), memory.isMissing('x')]).toEqual([undefined, false]);
  });

  it('keeps credentials apart and gives the same memory for the same one', () => {
    const memories = createListMemories();
    memories.of('a').learn(1);
    memories.of('b').learn(2);
    expect([memories.of('a').total(), memories.of('b').total(), memories.of('c').total()]).toEqual([1, 2, undefined]);
  });

  it('drops the credential that was not used for longest', () => {
    const memories = createListMemories({ maxCredentials: 2 });
    memories.of('a').learn(1);
    memories.of('b').learn(2);
    memories.of('a');
    memories.of('c').learn(3);
    expect([memories.of('a').total(), memories.of('c').total()]).toEqual([1, 3]);
    expect(memories.of('b').total()).toBeUndefined();
  });

  it('keeps the 500 ids that went missing last', () => {
    const memory = createListMemories().of('a');
    memory.miss(Array.from({ length: 500 }, (_, index) => `id-${index}`));
    memory.miss(['id-0', 'late']);
    expect([memory.isMissing('id-0'), memory.isMissing('id-1'), memory.isMissing('late')]).toEqual([true, false, true]);
  });
});
