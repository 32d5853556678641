/** Longer than a Telnyx that works takes for a response, milliseconds. */
const MAX_PATIENCE = 5_000;

/** Milliseconds without a response that say something of Telnyx or of the connection, not of who waits. */
export function patienceOf(operationTimeout: number): number {
  return Math.min(MAX_PATIENCE, operationTimeout / 2);
}
