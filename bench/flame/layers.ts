import { type Frame, GENERATED } from './frames.ts';

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
  'src/audit': 'observe',
  'src/observe': 'observe',
  // Writes the log, after all else is done.
  'src/process': 'observe',
  'src/schema/audited.ts': 'observe',
  'src/schema/traced.ts': 'observe',
  'bench/flame/seen-json.ts': 'json',
  'bench/peers': 'front',
  'bench/peers/api.ts': 'telnyx',
  'bench/peers/schema.ts': 'execution',

  // Of Node's HTTP server alone: undici has a parser of its own.
  'node:_http_common': 'http',
  'node:_http_incoming': 'http',
  'node:_http_outgoing': 'http',
  'node:_http_server': 'http',
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

/**
 * The layer that a sample belongs to: that of the innermost function that has one, as what `src/lib`, a small package
 * or Node does is done for whoever calls it.
 *
 * @param stack from the outermost function to the one that ran
 */
export function layerOf(stack: readonly Frame[]): LayerId {
  if (stack.at(-1)?.name === '(garbage collector)') return 'gc';
  const layer = stack.map(({ file }) => layerOfFile(file)).findLast((one) => one !== undefined);
  if (layer !== undefined) return layer;
  if (stack.some(({ place }) => place === GENERATED)) return 'execution';
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
