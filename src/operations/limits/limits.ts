import type { DocumentLimits } from './document.ts';

/** What callers may ask for in one operation. */
export interface Limits extends DocumentLimits {
  /** What an operation may cost with its variables; a call upstream costs 10. */
  readonly maxCost: number;
  /** Bytes of an answer, all its parts together. */
  readonly maxAnswer: number;
}
