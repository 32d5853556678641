import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import type { RequestDurations } from './request-durations.ts';
import type { SharedGauges } from './shared-metrics.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** What the gauges read at each scrape. */
export interface Gauges {
  readonly upstream: Upstream;
  readonly requestDurations: RequestDurations;
  readonly load: () => { running: number; queued: number };
  /** Undefined: the process shares nothing with others. */
  readonly sharing: SharedGauges | undefined;
}

/** Registers the gauges of the gateway. */
export function registerGauges({ upstream, load }: Gauges, registry: Registry): void {
  const registers = [registry];
  new Gauge({ name: 'gateway_processes', help: 'Processes that serve.', registers }).set(1);
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
}

/** Registers the counters and histograms of the gateway. */
export function createCounters(registry: Registry) {
  const registers = [registry];
  const reloads = new Counter({
    name: 'gateway_trusted_documents_reloads_total',
    help: 'Reloads of trusted documents that had changed; failed: the old ones stay in force.',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['ok', 'failed']) reloads.inc({ result }, 0);
  return {
    reloads,
    operations: new Counter({
      name: 'gateway_operations_total',
      help: 'Operations answered, by name: trusted ones, and those that came often with a good credential; else other.',
      labelNames: ['operation', 'type'],
      registers,
    }),
    durations: new Histogram({
      name: 'gateway_operation_duration_seconds',
      help: 'From the request’s arrival to the response.',
      labelNames: ['type'],
      buckets: SECONDS,
      registers,
    }),
    errors: new Counter({
      name: 'gateway_errors_total',
      help: 'Operations that ended with an error of this code.',
      labelNames: ['code'],
      registers,
    }),
    calls: new Counter({
      name: 'gateway_upstream_calls_total',
      help: 'REST calls, by their last status; 0: no response, for this cause.',
      labelNames: ['method', 'route', 'cause', 'status'],
      registers,
    }),
    callDurations: new Histogram({
      name: 'gateway_upstream_call_duration_seconds',
      help: 'REST calls with their retries.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    }),
    retries: new Counter({
      name: 'gateway_upstream_retries_total',
      help: 'Repetitions of REST calls.',
      labelNames: ['route'],
      registers,
    }),
    shared: new Counter({
      name: 'gateway_upstream_shared_total',
      help: 'Reads that another request’s call served.',
      registers,
    }),
    saved: new Counter({
      name: 'gateway_batch_saved_calls_total',
      help: 'REST calls that planned batches saved.',
      registers,
    }),
    refused: new Counter({
      name: 'gateway_requests_refused_total',
      help: 'Requests refused by this HTTP status, before any operation was looked at.',
      labelNames: ['status'],
      registers,
    }),
    forbidden: new Counter({
      name: 'gateway_upstream_forbidden_total',
      help: 'Calls that Telnyx answered with 403, by the reason that it gave.',
      labelNames: ['reason'],
      registers,
    }),
    misfits: new Counter({
      name: 'gateway_upstream_misfits_total',
      help: 'Responses in which this member was read as null, or in part, without an error.',
      labelNames: ['route', 'member'],
      registers,
    }),
    miscounted: new Counter({
      name: 'gateway_upstream_miscounted_lists_total',
      help: 'Lists that ended before the total that Telnyx told.',
      labelNames: ['route'],
      registers,
    }),
    dropped: new Counter({
      name: 'gateway_connections_dropped_total',
      help: 'Connections closed, as there were too many.',
      registers,
    }),
    unread: new Counter({
      name: 'gateway_unread_connections_closed_total',
      help: 'Connections closed, as their clients did not read and too many bytes waited for them all.',
      registers,
    }),
  };
}
