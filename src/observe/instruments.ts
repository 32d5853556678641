import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import type { RequestDurations } from './request-durations.ts';
import type { SharedGauges } from './shared-metrics.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** Sources that gauges read at each scrape. */
export interface Gauges {
  readonly upstream: Upstream;
  readonly requestDurations: RequestDurations;
  readonly load: () => { running: number; queued: number };
  /** Undefined: quotas are not shared with other processes. */
  readonly sharing: SharedGauges | undefined;
}

/** Registers the gauges of the gateway. */
export function registerGauges({ upstream, load }: Gauges, registry: Registry): void {
  const registers = [registry];
  new Gauge({ name: 'gateway_processes', help: 'Processes that serve requests.', registers }).set(1);
  new Gauge({
    name: 'gateway_breaker_open',
    help: '1: the circuit is open, since calls to the origin failed too often.',
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
    help: 'Current operations, running or queued.',
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
    help: 'Reloads of trusted documents that had changed; failed: the old ones are kept.',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['ok', 'failed']) reloads.inc({ result }, 0);
  return {
    reloads,
    operations: new Counter({
      name: 'gateway_operations_total',
      help: 'Operations by name: of trusted documents, and those repeated with an accepted credential; else other.',
      labelNames: ['operation', 'type'],
      registers,
    }),
    durations: new Histogram({
      name: 'gateway_operation_duration_seconds',
      help: 'Time from the arrival of a request to its response.',
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
      help: 'Time of REST calls, retries included.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    }),
    retries: new Counter({
      name: 'gateway_upstream_retries_total',
      help: 'Retries of REST calls.',
      labelNames: ['route'],
      registers,
    }),
    shared: new Counter({
      name: 'gateway_upstream_shared_total',
      help: 'Reads served by a call of another request.',
      registers,
    }),
    saved: new Counter({
      name: 'gateway_batch_saved_calls_total',
      help: 'REST calls that planned batches saved.',
      registers,
    }),
    refused: new Counter({
      name: 'gateway_requests_refused_total',
      help: 'Requests refused with this HTTP status before their operation was read.',
      labelNames: ['status'],
      registers,
    }),
    forbidden: new Counter({
      name: 'gateway_upstream_forbidden_total',
      help: 'Calls that Telnyx answered with 403, by its reason.',
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
      help: 'Lists that ended before the total that Telnyx reported.',
      labelNames: ['route'],
      registers,
    }),
    dropped: new Counter({
      name: 'gateway_connections_dropped_total',
      help: 'Connections closed because there were too many.',
      registers,
    }),
    unread: new Counter({
      name: 'gateway_unread_connections_closed_total',
      help: 'Connections closed because clients did not read and too many response bytes were buffered.',
      registers,
    }),
  };
}
