import { type DocumentNode, Kind, visit } from 'graphql';

/** Directives of incremental delivery. */
const INCREMENTAL = new Set(['defer', 'stream']);

const strippedDocuments = new WeakMap<DocumentNode, DocumentNode>();

/** The document without these directives. The same document where it has none. */
export function stripIncremental(document: DocumentNode): DocumentNode {
  let stripped = strippedDocuments.get(document);
  if (stripped === undefined) {
    stripped = visit(document, { [Kind.DIRECTIVE]: ({ name }) => (INCREMENTAL.has(name.value) ? null : undefined) });
    strippedDocuments.set(document, stripped);
  }
  return stripped;
}
