import type { Plugin } from 'graphql-yoga';
import type { Documents } from '../documents/index.ts';
import { type DocumentLimits, parseWithin } from '../operations/limits/document.ts';

/** What callers may ask for in one operation. */
export interface Limits extends DocumentLimits {
  /** What an operation may cost with its variables; a call upstream costs 10. */
  readonly maxCost: number;
  /** Bytes of an answer, all its parts together. */
  readonly maxAnswer: number;
}

/** Refuses documents that hold too much, as they are parsed. */
export function useLimits(limits: DocumentLimits, { isTrusted }: Documents): Plugin {
  const parse = parseWithin(limits, isTrusted);
  return { onParse: ({ setParseFn }) => setParseFn(parse) };
}
