import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Gateway } from '../gateway.ts';
import type { RequestScope } from '../request.ts';
import { createFastPath } from './fast-path.ts';
import { type Head, setHead } from './headers.ts';

/**
 * Answers a request for the graph, whatever it is.
 *
 * @param head headers that the response has besides its own
 * @param body of a POST, decoded; undefined for other methods
 */
export type GraphQLHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  scope: RequestScope,
  head: Head,
  body: Buffer | undefined,
) => Promise<void>;

/** Takes the fast path where a request allows it, Yoga's otherwise. */
export function createGraphQLHandler(gateway: Gateway): GraphQLHandler {
  const fastPath = createFastPath(gateway);
  return async (req, res, scope, head, body) => {
    if (body !== undefined) {
      const isAnswered = fastPath(req, res, scope, head, body);
      if (isAnswered === true || (isAnswered && (await isAnswered))) return;
      // Yoga takes a body that was read before from `req.body`. It would list all bytes of a Buffer.
      Object.assign(req, { body: Readable.from([body]) });
    }
    setHead(res, head);
    await gateway.handleByYoga(req, res, scope);
  };
}
