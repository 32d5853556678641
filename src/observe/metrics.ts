import cluster from 'node:cluster';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ErrorCode } from '../lib/error-codes.ts';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import { renderAll } from './cluster-metrics.ts';
import type { Observer } from './observer.ts';
import { OperationSeries } from './operation-series.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** What the process counts, for Prometheus. */
export interface Metrics extends Observer {
  /** The text that `/metrics` answers, for all workers together, and its content type. */
  render(): Promise<string>;
  readonly contentType: string;
  /** An operation was turned away unseen, since there were too many. */
  shed(): void;
  /** A request was refused by this HTTP status before any operation was looked at. */
  refused(status: number): void;
  /** A connection was closed, since there were too many. */
  dropped(): void;
  /** A connection was closed, since its client did not read and too much waited in memory. */
  unread(): void;
}

/** What the gauges read when they are asked. */
export interface Gauges {
  readonly upstream: Upstream;
  readonly load: () => { running: number; queued: number };
}

/** Counts operations, errors, upstream calls, and what the process needs for them. */
export function createMetrics({ upstream, load }: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'gateway_processes', help: 'Processes that serve.', registers }).set(1);
  const operations = new Counter({
    name: 'gateway_operations_total',
    help: 'Operations answered, by name: trusted ones, and those that came often with a good credential; else other.',
    labelNames: ['operation', 'type'],
    registers,
  });
  const durations = new Histogram({
    name: 'gateway_operation_duration_seconds',
    help: 'From the request’s arrival to the answer.',
    labelNames: ['type'],
    buckets: SECONDS,
    registers,
  });
  const errors = new Counter({
    name: 'gateway_errors_total',
    help: 'Operations that ended with an error of this code.',
    labelNames: ['code'],
    registers,
  });
  const calls = new Counter({
    name: 'gateway_upstream_calls_total',
    help: 'REST calls, by their last status; 0: no answer, for this cause.',
    labelNames: ['method', 'route', 'cause', 'status'],
    registers,
  });
  const callDurations = new Histogram({
    name: 'gateway_upstream_call_duration_seconds',
    help: 'REST calls with their retries.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'gateway_upstream_retries_total',
    help: 'Repetitions of REST calls.',
    labelNames: ['route'],
    registers,
  });
  const shared = new Counter({
    name: 'gateway_upstream_shared_total',
    help: 'Reads that another request’s call served.',
    registers,
  });
  const saved = new Counter({
    name: 'gateway_batch_saved_calls_total',
    help: 'REST calls that planned batches saved.',
    registers,
  });
  const refused = new Counter({
    name: 'gateway_requests_refused_total',
    help: 'Requests refused by this HTTP status, before any operation was looked at.',
    labelNames: ['status'],
    registers,
  });
  const miscounted = new Counter({
    name: 'gateway_upstream_miscounted_lists_total',
    help: 'Lists that ended before the total that Telnyx told.',
    labelNames: ['route'],
    registers,
  });
  const dropped = new Counter({
    name: 'gateway_connections_dropped_total',
    help: 'Connections closed, as there were too many.',
    registers,
  });
  const unread = new Counter({
    name: 'gateway_unread_connections_closed_total',
    help: 'Connections closed, as their clients did not read and too many bytes waited for them all.',
    registers,
  });
  new Gauge({
    name: 'gateway_breaker_open',
    help: '1: the circuit is open, as calls to the origin failed too often.',
    labelNames: ['origin'],
    aggregator: 'max',
    registers,
    collect() {
      for (const [origin, { state }] of Object.entries(upstream.breakers))
        this.set({ origin }, state === 'open' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'gateway_operations_in_progress',
    help: 'Operations now, by whether they run or wait.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(load())) this.set({ state }, count);
    },
  });

  const series = new OperationSeries((operation) => {
    for (const type of ['query', 'mutation']) operations.remove({ operation, type });
  });
  return {
    contentType: registry.contentType,
    shed() {
      errors.inc({ code: ErrorCode.OVERLOADED });
      refused.inc({ status: 503 });
    },
    refused: (status) => refused.inc({ status }),
    dropped: () => dropped.inc(),
    unread: () => unread.inc(),
    render: cluster.isWorker ? renderAll(registry) : () => registry.metrics(),
    called(_request, { method, route, status, cause, duration, retries: repeated, shared: isShared }) {
      if (isShared) return shared.inc();
      calls.inc(cause === undefined ? { method, route, status: status ?? 0 } : { method, route, cause, status: 0 });
      callDurations.observe({ route }, duration / 1000);
      if (repeated > 0) retries.inc({ route }, repeated);
    },
    planned(_request, { ids, calls: made }) {
      if (made < ids) saved.inc(ids - made);
    },
    miscounted: (_request, route) => miscounted.inc({ route }),
    ended({ started }, outcome) {
      const { type = 'none', duration, codes } = outcome;
      operations.inc({ operation: series.of(outcome, started), type });
      durations.observe({ type }, duration / 1000);
      for (const code of codes) errors.inc({ code });
    },
  };
}
