import type { Plugin } from 'graphql-yoga';
import type { Documents } from '../documents/index.ts';
import { type DocumentLimits, parseWithin } from '../operations/limits/document.ts';

/** Refuses documents that hold too much, as they are parsed. */
export function useLimits(limits: DocumentLimits, { isTrusted }: Documents): Plugin {
  const parse = parseWithin(limits, isTrusted);
  return { onParse: ({ setParseFn }) => setParseFn(parse) };
}
