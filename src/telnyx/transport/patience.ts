/** Longer than a Telnyx that works takes for an answer, milliseconds. */
const MAX_PATIENCE = 5_000;

/** Milliseconds without an answer that say something of Telnyx or of the connection, not of who waits. */
export function patienceOf(operationTimeout: number): number {
  return Math.min(MAX_PATIENCE, operationTimeout / 2);
}
