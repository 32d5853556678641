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
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { RequestScope } from '../context.ts';
import type { Observer } from './observer.ts';

/** Spans of operations, planned batches and upstream calls, exported by OTLP over HTTP. */
export interface Tracing extends Partial<Observer> {
  /** Begins the span of a request; answers the `traceparent` that goes upstream. */
  begin(traceparent: string | undefined): { span: Span; traceparent: string };
  /** Sends what is not sent yet. */
  stop(): Promise<void>;
}

/** W3C Trace Context. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A receiver that says nothing is given up, repetitions included: sooner than a stop would be cut short. Milliseconds. */
const EXPORT_TIMEOUT = 4_000;

/** @param url of an OTLP receiver's traces, as OTEL_EXPORTER_OTLP_ENDPOINT with `/v1/traces` */
export function createTracing(url: string): Tracing {
  const processor = new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT }) });
  const resource = resourceFromAttributes({ 'service.name': 'telnyx-oauth-graphql' });
  const provider = new TracerProvider({ resource, spanProcessors: [processor] });
  const tracer: Tracer = provider.getTracer('telnyx-oauth-graphql');
  const epoch = performance.timeOrigin;
  /** By the clock that calls are timed with: spans of two clocks would not nest. */
  const now = () => epoch + performance.now();

  const child = (
    scope: RequestScope,
    name: string,
    kind: SpanKind,
    started: number,
    duration: number,
    attributes: Attributes,
  ) => {
    if (!scope.span) return;
    const parent = trace.setSpan(ROOT_CONTEXT, scope.span);
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
    called(scope, { method, route, path, status, started, duration, retries, shared }) {
      const failed = status === undefined ? !shared : status >= 500;
      child(scope, `${method} ${route}`, SpanKind.CLIENT, started, duration, {
        'http.request.method': method,
        'url.template': route,
        'url.path': path.split('?', 1)[0] ?? '',
        'http.request.resend_count': retries,
        'gateway.shared': shared,
        ...(status !== undefined && { 'http.response.status_code': status }),
        ...(failed && { 'error.type': String(status ?? 'no answer') }),
      });
    },
    planned(scope, { ids, calls, started, duration }) {
      const attributes = { 'gateway.batch.ids': ids, 'gateway.batch.calls': calls };
      child(scope, 'planned batch', SpanKind.INTERNAL, started, duration, attributes);
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
    stop: () => provider.shutdown(),
  };
}
