import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GenerationalLru } from '../../../src/lib/lru.ts';

const BOUND = 4;
const KEYS = 14;

/** What is there after these keys were used, one after the other: asked of a new one each time, as asking is using. */
function there(used: readonly number[]): number[] {
  const keys = Array.from({ length: KEYS }, (_, key) => key);
  return keys.filter((key) => {
    const recent = new GenerationalLru<number, string>(BOUND);
    for (const each of used) if (recent.get(each) === undefined) recent.set(each, `value ${each}`);
    const found = recent.get(key);
    expect([undefined, `value ${key}`]).toContain(found);
    return found !== undefined;
  });
}

test('what was used last is there, up to the bound, and never more than twice as much', () => {
  const uses = fc.array(fc.nat(KEYS - 1), { maxLength: 60 });
  fc.assert(
    fc.property(uses, (used) => {
      const found = there(used);
      const latest = [...new Set(used.toReversed())];
      expect(found).toEqual(expect.arrayContaining(latest.slice(0, BOUND)));
      expect(found.length).toBeLessThanOrEqual(2 * BOUND);
      expect(latest.slice(0, 2 * BOUND)).toEqual(expect.arrayContaining(found));
    }),
  );
});

test('what weighs more leaves room for less', () => {
  const recent = new GenerationalLru<string, string>(10, (text) => text.length);
  for (const text of ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']) recent.set(text, text);
  expect(['aaaa', 'bbbb'].map((text) => recent.get(text))).toEqual([undefined, undefined]);
  expect(['dddd', 'eeee'].map((text) => recent.get(text))).toEqual(['dddd', 'eeee']);
});

test('nothing is there once it was cleared', () => {
  const recent = new GenerationalLru<number, string>(BOUND);
  for (let key = 0; key < 7; key++) recent.set(key, 'value');
  recent.clear();
  for (let key = 0; key < 7; key++) expect(recent.get(key)).toBeUndefined();
});
