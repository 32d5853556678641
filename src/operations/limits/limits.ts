import type { DocumentLimits } from './document.ts';

/** Limits on operations. */
export interface Limits extends DocumentLimits {
  /** Maximum cost of an operation with its variables. An upstream call costs 10. */
  readonly maxCost: number;
  /** Maximum size of a response, all its payloads together, bytes. */
  readonly maxResponseBytes: number;
}
