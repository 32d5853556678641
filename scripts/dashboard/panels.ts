/** A graph over time: its queries with the legends of their series. */
export interface Panel {
  readonly title: string;
  /** As Grafana names units. */
  readonly unit: string;
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  /** What the metric's own help does not say. */
  readonly note?: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** The series of a metric on the chosen gateways. */
const of = (metric: string, labels = '') =>
  `${metric}{job=~"$job", instance=~"$instance"${labels === '' ? '' : `, ${labels}`}}`;
/** A second, over a time that holds at least four scrapes. */
const rate = (metric: string, labels = '') => `rate(${of(metric, labels)}[$__rate_interval])`;
const sumBy = (by: string, expr: string) => (by === '' ? `sum(${expr})` : `sum by (${by}) (${expr})`);
const quantile = (q: number, metric: string, by = '') =>
  `histogram_quantile(${q}, ${sumBy(by === '' ? 'le' : `le, ${by}`, rate(`${metric}_bucket`))})`;
const quantiles = (metric: string) => [0.5, 0.9, 0.99].map((q) => [quantile(q, metric), `p${q * 100}`] as const);

const TRAFFIC: Row = {
  title: 'Traffic',
  panels: [
    {
      title: 'Operations by type',
      unit: 'reqps',
      queries: [[sumBy('type', rate('gateway_operations_total')), '{{type}}']],
    },
    {
      title: 'Operations by name',
      unit: 'reqps',
      queries: [[`topk(10, ${sumBy('operation', rate('gateway_operations_total'))})`, '{{operation}}']],
    },
    {
      title: 'Errors by code',
      unit: 'reqps',
      queries: [[sumBy('code', rate('gateway_errors_total')), '{{code}}']],
    },
    {
      title: 'Refused requests by status',
      unit: 'reqps',
      queries: [[sumBy('status', rate('gateway_requests_refused_total')), '{{status}}']],
    },
  ],
};

const LATENCY: Row = {
  title: 'Latency',
  panels: [
    { title: 'Operations', unit: 's', queries: quantiles('gateway_operation_duration_seconds') },
    {
      title: 'Operations, p99 by type',
      unit: 's',
      queries: [[quantile(0.99, 'gateway_operation_duration_seconds', 'type'), '{{type}}']],
    },
    {
      title: 'Calls to Telnyx, p99 by route',
      unit: 's',
      queries: [[quantile(0.99, 'gateway_upstream_call_duration_seconds', 'route'), '{{route}}']],
    },
    { title: 'Calls to Telnyx', unit: 's', queries: quantiles('gateway_upstream_call_duration_seconds') },
    {
      title: 'Requests to Telnyx, p99 by status',
      unit: 's',
      queries: [
        [
          quantile(0.99, 'http_client_request_duration_seconds', 'http_response_status_code'),
          '{{http_response_status_code}}',
        ],
      ],
    },
  ],
};

const TELNYX: Row = {
  title: 'Telnyx',
  panels: [
    {
      title: 'Calls by route and status',
      unit: 'reqps',
      queries: [
        [sumBy('method, route, status', rate('gateway_upstream_calls_total')), '{{method}} {{route}} {{status}}'],
      ],
    },
    {
      title: 'Calls without an answer, by cause',
      unit: 'reqps',
      queries: [[sumBy('cause', rate('gateway_upstream_calls_total', 'cause!=""')), '{{cause}}']],
    },
    {
      title: 'Retries by route',
      unit: 'reqps',
      queries: [[sumBy('route', rate('gateway_upstream_retries_total')), '{{route}}']],
    },
    {
      title: 'Circuit',
      unit: 'short',
      queries: [[`max by (origin, instance) (${of('gateway_breaker_open')})`, '{{origin}} {{instance}}']],
    },
    {
      title: 'Calls that were not made',
      unit: 'reqps',
      queries: [
        [sumBy('', rate('gateway_batch_saved_calls_total')), 'saved by batches'],
        [sumBy('', rate('gateway_upstream_shared_total')), 'shared'],
      ],
    },
    {
      title: 'Calls forbidden, by reason',
      unit: 'reqps',
      queries: [[sumBy('reason', rate('gateway_upstream_forbidden_total')), '{{reason}}']],
    },
    {
      title: 'Members that did not fit',
      unit: 'reqps',
      queries: [[sumBy('route, member', rate('gateway_upstream_misfits_total')), '{{route}} {{member}}']],
    },
    {
      title: 'Lists that ended before their total',
      unit: 'reqps',
      queries: [[sumBy('route', rate('gateway_upstream_miscounted_lists_total')), '{{route}}']],
    },
  ],
};

const LOAD: Row = {
  title: 'Load',
  panels: [
    {
      title: 'Operations in progress',
      unit: 'short',
      queries: [[sumBy('state', of('gateway_operations_in_progress')), '{{state}}']],
    },
    {
      title: 'Connections closed',
      unit: 'cps',
      queries: [
        [sumBy('', rate('gateway_connections_dropped_total')), 'too many'],
        [sumBy('', rate('gateway_unread_connections_closed_total')), 'not reading'],
      ],
    },
    {
      title: 'Processes',
      unit: 'short',
      queries: [[sumBy('instance', of('gateway_processes')), '{{instance}}']],
    },
    {
      title: 'Versions',
      unit: 'short',
      queries: [[sumBy('version, node_version', of('gateway_build_info')), '{{version}} on Node {{node_version}}']],
    },
  ],
};

const SHARED: Row = {
  title: 'Shared with other processes',
  panels: [
    {
      title: 'Redis',
      unit: 'short',
      queries: [[of('gateway_redis_up'), '{{instance}}']],
    },
    {
      title: 'Commands for Redis',
      unit: 'reqps',
      queries: [[sumBy('command, result', rate('gateway_redis_commands_total')), '{{command}} {{result}}']],
    },
    {
      title: 'Places in quotas',
      unit: 'reqps',
      queries: [
        [sumBy('', rate('gateway_quota_claims_asked_total')), 'claimed'],
        [sumBy('', rate('gateway_quota_claims_granted_total')), 'granted'],
      ],
    },
    {
      title: 'Calls that wait for a quota',
      unit: 'short',
      queries: [[sumBy('lane', of('gateway_quota_waiting_calls')), '{{lane}}']],
    },
    {
      title: 'Processes that share quotas',
      unit: 'short',
      queries: [[of('gateway_quota_processes'), '{{instance}}']],
    },
    {
      title: 'Documents looked up in Redis',
      unit: 'reqps',
      queries: [[sumBy('result', rate('gateway_shared_documents_total')), '{{result}}']],
    },
    {
      title: 'Reloads of trusted documents',
      unit: 'reqps',
      queries: [[sumBy('result', rate('gateway_trusted_documents_reloads_total')), '{{result}}']],
    },
  ],
};

const PROCESS: Row = {
  title: 'Process',
  panels: [
    {
      title: 'Event loop lag, p99',
      unit: 's',
      queries: [[of('nodejs_eventloop_lag_p99_seconds'), '{{instance}}']],
    },
    {
      title: 'Event loop utilization',
      unit: 'percentunit',
      queries: [
        [
          `${sumBy('instance', rate('nodejs_eventloop_time_seconds_total', 'state="active"'))} / ${sumBy('instance', rate('nodejs_eventloop_time_seconds_total'))}`,
          '{{instance}}',
        ],
      ],
    },
    {
      title: 'CPU',
      unit: 'short',
      note: 'Cores. One process uses about one at the most.',
      queries: [[rate('process_cpu_seconds_total'), '{{instance}}']],
    },
    {
      title: 'Memory',
      unit: 'bytes',
      queries: [
        [of('process_resident_memory_bytes'), 'resident {{instance}}'],
        [of('nodejs_heap_size_used_bytes'), 'heap used {{instance}}'],
        [of('nodejs_external_memory_bytes'), 'external {{instance}}'],
      ],
    },
    {
      title: 'Time in garbage collection',
      unit: 'percentunit',
      queries: [[sumBy('kind, instance', rate('nodejs_gc_duration_seconds_sum')), '{{kind}} {{instance}}']],
    },
    { title: 'Open files', unit: 'short', queries: [[of('process_open_fds'), '{{instance}}']] },
  ],
};

/** The dashboard from top to bottom. */
export const ROWS: readonly Row[] = [TRAFFIC, LATENCY, TELNYX, LOAD, SHARED, PROCESS];
