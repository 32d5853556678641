import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import { type DocumentNode, Kind, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const INCREMENTAL = new Set(['defer', 'stream']);

/**
 * `@defer`: the slow parts of an answer follow in parts of their own, for clients that accept `multipart/mixed`. To all
 * others the directives mean nothing, and the answer comes whole.
 */
export function useDefer(): Plugin {
  const whole = new WeakMap<DocumentNode, DocumentNode>();
  return {
    onPluginInit: ({ addPlugin }) => addPlugin(useDeferStream() as Plugin),
    onExecute({ args: { document, contextValue }, executeFn, setExecuteFn }) {
      const { request } = contextValue as unknown as { request: Request };
      if (request.headers.get('accept')?.includes('multipart/mixed')) return;
      let stripped = whole.get(document);
      if (stripped === undefined) {
        stripped = withoutIncremental(document);
        whole.set(document, stripped);
      }
      if (stripped !== document) setExecuteFn((args) => executeFn({ ...args, document: stripped }));
    },
  };
}

/** A document whose answer comes whole: itself, where it holds none of the directives. */
export function withoutIncremental(document: DocumentNode): DocumentNode {
  return visit(document, { [Kind.DIRECTIVE]: ({ name }) => (INCREMENTAL.has(name.value) ? null : undefined) });
}
