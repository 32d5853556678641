import { type DocumentNode, Kind, visit } from 'graphql';

/** Directives for answers that come in parts. */
const INCREMENTAL = new Set(['defer', 'stream']);

const whole = new WeakMap<DocumentNode, DocumentNode>();

/** The document without them, whose answer comes whole: itself, where it holds none. */
export function wholeOf(document: DocumentNode): DocumentNode {
  let stripped = whole.get(document);
  if (stripped === undefined) {
    stripped = visit(document, { [Kind.DIRECTIVE]: ({ name }) => (INCREMENTAL.has(name.value) ? null : undefined) });
    whole.set(document, stripped);
  }
  return stripped;
}
