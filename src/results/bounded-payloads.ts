import type { ExecutionResult, GraphQLError } from 'graphql';
import { bytesOf } from '../operations/limits/response-size.ts';
import { type Payload, refusedPayload } from './incremental-payloads.ts';

/**
 * Passes payloads on while they have at most `most` bytes as JSON in all. The one that exceeds it carries `error` in
 * place of its data, and is the last.
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
