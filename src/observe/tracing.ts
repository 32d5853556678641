import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Attributes,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { VERSION } from '../lib/version.ts';
import type { ObservedRequest, Observer } from './observer.ts';
import { batchingOf, samplerOf } from './otel-environment.ts';
import { baseOf, type Origins, portOf } from './server-address.ts';

/** Spans of operations, planned batches and upstream calls, exported by OTLP over HTTP. */
export interface Tracing extends Partial<Observer> {
  /** Begins the span of a request. Returns it with the `traceparent` that goes upstream. */
  begin(traceparent: string | undefined): { span: Span; traceparent: string };
  /** Exports the remaining spans. */
  stop(): Promise<void>;
}

/** W3C Trace Context. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** How long an unresponsive collector may delay a stop, milliseconds. */
const STOP_TIMEOUT = 1_000;

/**
 * Reads the rest of the configuration from the environment, as OpenTelemetry specifies it, partly by its libraries:
 * `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`, `OTEL_BSP_*`, and
 * of `OTEL_EXPORTER_OTLP_*` headers, timeout, compression and certificates. An invalid value is ignored.
 *
 * @param url the traces endpoint of an OTLP collector
 * @param origins the URLs that calls go to
 * @param warn called for each ignored value; never contains headers, which are secrets
 */
export function createTracing(url: string, origins: Origins, warn: (message: string) => void): Tracing {
  const unheard = () => {};
  // Only while the environment is read: later it would report each failed export.
  diag.setLogger({ error: warn, warn, info: unheard, debug: unheard, verbose: unheard }, DiagLogLevel.WARN);
  const processor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url }),
    ...batchingOf(process.env, warn),
  });
  const fromEnvironment = detectResources({ detectors: [envDetector] });
  if (process.env.OTEL_RESOURCE_ATTRIBUTES?.trim() && !hasMore(fromEnvironment.attributes)) {
    warn('OTEL_RESOURCE_ATTRIBUTES is ignored: it must be key=value pairs, percent-encoded, separated by commas');
  }
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'telnyx-oauth-graphql', 'service.version': VERSION }))
    .merge(fromEnvironment);
  const protocol = process.env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || process.env.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (protocol && protocol !== 'http/json') warn('OTEL_EXPORTER_OTLP_PROTOCOL is ignored: spans are sent as http/json');
  const sampler = samplerOf(process.env, warn);
  diag.disable();
  const provider = new TracerProvider({ resource, sampler, spanProcessors: [processor] });
  const tracer: Tracer = provider.getTracer('telnyx-oauth-graphql', VERSION);
  const epoch = performance.timeOrigin;
  /** The clock of the calls: spans of two clocks would not nest. */
  const now = () => epoch + performance.now();

  const child = (
    request: ObservedRequest,
    name: string,
    kind: SpanKind,
    started: number,
    duration: number,
    attributes: Attributes,
  ) => {
    if (!request.span) return;
    const parent = trace.setSpan(ROOT_CONTEXT, request.span);
    const span = tracer.startSpan(name, { kind, startTime: epoch + started, attributes }, parent);
    if (attributes['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(epoch + started + duration);
  };
  return {
    begin(traceparent) {
      const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
      const caller = {
        traceId: traceId ?? '',
        spanId: spanId ?? '',
        traceFlags: Number.parseInt(flags ?? '0', 16),
        isRemote: true,
      };
      const parent = traceId === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
      const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER, startTime: now() }, parent);
      const own = span.spanContext();
      return { span, traceparent: `00-${own.traceId}-${own.spanId}-${own.traceFlags.toString(16).padStart(2, '0')}` };
    },
    called(request, { method, route, path, status, started, duration, retries, shared }) {
      // A missing resource is null in the graph, not a failure.
      const failed = status === undefined ? !shared : status >= 400 && status !== 404;
      const pathname = path.split('?', 1)[0] ?? '';
      child(request, `${method} ${route}`, SpanKind.CLIENT, started, duration, {
        'http.request.method': method,
        'url.template': route,
        'url.path': pathname,
        ...serverOf(origins, route, pathname),
        'http.request.resend_count': retries,
        'gateway.shared': shared,
        ...(status !== undefined && { 'http.response.status_code': status }),
        ...(failed && { 'error.type': String(status ?? 'no answer') }),
      });
    },
    planned(request, { ids, calls, started, duration }) {
      const attributes = { 'gateway.batch.ids': ids, 'gateway.batch.calls': calls };
      child(request, 'planned batch', SpanKind.INTERNAL, started, duration, attributes);
    },
    ended({ span }, { name, type, documentHash, codes }) {
      if (!span) return;
      if (type !== undefined) span.updateName(name === undefined ? type : `${type} ${name}`);
      span.setAttributes({
        ...(name !== undefined && { 'graphql.operation.name': name }),
        ...(type !== undefined && { 'graphql.operation.type': type }),
        ...(documentHash !== undefined && { 'graphql.document.hash': documentHash }),
        ...(codes.length > 0 && { 'error.type': codes.join(',') }),
      });
      if (codes.length > 0) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(now());
    },
    async stop() {
      const late = sleep(STOP_TIMEOUT, true, { ref: false });
      const isLate = await Promise.race([late, provider.shutdown()]);
      if (isLate) throw new Error('The collector of spans does not respond.');
    },
  };
}

/**
 * Attributes of a call's server and URL. The query is left out, since it may contain values of callers.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
function serverOf(origins: Origins, route: string, pathname: string): Attributes {
  const base = baseOf(origins, route);
  return {
    'server.address': base.hostname,
    'server.port': portOf(base),
    'url.full': base.href.replace(/\/$/, '') + pathname,
  };
}

/** Whether there are attributes besides the service's name, which has a variable of its own. */
function hasMore(attributes: Attributes): boolean {
  return Object.keys(attributes).some((name) => name !== 'service.name');
}
