import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import { type Context, type ContextOptions, createContext, createPlanningContext } from './context.ts';
import type { Documents } from './documents/index.ts';
import { createDocumentCache, type DocumentCache } from './operations/document-cache.ts';
import { createOperations, type Operations } from './operations/execute.ts';
import type { Limits } from './operations/limits/limits.ts';
import { useDefer } from './plugins/use-defer.ts';
import { useDocuments } from './plugins/use-documents.ts';
import { useInlineTrace } from './plugins/use-inline-trace.ts';
import { useLimits } from './plugins/use-limits.ts';
import { useNoIntrospection } from './plugins/use-no-introspection.ts';
import { useSafeMessages } from './plugins/use-safe-messages.ts';
import { useSecretRules } from './plugins/use-secret-rules.ts';
import type { RequestScope } from './request.ts';
import { createFinalizer, type Finalizer } from './results/finalize.ts';
import { scanCost, windowCost } from './schema/cost.ts';
import { schema } from './schema/index.ts';

/** The path that GraphQL is served at. */
export const ENDPOINT = '/graphql';

export interface GatewayOptions extends ContextOptions {
  readonly logger: Logger;
  readonly limits: Limits;
  readonly documents: Documents;
  /** Whether introspection is allowed. */
  readonly introspection: boolean;
  /** Whether callers may ask for the plan of an operation. */
  readonly plans: boolean;
  /** Whether repeated operations are compiled. */
  readonly compile: boolean;
}

/** What Yoga's engine does with a new document, with the hooks of all plugins. */
export interface Engine {
  readonly schema: GraphQLSchema;
  parse(source: string): DocumentNode;
  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
}

/** The graph: the steps of a request for the fast path, and Yoga, which takes all of them by itself. */
export interface Gateway {
  readonly documents: Documents;
  readonly cache: DocumentCache;
  readonly operations: Operations;
  readonly finalizer: Finalizer;
  /** Creates the context of the operation of a request. */
  contextOf(scope: RequestScope): Context;
  /** @param context what the plugins find in the server's context */
  engineFor(context: object): Engine;
  /** Handles any request over HTTP. */
  handleByYoga(req: IncomingMessage, res: ServerResponse, scope: RequestScope): Promise<void>;
}

/** The first message about what is wrong with a document; undefined: it is valid. */
export function problemOf(text: string): string | undefined {
  try {
    return validate(schema, parse(text))[0]?.message;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Creates the graph over one upstream. */
export function createGateway(options: GatewayOptions): Gateway {
  const { logger, observer, limits, documents, findings, introspection, plans, compile } = options;
  const finalizer = createFinalizer(logger, observer);
  const cache = createDocumentCache();
  const operations = createOperations({
    limits,
    scanCost,
    windowCost,
    rulesOff: findings.off,
    compile,
    isTrusted: documents.isTrusted,
    suggestions: introspection,
    planningContextOf: plans ? (scope) => createPlanningContext(options, scope) : undefined,
  });
  const contextOf = (scope: RequestScope) => createContext(options, scope);
  const yoga = createYoga<{ scope: RequestScope }>({
    schema,
    context: ({ scope }) => contextOf(scope),
    graphqlEndpoint: ENDPOINT,
    // Hooks of execution and context apply to Yoga's path only: what must hold on both paths is in `operations`.
    plugins: [
      useDocuments(documents),
      cache.plugin,
      useSafeMessages({ suggestions: introspection }),
      finalizer.plugin,
      useSecretRules(),
      !introspection && useNoIntrospection(),
      useLimits(limits, documents),
      operations.plugin,
      useInlineTrace(),
      useDefer(),
    ],
    // Parts of Yoga that the gateway does not use, or has replaced by its own.
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
  return {
    documents,
    cache,
    operations,
    finalizer,
    contextOf,
    engineFor: yoga.getEnveloped as never,
    async handleByYoga(req, res, scope) {
      await yoga.handle(req, res, { scope });
    },
  };
}
