import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionResult, getOperationAST } from 'graphql';
import { isPromise } from 'graphql-yoga';
import type { Gateway } from '../gateway.ts';
import type { RequestScope } from '../request.ts';
import { failedResult } from '../results/failed-result.ts';
import { stripIncremental } from '../results/strip-incremental.ts';
import type { ResponseHeaders } from './headers.ts';
import { type Params, paramsInBody, paramsInUrl } from './params.ts';
import { serializeResponse } from './serialize-response.ts';

/**
 * Handles a request, at once or later, and returns true; or leaves it to Yoga and returns false.
 *
 * @param body of a POST, decoded; undefined for a GET
 */
export type FastPath = (
  req: IncomingMessage,
  res: ServerResponse,
  scope: RequestScope,
  baseHeaders: ResponseHeaders,
  body: Buffer | undefined,
) => boolean | Promise<boolean>;

/** The requests that plugins see on the fast path: no header matters to them. */
const GET = { method: 'GET', headers: new Headers() };
const POST = { method: 'POST', headers: new Headers() };

/** What the fast path needs of the gateway. */
export type FastPathGateway = Omit<Gateway, 'handleByYoga'>;

/**
 * The fast path skips the Request and Response objects that Yoga makes. Yoga's engine parses and validates new
 * documents, with the hooks of all plugins, and operations execute in the same place as Yoga's. Three kinds of request
 * go to Yoga, which gives the same responses: those that accept incremental delivery, those that ask for an inline
 * trace, and malformed ones.
 */
export function createFastPath(gateway: FastPathGateway): FastPath {
  const { engineFor, contextOf, documents, cache, operations, finalizer } = gateway;
  function execute(request: Params, scope: RequestScope): ExecutionResult | Promise<ExecutionResult> {
    const query = documents.resolve(request, scope.graphiqlToken);
    return isPromise(query)
      ? query.then((found) => runText(found as string, request, scope))
      : runText(query as string, request, scope);
  }

  function runText(query: string, request: Params, scope: RequestScope): ExecutionResult | Promise<ExecutionResult> {
    const params = query === request.query ? request : { ...request, query };
    const isGet = scope.method === 'GET';
    let document = cache.get(query);
    const operation = document && getOperationAST(document, params.operationName);
    // The engine refuses a document without such an operation, and a mutation by GET.
    if (!document || !operation || (isGet && operation.operation === 'mutation')) {
      const engine = engineFor({ request: isGet ? GET : POST, scope, params });
      document = engine.parse(query);
      const errors = engine.validate(engine.schema, document);
      if (errors.length > 0) return { errors };
    } else {
      documents.learn(params);
    }
    const execution = {
      schema: operations.schema,
      document: stripIncremental(document),
      contextValue: contextOf(scope),
      variableValues: params.variables,
      operationName: params.operationName,
    };
    return operations.execute(execution, scope) as ExecutionResult | Promise<ExecutionResult>;
  }

  function respond(
    params: Params,
    res: ServerResponse,
    scope: RequestScope,
    baseHeaders: ResponseHeaders,
    accept: string,
  ) {
    const send = (result: ExecutionResult): true => {
      const { status, headers, text } = serialize(result);
      const length = Buffer.byteLength(text);
      res
        .writeHead(status, {
          ...baseHeaders,
          'content-type': `${accept}; charset=utf-8`,
          'content-length': length,
          ...headers,
        })
        // ASCII is the same in both, and written twice as fast.
        .end(text, length === text.length ? 'latin1' : 'utf8');
      return true;
    };
    const serialize = (result: ExecutionResult) => {
      let final = finalizer.finalize(result, scope);
      let response: ReturnType<typeof serializeResponse>;
      try {
        response = serializeResponse(final, accept);
      } catch (error) {
        final = finalizer.finalize(failedResult(error), scope);
        response = serializeResponse(final, accept);
      }
      finalizer.ended(scope, final);
      return response;
    };
    const fail = (error: unknown) => send(failedResult(error));
    let result: ExecutionResult | Promise<ExecutionResult>;
    try {
      result = execute(params, scope);
    } catch (error) {
      return fail(error);
    }
    return isPromise(result) ? result.then(send, fail) : send(result);
  }

  // Async only where it has to be: every request pays for each layer that awaits.
  return (req, res, scope, baseHeaders, body) => {
    const { accept = '' } = req.headers;
    if (accept.includes('multipart/')) return false;
    if (req.headers['apollo-federation-include-trace'] !== undefined) return false;
    const params = body === undefined ? paramsInUrl(req.url ?? '') : paramsInBody(body);
    return params !== undefined && respond(params, res, scope, baseHeaders, accept);
  };
}
