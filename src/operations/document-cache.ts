import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GenerationalLru } from '../lib/lru.ts';

/** Characters of the parsed documents that are kept for certain, of those that were used last. */
const MAX_CHARACTERS = 2_000_000;
/** What a document counts for at the least: a thousand of them are kept. */
const MIN_CHARACTERS = 2_000;
/** Longer ones, in characters, are not kept: comments and strings are bounded by no limit on tokens. */
const MAX_LENGTH = 20_000;

/** Documents that were parsed and found valid before: no plugin has anything to say of them again. */
export interface DocumentCache {
  /** The document of that text, which need be neither parsed nor validated. */
  get(source: string): DocumentNode | undefined;
  /** Fills it, and spares Yoga's own way the same work. */
  readonly plugin: Plugin;
}

/** Only valid documents are kept, so that one refused for holding a secret is forgotten at once. */
export function createDocumentCache(): DocumentCache {
  const documents = new GenerationalLru<string, DocumentNode>(MAX_CHARACTERS, ({ loc }) =>
    Math.max(loc?.end ?? 0, MIN_CHARACTERS),
  );
  const valid = new WeakSet<DocumentNode>();
  const sources = new WeakMap<DocumentNode, string>();
  const plugin: Plugin = {
    onParse: ({ params, setParsedDocument }) => {
      const source = String(params.source);
      const known = documents.get(source);
      if (known) return void setParsedDocument(known);
      return ({ result }) => {
        if (source.length <= MAX_LENGTH && result && 'kind' in result) sources.set(result as DocumentNode, source);
      };
    },
    onValidate: ({ params: { documentAST }, setResult }) => {
      if (valid.has(documentAST)) return void setResult([]);
      return ({ result }) => {
        const source = sources.get(documentAST);
        if (result.length > 0 || source === undefined) return;
        valid.add(documentAST);
        documents.set(source, documentAST);
      };
    },
  };
  return { get: (source) => documents.get(source), plugin };
}
