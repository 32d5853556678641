import { expect, test } from 'vitest';
import { documentIdOf } from '../../../src/client/index.ts';

test('a document without an id is refused, and not asked for as undefined', () => {
  expect(documentIdOf({ kind: 'Document', __meta__: { documentId: 'abc' } })).toBe('abc');
  expect(() => documentIdOf({ kind: 'Document', definitions: [] })).toThrow(TypeError);
});
