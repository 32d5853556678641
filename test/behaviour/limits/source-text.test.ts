import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { parseWithin } from '../../../src/operations/limits/document.ts';
import { textOf } from '../../../src/operations/limits/source-text.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

type Located = { locations?: { line: number; column: number }[] };

describe('an error names its location in the document, each time and on both paths', () => {
  test.each<[what: string, code: string, query: string, variables: Record<string, unknown>, places: number[][]]>([
    ['of the grammar', 'GRAPHQL_PARSE_FAILED', '\n\r\n  { a: }', {}, [[3, 8]]],
    ['of validation', 'GRAPHQL_VALIDATION_FAILED', '\r\n\n {\r  oauthClient(clientId: "x") {\n nope } }', {}, [[5, 2]]],
    [
      'of merging',
      'GRAPHQL_VALIDATION_FAILED',
      '{ oauthClient(clientId: "x") {\n a: name\n  a: orgId } }',
      {},
      [
        [2, 2],
        [3, 3],
      ],
    ],
    [
      'of variables',
      'BAD_USER_INPUT',
      'query (\n $n: Int) { oauthClients(first: $n) { totalCount } }',
      { n: 'x' },
      [[2, 2]],
    ],
    ['of execution', 'BAD_USER_INPUT', '{\n\n   # where\n oauthClient(clientId: "..") { name } }', {}, [[4, 2]]],
  ])('%s', async (_what, code, query, variables, places) => {
    for (const accept of ['application/json', 'application/json, multipart/mixed']) {
      for (let time = 0; time < 3; time++) {
        const { body } = await gateway.ask(query, variables, { headers: { accept } });
        expect(body.errors).toMatchObject([{ extensions: { code } }]);
        const { locations } = body.errors![0] as Located;
        expect(locations!.map(({ line, column }) => [line, column])).toEqual(places);
      }
    }
  });
});

test('a parsed document keeps its text out of errors, which have nothing to count lines in', () => {
  const text = '\n\n{ a }';
  const wide = { maxLength: 10, maxTokens: 10, maxDepth: 10, maxAliases: 10, maxDirectives: 10, maxRootFields: 10 };
  const document = parseWithin(wide, () => false)(text);
  expect(textOf(document)).toBe(text);
  expect(document.loc!.source.body).toBe('');
  expect(textOf(parse(text))).toBe(text);
});
