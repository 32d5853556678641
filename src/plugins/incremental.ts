import { type DocumentNode, Kind, visit } from 'graphql';

/** Directives for answers that come in parts. */
const INCREMENTAL = new Set(['defer', 'stream']);

/** A document whose answer comes whole: itself, where it holds none of the directives. */
export function withoutIncremental(document: DocumentNode): DocumentNode {
  return visit(document, { [Kind.DIRECTIVE]: ({ name }) => (INCREMENTAL.has(name.value) ? null : undefined) });
}
