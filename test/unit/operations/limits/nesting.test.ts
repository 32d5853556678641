import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNestedDeeper } from '../../../../src/operations/limits/nesting.ts';

const depthOf = (text: string) =>
  Array.from({ length: 30 }, (_, most) => most).find((most) => !isNestedDeeper(text, most));

test.each([
  [0, ''],
  [1, '{ a } { b } [ c ]'],
  [4, '{ f(in: { list: [1] }) { a } }'],
  [1, '{ a # {{{{ " \n }'],
  [1, '{ a # """ {{{ \r b # {{{'],
  [2, '{ f(a: "[[[ \\" [[[ \\\\", b: "") }'],
  [2, '{ f(a: """[[[ " [[[ "" \\""" [[[ \n """) }'],
  [3, '{ f(a: "") } { f(a: []) }'],
  [2, '{ f(a: """ [[[ never closed'],
  [3, '{ f(a: "never closed [[[ \n [[['.replace(' [[[', '').replace('[[[', '[')],
])('%i: %s', (depth, text) => expect(depthOf(text)).toBe(depth));

test('brackets in strings and comments never count', () => {
  const odd = fc.string({ unit: fc.constantFrom('[', ']', '{', '(', 'x', '#', ' ', '😀') });
  fc.assert(
    fc.property(fc.nat({ max: 20 }), odd, (depth, text) => {
      const strings = `"${text}" """${text}""" #${text}\n`;
      expect(depthOf(`${'['.repeat(depth)} ${strings} ${']'.repeat(depth)}`)).toBe(depth);
    }),
  );
});
