import type { MetricValueWithName } from 'prom-client';
import type { Call } from '../telnyx/transport/call.ts';
import { baseOf, type Origins, portOf } from './server-address.ts';

/**
 * Upper bounds of buckets, seconds.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ (`http.client.request.duration`)
 */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const NAME = 'http_client_request_duration_seconds';

/** Observations with the same labels. */
class Series {
  /** Counts per bucket, not cumulative; the last bucket is unbounded. */
  readonly counts: number[] = new Array(BOUNDS.length + 1).fill(0);
  sum = 0;
  readonly labels: Readonly<Record<string, string | number>>;

  constructor(labels: Series['labels']) {
    this.labels = labels;
  }

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]!) bucket++;
    this.counts[bucket]!++;
    this.sum += seconds;
  }

  *values(): Generator<MetricValueWithName<string>> {
    let count = 0;
    for (const [bucket, each] of this.counts.entries()) {
      count += each;
      const le = BOUNDS[bucket] ?? '+Inf';
      yield { metricName: `${NAME}_bucket`, labels: { ...this.labels, le }, value: count };
    }
    yield { metricName: `${NAME}_sum`, labels: this.labels, value: this.sum };
    yield { metricName: `${NAME}_count`, labels: this.labels, value: count };
  }
}

/**
 * How long each request to Telnyx took, by OpenTelemetry's conventions: each attempt on its own, without the time that
 * it was queued. Unlike prom-client's histogram it allocates nothing per observation.
 */
export class RequestDurations {
  readonly name = NAME;
  readonly #origins: Origins;
  /** By method, route and outcome, each of few values. */
  readonly #series = new Map<string, Map<string, Map<number | string, Series>>>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  /**
   * @param outcome the status, or why there was no response
   * @param duration milliseconds
   */
  readonly observe = (call: Call, outcome: number | string, duration: number): void => {
    let series = this.#series.get(call.method)?.get(call.route)?.get(outcome);
    if (!series) {
      series = new Series(this.#labelsOf(call, outcome));
      const routes = this.#series.get(call.method) ?? new Map<string, Map<number | string, Series>>();
      const outcomes = routes.get(call.route) ?? new Map<number | string, Series>();
      this.#series.set(call.method, routes.set(call.route, outcomes.set(outcome, series)));
    }
    series.observe(duration / 1000);
  };

  /** Called by prom-client's registry. */
  async get() {
    const all = [...this.#series.values()].flatMap((routes) => [...routes.values()]);
    const values = all.flatMap((outcomes) => [...outcomes.values()].flatMap((series) => [...series.values()]));
    const help =
      'Requests to Telnyx, each attempt on its own, without waiting before it; error_type says why it failed.';
    return { name: NAME, help, type: 'histogram', aggregator: 'sum', values };
  }

  /** @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
  #labelsOf({ method, route }: Call, outcome: number | string): Series['labels'] {
    const base = baseOf(this.#origins, route);
    const isStatus = typeof outcome === 'number';
    return {
      http_request_method: method,
      url_template: route,
      server_address: base.hostname,
      server_port: portOf(base),
      ...(isStatus && { http_response_status_code: outcome }),
      ...((!isStatus || outcome >= 400) && { error_type: outcome }),
    };
  }
}
