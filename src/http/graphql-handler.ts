import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Gateway } from '../gateway.ts';
import type { RequestScope } from '../request.ts';
import { createFastPath } from './fast-path.ts';
import { type ResponseHeaders, setHeaders } from './headers.ts';

/**
 * Handles any request to the GraphQL endpoint.
 *
 * @param baseHeaders headers that the response has besides its own
 * @param body of a POST, decoded; undefined for other methods
 */
export type GraphQLHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  scope: RequestScope,
  baseHeaders: ResponseHeaders,
  body: Buffer | undefined,
) => Promise<void>;

/** Takes the fast path where a request allows it, else Yoga's. */
export function createGraphQLHandler(gateway: Gateway): GraphQLHandler {
  const fastPath = createFastPath(gateway);
  return async (req, res, scope, baseHeaders, body) => {
    const isHandled = fastPath(req, res, scope, baseHeaders, body);
    if (isHandled === true || (isHandled && (await isHandled))) return;
    // Yoga takes a body that was read before from `req.body`. It would list all bytes of a Buffer.
    if (body !== undefined) Object.assign(req, { body: Readable.from([body]) });
    setHeaders(res, baseHeaders);
    await gateway.handleByYoga(req, res, scope);
  };
}
