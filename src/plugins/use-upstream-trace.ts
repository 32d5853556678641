import type { Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';

/** Answers `extensions.upstream` where the operation keeps book of its REST calls. */
export function useUpstreamTrace(): Plugin {
  return {
    onExecute: ({ args }) => {
      const { trace } = args.contextValue as unknown as Context;
      if (!trace) return;
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result) return;
          setResult({ ...result, extensions: { ...result.extensions, upstream: trace.report() } });
        },
      };
    },
  };
}
