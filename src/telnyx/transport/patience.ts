/** Time that Telnyx never needs for a response while it works, milliseconds. */
const MAX_PATIENCE = 5_000;

/** Time without a response that says something about Telnyx or the connection, not about the caller. Milliseconds. */
export function patienceOf(operationTimeout: number): number {
  return Math.min(MAX_PATIENCE, operationTimeout / 2);
}
