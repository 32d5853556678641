import { validate } from 'graphql';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDocumentCache } from '../../../src/operations/document-cache.ts';

/** A server of one field, whose work on documents is counted. */
function serve() {
  const counts = { parsed: 0, validated: 0 };
  const counting: Plugin = {
    onParse: ({ parseFn, setParseFn }) => {
      setParseFn((source, options) => {
        counts.parsed++;
        return parseFn(source, options);
      });
    },
    onValidate: ({ setValidationFn }) => {
      setValidationFn((...args) => {
        counts.validated++;
        return validate(...(args as Parameters<typeof validate>));
      });
    },
  };
  const yoga = createYoga({
    schema: createSchema({
      typeDefs: 'type Query { double(of: Int!): Int }',
      resolvers: { Query: { double: (_, { of }) => of * 2 } },
    }),
    plugins: [counting, createDocumentCache().plugin],
    parserAndValidationCache: false,
    logging: false,
  });
  const ask = async (query: string, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const headers = { 'content-type': 'application/json' };
    return (await yoga.fetch('http://test/graphql', { method: 'POST', headers, body })).json();
  };
  return { counts, ask };
}

let server: ReturnType<typeof serve>;
beforeEach(() => {
  server = serve();
});

describe('a document', () => {
  test('is parsed and validated once, however often it is asked, with whatever variables', async () => {
    const query = 'query ($n: Int!) { double(of: $n) }';
    for (const n of [1, 2, 3]) expect(await server.ask(query, { n })).toEqual({ data: { double: n * 2 } });
    expect(server.counts).toEqual({ parsed: 1, validated: 1 });
    await server.ask(`${query} `, { n: 1 });
    expect(server.counts).toEqual({ parsed: 2, validated: 2 });
  });

  test('that is refused is not cached: it is checked anew each time', async () => {
    for (const query of ['{ double(of: "a secret") }', '{ double(of: "a secret"']) {
      for (let time = 0; time < 3; time++) expect(await server.ask(query)).toHaveProperty('errors');
    }
    expect(server.counts).toEqual({ parsed: 6, validated: 3 });
  });

  test('is cached as one of the last thousand, and not for ever', async () => {
    const nth = (n: number) => `{ double(of: ${n}) }`;
    for (let n = 0; n < 1_000; n++) await server.ask(nth(n));
    for (let n = 0; n < 1_000; n++) await server.ask(nth(n));
    expect(server.counts.parsed).toBe(1_000);
    for (let n = 1_000; n < 3_000; n++) await server.ask(nth(n));
    await server.ask(nth(0));
    expect(server.counts.parsed).toBe(3_001);
  });
});
