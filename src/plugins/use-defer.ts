import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import type { Plugin } from 'graphql-yoga';
import { stripIncremental } from '../results/strip-incremental.ts';

/**
 * `@defer`: the slow parts of an answer follow in parts of their own, for clients that accept `multipart/mixed`. To all
 * others the directives mean nothing, and the answer comes whole.
 */
export function useDefer(): Plugin {
  return {
    onPluginInit: ({ addPlugin }) => addPlugin(useDeferStream() as Plugin),
    onExecute({ args: { document, contextValue }, executeFn, setExecuteFn }) {
      const { request } = contextValue as unknown as { request: Request };
      if (request.headers.get('accept')?.includes('multipart/mixed')) return;
      const stripped = stripIncremental(document);
      if (stripped !== document) setExecuteFn((args) => executeFn({ ...args, document: stripped }));
    },
  };
}
