import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import { type ContextOptions, createContext } from './context.ts';
import type { Documents } from './documents/index.ts';
import { createFastWay } from './http/fast-path.ts';
import { type Head, setHead } from './http/headers.ts';
import { createDocumentCache } from './operations/document-cache.ts';
import { createOperations } from './operations/execute.ts';
import type { Limits } from './operations/limits/limits.ts';
import { useDefer } from './plugins/use-defer.ts';
import { useDocuments } from './plugins/use-documents.ts';
import { useInlineTrace } from './plugins/use-inline-trace.ts';
import { useLimits } from './plugins/use-limits.ts';
import { useNoIntrospection } from './plugins/use-no-introspection.ts';
import { useSafeMessages } from './plugins/use-safe-messages.ts';
import { useSecretRules } from './plugins/use-secret-rules.ts';
import type { RequestScope } from './request.ts';
import { createAnswers } from './results/finalize.ts';
import { scanCost } from './schema/cost.ts';
import { schema } from './schema/index.ts';

/** The path that GraphQL is served at. */
export const ENDPOINT = '/graphql';

export interface GatewayOptions extends ContextOptions {
  readonly logger: Logger;
  readonly limits: Limits;
  readonly documents: Documents;
  /** Whether the graph tells of itself. */
  readonly introspection: boolean;
  /** Whether operations that come again are compiled. */
  readonly compile: boolean;
}

/** GraphQL over HTTP, without listening. */
export interface Gateway {
  /**
   * Answers a request whatever it is.
   *
   * @param head what the answer's head holds besides what it is by itself
   * @param body of a POST, decoded; undefined: of all others
   */
  handle(
    req: IncomingMessage,
    res: ServerResponse,
    scope: RequestScope,
    head: Head,
    body: Buffer | undefined,
  ): Promise<void>;
}

/** The graph over one upstream. */
export function createGateway(options: GatewayOptions): Gateway {
  const { logger, observer, limits, documents, introspection, compile } = options;
  const answers = createAnswers(logger, observer);
  const cache = createDocumentCache();
  const operations = createOperations({
    limits,
    scanCost,
    compile,
    isTrusted: documents.isTrusted,
    suggestions: introspection,
  });
  const contextOf = (scope: RequestScope) => createContext(options, scope);
  const yoga = createYoga<{ scope: RequestScope }>({
    schema,
    context: ({ scope }) => contextOf(scope),
    graphqlEndpoint: ENDPOINT,
    // Hooks of execution and context would hold on Yoga's way only: what must hold on both stands in `operations`.
    plugins: [
      useDocuments(documents),
      cache.plugin,
      useSafeMessages({ suggestions: introspection }),
      answers.plugin,
      useSecretRules(),
      !introspection && useNoIntrospection(),
      useLimits(limits, documents),
      operations.plugin,
      useInlineTrace(),
      useDefer(),
    ],
    // Each of these is a part of Yoga that the gateway does without or does itself.
    parserAndValidationCache: false,
    maskedErrors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    logging: false,
    maxRequestBodySize: false,
    cors: false,
    extraParamNames: ['documentId'],
  });
  const fastWay = createFastWay({
    engineFor: yoga.getEnveloped as never,
    contextOf,
    documents,
    cache,
    operations,
    answers,
  });
  return {
    async handle(req, res, scope, head, body) {
      if (body !== undefined) {
        const isAnswered = fastWay(req, res, scope, head, body);
        if (isAnswered === true || (isAnswered && (await isAnswered))) return;
        // Yoga takes a body that was read already from here. Of a Buffer it would list all bytes.
        Object.assign(req, { body: Readable.from([body]) });
      }
      setHead(res, head);
      await yoga.handle(req, res, { scope });
    },
  };
}
