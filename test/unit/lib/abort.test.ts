import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AbortLike, AbortSource, type EndListener } from '../../../src/lib/abort.ts';
import { AbortedError, TimeoutError } from '../../../src/telnyx/errors.ts';

const left = new AbortedError('The caller left.');

/** A signal, and what ends it. */
interface Pair {
  signal: AbortLike;
  abort(reason: Error): void;
}

const own = (): Pair => {
  const signal = new AbortSource();
  return { signal, abort: (reason) => signal.abort(reason) };
};
const real = (): Pair => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
};

describe.each([
  ['Ending', own],
  ['AbortController', real],
])('%s', (_name, create) => {
  test('tells whether it is over, and why', () => {
    const { signal, abort } = create();
    expect([signal.aborted, signal.reason]).toEqual([false, undefined]);
    signal.throwIfAborted();
    abort(left);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBe(left);
    expect(() => signal.throwIfAborted()).toThrow(left);
  });

  test('ends once: the first reason counts', () => {
    const { signal, abort } = create();
    let told = 0;
    signal.addEventListener('abort', () => told++);
    abort(left);
    abort(new TimeoutError('late'));
    expect([signal.reason, told]).toEqual([left, 1]);
  });

  test('a listener finds it over', () => {
    const { signal, abort } = create();
    const seen: unknown[] = [];
    signal.addEventListener('abort', () => seen.push(signal.aborted, signal.reason));
    abort(left);
    expect(seen).toEqual([true, left]);
  });
});

/** What is done to a signal, by the number of the listener that it is about. */
type Step = { do: 'add' | 'remove'; listener: number } | { do: 'abort'; listener?: never };

const aboutOne = (what: 'add' | 'remove'): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant(what), listener: fc.nat(7) });
const abort: fc.Arbitrary<Step> = fc.constant({ do: 'abort' });
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: aboutOne('add') },
    { weight: 4, arbitrary: aboutOne('remove') },
    { weight: 1, arbitrary: abort },
  ),
  { maxLength: 40 },
);
/** What each listener does when it is told. It adds none: Node tells some of those, where the standard has it tell none. */
const reactions = fc.array(fc.array(fc.oneof(aboutOne('remove'), abort), { maxLength: 3 }), {
  minLength: 8,
  maxLength: 8,
});

/** Which listeners are told, in order. */
function toldBy({ signal, abort }: Pair, steps: Step[], reactions: Step[][]): number[] {
  const told: number[] = [];
  const listeners = reactions.map((reaction, index): EndListener => {
    const hear = () => {
      told.push(index);
      reaction.forEach(take);
    };
    return index % 2 === 0 ? hear : { handleEvent: hear };
  });
  const take = (each: Step) => {
    if (each.do === 'abort') abort(left);
    else if (each.do === 'add') signal.addEventListener('abort', listeners[each.listener]!);
    else signal.removeEventListener('abort', listeners[each.listener]!);
  };
  steps.forEach(take);
  return told;
}

test('whatever is added, removed and ended in whatever order, the same are told as by AbortController', () => {
  fc.assert(
    fc.property(steps, reactions, (...done) => {
      expect(toldBy(own(), ...done)).toEqual(toldBy(real(), ...done));
    }),
    { numRuns: 1_000 },
  );
});

test('a listener that is added when another one is told is not', () => {
  const { signal, abort } = own();
  const told: string[] = [];
  const add = (name: string, then = () => {}) =>
    signal.addEventListener('abort', () => {
      told.push(name);
      then();
    });
  add('first', () => add('later'));
  add('second', () => add('later'));
  abort(left);
  add('after it');
  abort(left);
  expect(told).toEqual(['first', 'second']);
});

test('a thousand listeners are each told once', () => {
  const { signal, abort } = own();
  const counts = new Array<number>(1_000).fill(0);
  for (const index of counts.keys()) signal.addEventListener('abort', () => counts[index]!++);
  abort(left);
  expect(new Set(counts)).toEqual(new Set([1]));
});
