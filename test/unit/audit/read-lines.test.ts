import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../../src/audit/read-lines.ts';

/** Lines of a text that comes cut at these places. */
async function linesOf(text: string, cuts: readonly number[] = []): Promise<string[]> {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b);
  const pieces = places.slice(1).map((place, at) => text.slice(places[at], place));
  return Array.fromAsync(readLines(asyncOf(pieces)));
}

async function* asyncOf(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

test('lines are the same however the text is cut', async () => {
  const line = fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\n', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.boolean(), fc.array(fc.nat()), async (lines, isEnded, cuts) => {
      const text = lines.join('\n') + (isEnded ? '\n' : '');
      const expected = text.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(await linesOf(text, cuts)).toEqual(expected);
    }),
  );
});

const CUTS = [[], [10, 65_530], [65_536, 65_537, 70_000]];

test.for(CUTS)('a line that is too long is empty, cut at %j', async (cuts) => {
  const [most, long] = ['a'.repeat(65_536), 'b'.repeat(65_537)];
  expect(await linesOf(`x\n${most}\n${long}\ny\n`, cuts)).toEqual(['x', most, '', 'y']);
  expect(await linesOf(`${long}\ny`, cuts)).toEqual(['', 'y']);
  expect(await linesOf(`y\n${long}`, cuts)).toEqual(['y', '']);
});
