import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { withoutIncremental } from './incremental.ts';

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
