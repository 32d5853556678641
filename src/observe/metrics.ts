import cluster from 'node:cluster';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ErrorCode } from '../lib/error-codes.ts';
import { renderAll } from './cluster-metrics.ts';
import { createCounters, type Gauges, registerGauges } from './instruments.ts';
import type { Observer } from './observer.ts';
import { OperationSeries } from './operation-series.ts';
import { registerProcessMetrics } from './process-metrics.ts';
import { createSharedMetrics, type SharedMetrics } from './shared-metrics.ts';

/** Metrics of the process, for Prometheus. */
export interface Metrics extends Observer {
  /** The text of `/metrics`, for all workers together. */
  render(): Promise<string>;
  readonly contentType: string;
  /** Counts a request that was shed. */
  shed(): void;
  /** Counts a request refused with this HTTP status before its operation was read. */
  refused(status: number): void;
  /** Counts a connection closed because there were too many. */
  dropped(): void;
  /** Counts a connection closed because too many response bytes were unread. */
  unread(): void;
  /** Counts a reload of trusted documents. */
  reloaded(result: 'ok' | 'failed'): void;
  /** Undefined: quotas are not shared with other processes. */
  readonly shared: SharedMetrics | undefined;
}

/** Counts operations, errors and upstream calls, and measures the process. */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  registerProcessMetrics(registry);
  registry.registerMetric(gauges.requestDurations as never);
  registerGauges(gauges, registry);
  const counters = createCounters(registry);
  const series = new OperationSeries((operation) => {
    for (const type of ['query', 'mutation']) counters.operations.remove({ operation, type });
  });
  return {
    contentType: registry.contentType,
    shed() {
      counters.errors.inc({ code: ErrorCode.OVERLOADED });
      counters.refused.inc({ status: 503 });
    },
    refused: (status) => counters.refused.inc({ status }),
    dropped: () => counters.dropped.inc(),
    unread: () => counters.unread.inc(),
    reloaded: (result) => counters.reloads.inc({ result }),
    shared: gauges.sharing && createSharedMetrics(registry, gauges.sharing),
    render: cluster.isWorker ? renderAll(registry) : () => registry.metrics(),
    called(_request, { method, route, status, cause, duration, retries: repeated, shared: isShared }) {
      if (isShared) return counters.shared.inc();
      counters.calls.inc(
        cause === undefined ? { method, route, status: status ?? 0 } : { method, route, cause, status: 0 },
      );
      counters.callDurations.observe({ route }, duration / 1000);
      if (repeated > 0) counters.retries.inc({ route }, repeated);
    },
    planned(_request, { ids, calls: made }) {
      if (made < ids) counters.saved.inc(ids - made);
    },
    forbidden: (_request, reason) => counters.forbidden.inc({ reason }),
    misfit: (_request, route, member) => counters.misfits.inc({ route, member }),
    miscounted: (_request, route) => counters.miscounted.inc({ route }),
    ended({ started }, outcome) {
      const { type = 'none', duration, codes } = outcome;
      counters.operations.inc({ operation: series.of(outcome, started), type });
      counters.durations.observe({ type }, duration / 1000);
      for (const code of codes) counters.errors.inc({ code });
    },
  };
}
