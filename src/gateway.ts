import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import { type ContextOptions, createContext, type RequestScope } from './context.ts';
import type { Documents } from './documents/index.ts';
import { createFastWay } from './fast-way.ts';
import { type Head, setHead } from './head.ts';
import { createAnswers } from './plugins/answers.ts';
import { createDocumentCache } from './plugins/document-cache.ts';
import { createOperations } from './plugins/operations.ts';
import { useDefer } from './plugins/use-defer.ts';
import { useDocuments } from './plugins/use-documents.ts';
import { useInlineTrace } from './plugins/use-inline-trace.ts';
import { type Limits, useLimits } from './plugins/use-limits.ts';
import { useNoIntrospection } from './plugins/use-no-introspection.ts';
import { useSafeMessages } from './plugins/use-safe-messages.ts';
import { useSecretRules } from './plugins/use-secret-rules.ts';
import { schema } from './schema/index.ts';

/** The path that GraphQL is served at. */
export const ENDPOINT = '/graphql';

export interface GatewayOptions extends ContextOptions {
  readonly logger: Logger;
  /** Largest request body, bytes. */
  readonly bodyLimit: number;
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
   */
  handle(req: IncomingMessage, res: ServerResponse, scope: RequestScope, head: Head): Promise<void>;
}

/** The graph over one upstream. */
export function createGateway(options: GatewayOptions): Gateway {
  const { logger, observer, bodyLimit, limits, documents, introspection, compile } = options;
  const answers = createAnswers(logger, observer);
  const cache = createDocumentCache();
  const operations = createOperations({ maxCost: limits.maxCost, compile, suggestions: introspection });
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
    maxRequestBodySize: bodyLimit,
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
    bodyLimit,
  });
  return {
    async handle(req, res, scope, head) {
      const isAnswered = fastWay(req, res, scope, head);
      if (isAnswered && (await isAnswered)) return;
      setHead(res, head);
      await yoga.handle(req, res, { scope });
    },
  };
}
