import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cursor, decodeCursor, encodeCursor } from '../../../src/lists/cursor.ts';

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const cursors: fc.Arbitrary<Cursor> = fc.record({
  id: fc.string({ unit: 'grapheme' }),
  position: word,
  total: fc.option(fc.integer({ min: 0, max: 0xffff_fffe }), { nil: undefined }),
  predecessors: fc.array(word, { maxLength: 8 }),
  successors: fc.array(word, { maxLength: 8 }),
  fromStart: fc.boolean(),
  toEnd: fc.boolean(),
});

describe('a cursor', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(cursors, fc.string(), (cursor, scope) => {
        const text = encodeCursor(cursor, scope);
        expect(text).toMatch(/^[\w-]+$/);
        expect(decodeCursor(text, scope)).toEqual(cursor);
      }),
    );
  });

  it('of a UUID is at most 156 characters long', () => {
    const eight = Array.from({ length: 8 }, () => 0xffff_ffff);
    const id = '00000000-0000-4000-8000-000000000000';
    const known = { predecessors: eight, successors: eight, fromStart: false, toEnd: false };
    expect(encodeCursor({ id, position: 9_999, total: 10_000, ...known }, 'list').length).toBeLessThanOrEqual(156);
  });

  it('is not read for another list or filter', () => {
    fc.assert(
      fc.property(cursors, fc.string(), fc.string(), (cursor, one, other) => {
        fc.pre(one !== other);
        expect(decodeCursor(encodeCursor(cursor, one), other)).toBeUndefined();
      }),
    );
  });

  it('is not read with any of its characters changed, cut off or added', () => {
    fc.assert(
      fc.property(cursors, fc.nat(), fc.constantFrom('', 'A', '_', '=', ' ', 'é'), (cursor, place, instead) => {
        const text = encodeCursor(cursor, 'list');
        const at = place % text.length;
        const damaged = text.slice(0, at) + instead + text.slice(at + 1);
        if (damaged !== text) expect(decodeCursor(damaged, 'list')).toBeUndefined();
        expect(decodeCursor(text + instead + instead, 'list') === undefined).toBe(instead !== '');
        expect(decodeCursor(text.slice(0, at), 'list')).toBeUndefined();
      }),
    );
  });

  it('is no other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeCursor(text, 'list')).toBeUndefined();
      }),
    );
    expect(decodeCursor('A'.repeat(1_000_000), 'list')).toBeUndefined();
  });

  it('is not read if it claims more neighbours than it holds, or than a cursor can have', () => {
    const known = { predecessors: [1], successors: [2], fromStart: true, toEnd: true };
    const text = encodeCursor({ id: '', position: 0, total: 2, ...known }, 'list');
    for (const [predecessors, successors] of [
      [8, 8],
      [2, 1],
      [0, 255],
    ] as const) {
      const body = Buffer.from(text, 'base64url').subarray(0, -4);
      body[2] = predecessors;
      body[3] = successors;
      const sum = Buffer.alloc(4);
      sum.writeUInt32BE(crc32(body, crc32('list')));
      expect(decodeCursor(Buffer.concat([body, sum]).toString('base64url'), 'list')).toBeUndefined();
    }
    const nine = Array.from({ length: 9 }, () => 1);
    expect(decodeCursor(encodeCursor({ id: 'a', position: 0, total: 2, ...known, predecessors: nine }, ''), '')).toBe(
      undefined,
    );
  });
});
