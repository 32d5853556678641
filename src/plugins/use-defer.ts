import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import type { Plugin } from 'graphql-yoga';
import { stripIncremental } from '../results/strip-incremental.ts';

/**
 * `@defer`: delivers slow parts of a result in later payloads to clients that accept `multipart/mixed`. For other
 * clients it ignores the directives and delivers a single result.
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
