import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GenerationalLru } from '../lib/lru.ts';

/** Characters of the documents that are kept at least, most recently used first. */
const MAX_CHARACTERS = 2_000_000;
/** Minimum that a document counts for: so at least a thousand are kept. */
const MIN_CHARACTERS = 2_000;
/** Longer documents, in characters, are not kept: the limit on tokens does not bound comments and strings. */
const MAX_LENGTH = 20_000;

/** Caches parsed and valid documents, which need not be parsed and validated again. */
export interface DocumentCache {
  /** The parsed and valid document of that text. */
  get(source: string): DocumentNode | undefined;
  /** Fills the cache, and serves the Yoga path from it. */
  readonly plugin: Plugin;
}

/** Keeps only valid documents, so that one that is refused because it holds a secret is dropped at once. */
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
