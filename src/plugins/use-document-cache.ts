import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Parsed documents kept, most recently used. */
const MAX_DOCUMENTS = 1_000;
/** Longer ones, in characters, are not kept: comments and strings are bounded by no limit on tokens. */
const MAX_LENGTH = 20_000;

/**
 * Parses and validates a document once. Only valid documents are kept, so that one refused for holding a secret is
 * forgotten at once.
 */
export function useDocumentCache(): Plugin {
  const documents = new Map<string, DocumentNode>();
  const valid = new WeakSet<DocumentNode>();
  const sources = new WeakMap<DocumentNode, string>();
  return {
    onParse: ({ params, setParsedDocument }) => {
      const source = String(params.source);
      const known = documents.get(source);
      if (known) {
        documents.delete(source);
        documents.set(source, known);
        setParsedDocument(known);
        return;
      }
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
        if (documents.size > MAX_DOCUMENTS) documents.delete(documents.keys().next().value as string);
      };
    },
  };
}
