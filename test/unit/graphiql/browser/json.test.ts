import { expect, test } from 'vitest';
import { parseObject } from '../../../../src/graphiql/browser/json.js';

test.each([
  ['', undefined],
  [' // nothing\n', undefined],
  ['{}', {}],
  ['{ "a": 1, /* one */ "b": [1, 2,], } // two', { a: 1, b: [1, 2] }],
  ['{ "url": "https://a.example/*", "b": "// no, comment", }', { url: 'https://a.example/*', b: '// no, comment' }],
  ['{ "quoted": "\\"/*", "comma": ",}" }', { quoted: '"/*', comma: ',}' }],
])('%j', (text, expected) => {
  expect(parseObject('Variables', text)).toEqual(expected);
});

test.each(['[1]', '1', 'null', '"a"', '{', '{ a: 1 }', '{ "token": "SECRET" '])('%j is no object', (text) => {
  const parse = () => parseObject('Headers', text);
  expect(parse).toThrow('Headers must be a JSON object.');
});
