import { type Frame, GENERATED, NATIVE } from './frames.ts';

/** What a request's CPU time goes into, in the order of the tables. */
export const LAYERS = {
  http: 'HTTP: requests read, responses written',
  front: 'between HTTP and graph: fast path or Yoga, mercurius; who calls',
  plan: 'documents: found, parsed, validated, planned, priced',
  execution: 'execution: resolvers, loaders, results, errors',
  telnyx: 'endpoints, lists, batches',
  transport: 'calls: quota, retries, sharing, undici',
  json: 'JSON: parsed, written',
  observe: 'logs, metrics, traces, audit',
  loop: 'event loop, sockets, kernel: no layer above them',
  gc: 'garbage collection on the main thread',
  threads: 'other threads: compilers, garbage collection',
  other: 'what the table of layers does not name',
} as const;

export type LayerId = keyof typeof LAYERS;

/** Files, folders, packages and parts of packages; of those that fit, the longest counts. */
const PLACES: Readonly<Record<string, LayerId>> = {
  'src/http': 'http',
  'src/http/fast-path.ts': 'front',
  'src/http/graphql-handler.ts': 'front',
  'src/http/params.ts': 'front',
  'src/http/serialize-response.ts': 'json',
  'src/static': 'http',
  'src/assembly': 'front',
  'src/auth': 'front',
  'src/context.ts': 'front',
  'src/embed': 'front',
  'src/gateway.ts': 'front',
  'src/request.ts': 'front',
  'src/service.ts': 'front',
  'src/documents': 'plan',
  'src/operations': 'plan',
  'src/plugins': 'plan',
  'src/findings': 'execution',
  'src/operations/compiled-execution.ts': 'execution',
  'src/operations/execute.ts': 'execution',
  'src/operations/execution.ts': 'execution',
  'src/operations/executor': 'execution',
  'src/operations/finish-result.ts': 'execution',
  'src/results': 'execution',
  'src/schema': 'execution',
  'src/lists': 'telnyx',
  'src/telnyx': 'telnyx',
  'src/shared': 'transport',
  'src/telnyx/transport': 'transport',
  'src/observe': 'observe',
  // Writes the log, after all else is done.
  'src/process': 'observe',
  'src/schema/audited.ts': 'observe',
  'src/schema/traced.ts': 'observe',
  'bench/peers': 'front',
  'bench/peers/api.ts': 'telnyx',
  'bench/peers/schema.ts': 'execution',

  '@fastify': 'http',
  fastify: 'http',
  'find-my-way': 'http',
  '@envelop': 'front',
  '@mercuriusjs': 'front',
  '@whatwg-node': 'front',
  'graphql-yoga': 'front',
  jose: 'front',
  mercurius: 'front',
  'graphql/language': 'plan',
  'graphql/utilities': 'plan',
  'graphql/validation': 'plan',
  '@graphql-tools': 'execution',
  '@pothos': 'execution',
  dataloader: 'execution',
  graphql: 'execution',
  'graphql-jit': 'execution',
  'graphql-scalars': 'execution',
  zod: 'execution',
  ioredis: 'transport',
  'node:internal/deps/undici/undici': 'transport',
  undici: 'transport',
  'fast-json-stringify': 'json',
  'secure-json-parse': 'json',
  '@opentelemetry': 'observe',
  pino: 'observe',
  'prom-client': 'observe',
  'sonic-boom': 'observe',
};

/** Of the HTTP server, where nobody above it says whose it is: undici has a parser of its own. */
const HTTP_MODULES = ['node:_http_common', 'node:_http_incoming', 'node:_http_outgoing', 'node:_http_server'];

/**
 * The layer that a sample belongs to: that of the innermost function that has one, as what `src/lib`, a small package
 * or Node does is done for whoever calls it. JSON is apart wherever it is.
 *
 * @param stack from the outermost function to the one that ran
 */
export function layerOf(stack: readonly Frame[]): LayerId {
  const [caller, last] = [stack.at(-2), stack.at(-1)];
  if (last?.name === '(garbage collector)') return 'gc';
  if (last !== undefined && isJson(last, caller)) return 'json';
  const layer = stack.map(({ file }) => layerOfFile(file)).findLast((one) => one !== undefined);
  if (layer !== undefined) return layer;
  if (stack.some(({ place }) => place === GENERATED)) return 'execution';
  if (stack.some(({ file }) => HTTP_MODULES.includes(file))) return 'http';
  return stack.some(({ kind }) => kind === 'own' || kind === 'dependency') ? 'other' : 'loop';
}

/** The layer of a file by the table; undefined: it works for its callers, or is of none. */
export function layerOfFile(file: string): LayerId | undefined {
  for (let path = file; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    const layer = PLACES[path];
    if (layer !== undefined) return layer;
  }
  return undefined;
}

/** V8 tells of `JSON.parse` no more than its name, which a function of Node for URLs has as well. */
function isJson({ name, place }: Frame, caller: Frame | undefined): boolean {
  return place === NATIVE && (name === 'parse' || name === 'stringify') && caller?.file !== 'node:internal/url';
}
