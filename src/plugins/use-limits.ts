import type { Plugin } from 'graphql-yoga';
import type { Documents } from '../documents/index.ts';
import { type DocumentLimits, parseWithin } from '../operations/limits/document.ts';

/** Refuses documents that exceed a limit while they are parsed. */
export function useLimits(limits: DocumentLimits, { isTrusted }: Documents): Plugin {
  const parse = parseWithin(limits, isTrusted);
  return { onParse: ({ setParseFn }) => setParseFn(parse) };
}
