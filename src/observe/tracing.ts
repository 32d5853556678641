import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { VERSION } from '../lib/version.ts';
import type { ObservedRequest, Observer } from './observer.ts';
import { batchingOf, checkProtocol, readingEnvironment, resourceOf, shutDown } from './otel-environment.ts';
import { samplerOf } from './otel-sampler.ts';
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
  const options = readingEnvironment(warn, () => {
    checkProtocol(process.env, 'TRACES', 'spans', warn);
    const exporter = new OTLPTraceExporter({ url });
    const processor = new BatchSpanProcessor({ exporter, ...batchingOf(process.env, 'BSP', warn) });
    const sampler = samplerOf(process.env, warn);
    return { resource: resourceOf(process.env, warn), sampler, spanProcessors: [processor] };
  });
  const provider = new TracerProvider(options);
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
    stop: () => shutDown(provider),
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
