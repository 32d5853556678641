import type { ExecutionResult, GraphQLError } from 'graphql';
import { bytesOf } from '../operations/limits/response-size.ts';
import { type Payload, refusedPayload } from './incremental-payloads.ts';

/**
 * Passes payloads on as long as they have at most `most` bytes together, as JSON. The first one beyond that carries
 * `error` in place of its data, and is the last.
 */
export async function* boundPayloads(
  payloads: AsyncIterable<ExecutionResult>,
  most: number,
  error: () => GraphQLError,
): AsyncGenerator<ExecutionResult> {
  let left = most;
  for await (const payload of payloads) {
    const bytes = bytesOf(payload, left);
    if (bytes <= left) {
      left -= bytes;
      yield payload;
      continue;
    }
    yield refusedPayload(payload as Payload, error()) as ExecutionResult;
    return;
  }
}
