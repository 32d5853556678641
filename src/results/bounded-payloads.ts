import type { ExecutionResult, GraphQLError } from 'graphql';
import { bytesOf } from '../operations/limits/answer-size.ts';
import type { Part } from './incremental-results.ts';

/**
 * The parts of an answer, as long as all together have no more than `most` bytes as JSON. The one that passes it holds
 * `error` in place of its data, and is the last.
 */
export async function* boundedParts(
  parts: AsyncIterable<ExecutionResult>,
  most: number,
  error: () => GraphQLError,
): AsyncGenerator<ExecutionResult> {
  let left = most;
  for await (const part of parts) {
    const bytes = bytesOf(part, left);
    if (bytes <= left) {
      left -= bytes;
      yield part;
      continue;
    }
    yield refusedPart(part as Part, error()) as ExecutionResult;
    return;
  }
}

function refusedPart(part: Part, error: GraphQLError): object {
  const refused = { errors: [error], data: null, hasNext: false };
  // Only the first part stands for itself: those that follow hold results for places in it.
  const incremental = part.incremental?.slice(0, 1).map((each) => ({ ...each, ...refused, hasNext: undefined }));
  return incremental ? { incremental, hasNext: false } : refused;
}
