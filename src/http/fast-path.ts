import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { isPromise } from 'graphql-yoga';
import type { Context } from '../context.ts';
import type { Documents } from '../documents/index.ts';
import type { DocumentCache } from '../operations/document-cache.ts';
import type { Operations } from '../operations/execute.ts';
import type { RequestScope } from '../request.ts';
import type { Answers } from '../results/finalize.ts';
import { wholeOf } from '../results/incremental.ts';
import type { Head } from './headers.ts';
import { write } from './write-response.ts';

/** What Yoga's engine does with a document that is new, with the hooks of all plugins. */
interface Engine {
  readonly schema: GraphQLSchema;
  parse(source: string): DocumentNode;
  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
}

/** The members of a GraphQL request. @see GraphQL over HTTP, section 5.1 and appendix A */
interface Params {
  readonly query?: string | null;
  readonly documentId?: string | null;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
  readonly extensions?: Record<string, unknown> | null;
}

/** Answers a request, at once or later, and is true; or leaves it to Yoga and is false. */
export type FastWay = (
  req: IncomingMessage,
  res: ServerResponse,
  scope: RequestScope,
  head: Head,
  body: Buffer,
) => boolean | Promise<boolean>;

/** What plugins may ask of a request that takes this way: nothing in its head matters to them. */
const POSTED = { method: 'POST', headers: new Headers() };

export interface FastWayOptions {
  engineFor(context: object): Engine;
  contextOf(scope: RequestScope): Context;
  readonly operations: Operations;
  readonly documents: Documents;
  readonly cache: DocumentCache;
  readonly answers: Answers;
}

/**
 * The short way for what nearly all callers send, a POST of one document: without the Request and Response that Yoga
 * makes of everything. New documents are parsed and validated by Yoga's engine with all its hooks, operations are
 * carried out where Yoga has them carried out. All else goes to Yoga, whose answers are the same.
 */
export function createFastWay(options: FastWayOptions): FastWay {
  const { engineFor, contextOf, documents, cache, operations, answers } = options;
  function run(asked: Params, scope: RequestScope): ExecutionResult | Promise<ExecutionResult> {
    const query = documents.resolve(asked, scope.graphiqlToken) as string;
    const params = query === asked.query ? asked : { ...asked, query };
    let document = cache.get(query);
    if (!document || !getOperationAST(document, asked.operationName)) {
      const engine = engineFor({ request: POSTED, scope, params });
      document = engine.parse(query);
      const errors = engine.validate(engine.schema, document);
      if (errors.length > 0) return { errors };
    } else {
      documents.learn(params);
    }
    const execution = {
      schema: operations.schema,
      document: wholeOf(document),
      contextValue: contextOf(scope),
      variableValues: asked.variables,
      operationName: asked.operationName,
    };
    return operations.execute(execution, scope) as ExecutionResult | Promise<ExecutionResult>;
  }

  function answer(params: Params, res: ServerResponse, scope: RequestScope, head: Head, accept: string) {
    const conclude = (result: ExecutionResult): true => {
      const { status, headers, text } = written(result);
      const length = Buffer.byteLength(text);
      res
        .writeHead(status, {
          ...head,
          'content-type': `${accept}; charset=utf-8`,
          'content-length': length,
          ...headers,
        })
        // ASCII is the same in both, and written twice as fast.
        .end(text, length === text.length ? 'latin1' : 'utf8');
      return true;
    };
    const written = (result: ExecutionResult) => {
      let concluded = answers.conclude(result, scope);
      let text: ReturnType<typeof write>;
      try {
        text = write(concluded, accept);
      } catch (error) {
        concluded = answers.conclude(failed(error), scope);
        text = write(concluded, accept);
      }
      answers.ended(scope, concluded);
      return text;
    };
    const fail = (error: unknown) => conclude(failed(error));
    let result: ExecutionResult | Promise<ExecutionResult>;
    try {
      result = run(params, scope);
    } catch (error) {
      return fail(error);
    }
    return isPromise(result) ? result.then(conclude, fail) : conclude(result);
  }

  // Nothing here is async but what has to be: each layer that waits is paid for by every request.
  return (req, res, scope, head, body) => {
    const { accept = '' } = req.headers;
    if (accept.includes('multipart/')) return false;
    if (req.headers['apollo-federation-include-trace'] !== undefined) return false;
    const params = paramsOf(body);
    return params !== undefined && answer(params, res, scope, head, accept);
  };
}

function failed(error: unknown): ExecutionResult {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [error instanceof GraphQLError ? error : new GraphQLError('', { originalError })] };
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'documentId', 'variables', 'operationName', 'extensions']);

/** The request that the body holds, if it is one of the plain kind. */
function paramsOf(body: Buffer): Params | undefined {
  let params: Partial<Params>;
  try {
    params = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  const { query, documentId, variables, operationName, extensions } = params ?? {};
  const isPlain =
    isTextOrNone(query) &&
    isTextOrNone(documentId) &&
    (query ?? documentId ?? extensions?.persistedQuery) != null &&
    Object.keys(params).every((member) => MEMBERS.has(member)) &&
    (variables == null || isRecord(variables)) &&
    isTextOrNone(operationName) &&
    (extensions == null || isRecord(extensions));
  return isPlain ? (params as Params) : undefined;
}

function isTextOrNone(value: unknown): boolean {
  return value == null || typeof value === 'string';
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
