import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { describeWith, programPath } from './support/programs.ts';

const FILE = 'docs/alerts.yml';

interface Alert {
  readonly alert: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

/** Series by name, each with a value a minute, as promtool writes them. */
type Series = Readonly<Record<string, string>>;

/** When an alert is due. */
interface Case {
  /** What makes it fire, and what stays just below. */
  readonly bad: Series;
  readonly good: Series;
  /** Minutes after which it does not fire yet, and after which it does. */
  readonly quiet: number;
  readonly fires: number;
  /** Labels that it has of its series. */
  readonly labels?: Record<string, string>;
}

const calls = (answered: number, failed: number): Series => ({
  'gateway_upstream_calls_total{instance="a", route="/oauth_clients", status="200"}': `0+${answered}x60`,
  'gateway_upstream_calls_total{instance="a", route="/oauth_grants", status="503"}': `0+${failed - 1}x60`,
  'gateway_upstream_calls_total{instance="b", route="/oauth_grants", cause="ECONNRESET", status="0"}': '0+1x60',
});
/** So many a minute, half of them each of two gateways. A rate over five minutes takes that long to be whole. */
const growing = (metric: string, label: string, perMinute: number): Series => ({
  [`${metric}{instance="a"${label}}`]: `0+${perMinute / 2}x60`,
  [`${metric}{instance="b"${label}}`]: `0+${perMinute / 2}x60`,
});
const once = (series: string): Pick<Case, 'bad' | 'good' | 'quiet' | 'fires'> => ({
  bad: { [series]: '7x3 8x60' },
  good: { [series]: '7x60' },
  quiet: 3,
  fires: 5,
});
const slow = (within5: number): Series => ({
  'gateway_operation_duration_seconds_bucket{type="query", le="5"}': `0+${within5}x60`,
  'gateway_operation_duration_seconds_bucket{type="query", le="10"}': '0+1000x60',
  'gateway_operation_duration_seconds_bucket{type="query", le="+Inf"}': '0+1000x60',
});

const CASES: Record<string, Case> = {
  GatewayUpstreamFailing: { bad: calls(79, 21), good: calls(81, 19), quiet: 5, fires: 7 },
  GatewayBreakerOpen: {
    bad: {
      'gateway_breaker_open{instance="a", origin="api"}': '0 0 1x60',
      'gateway_breaker_open{instance="b", origin="api"}': '0x60',
    },
    good: { 'gateway_breaker_open{instance="a", origin="api"}': '0 0 1 0x60' },
    quiet: 2,
    fires: 4,
    labels: { origin: 'api' },
  },
  GatewayRateLimited: {
    bad: growing('gateway_errors_total', ', code="RATE_LIMITED"', 8),
    good: {
      ...growing('gateway_errors_total', ', code="RATE_LIMITED"', 4),
      ...growing('gateway_errors_total', ', code="BAD_USER_INPUT"', 900),
    },
    quiet: 12,
    fires: 16,
  },
  GatewayRefusedByIam: {
    bad: growing('gateway_upstream_forbidden_total', ', reason="ACTION_DENIED"', 8),
    good: {
      ...growing('gateway_upstream_forbidden_total', ', reason="ACTION_DENIED"', 4),
      ...growing('gateway_upstream_forbidden_total', ', reason="UNKNOWN"', 900),
    },
    quiet: 12,
    fires: 16,
    labels: { reason: 'ACTION_DENIED' },
  },
  GatewayOverloaded: {
    bad: growing('gateway_errors_total', ', code="OVERLOADED"', 70),
    good: growing('gateway_errors_total', ', code="OVERLOADED"', 50),
    quiet: 8,
    fires: 11,
  },
  GatewayConnectionsDropped: once('gateway_connections_dropped_total'),
  GatewayAnswersUnread: once('gateway_unread_connections_closed_total'),
  GatewayRequestsNotArriving: {
    bad: growing('gateway_requests_refused_total', ', status="408"', 70),
    good: {
      ...growing('gateway_requests_refused_total', ', status="408"', 50),
      ...growing('gateway_requests_refused_total', ', status="400"', 900),
    },
    quiet: 8,
    fires: 11,
  },
  GatewayBug: {
    ...once('gateway_errors_total{instance="a", code="INTERNAL_SERVER_ERROR"}'),
    labels: { instance: 'a', code: 'INTERNAL_SERVER_ERROR' },
  },
  GatewayRedisDown: {
    bad: { 'gateway_redis_up{instance="a"}': '1x3 0x60', 'gateway_redis_up{instance="b"}': '1x60' },
    good: { 'gateway_redis_up{instance="a"}': '1x3 0 1x60' },
    quiet: 5,
    fires: 7,
    labels: { instance: 'a' },
  },
  GatewayRedisDropped: {
    ...once('gateway_redis_commands_total{instance="a", command="claim", result="dropped"}'),
    labels: { instance: 'a', command: 'claim', result: 'dropped' },
  },
  GatewaySharedDocumentsFalse: {
    ...once('gateway_shared_documents_total{instance="a", result="false"}'),
    labels: { instance: 'a', result: 'false' },
  },
  GatewayTrustedDocumentsStale: {
    ...once('gateway_trusted_documents_reloads_total{instance="a", result="failed"}'),
    labels: { instance: 'a', result: 'failed' },
  },
  GatewaySlow: { bad: slow(980), good: slow(995), quiet: 10, fires: 12 },
  GatewayEventLoopLag: {
    bad: { 'nodejs_eventloop_lag_p99_seconds{instance="a"}': '0.25x60' },
    good: { 'nodejs_eventloop_lag_p99_seconds{instance="a"}': '0.15x60' },
    quiet: 4,
    fires: 6,
    labels: { instance: 'a' },
  },
};

const alerts: Alert[] = parse(readFileSync(FILE, 'utf8')).groups.flatMap(({ rules }: { rules: Alert[] }) => rules);

/** The two stories of an alert, as promtool reads them. */
function storiesOf({ alert, labels, annotations }: Alert): object[] {
  const { bad, good, quiet, fires, labels: further = {} } = CASES[alert]!;
  const told = { exp_labels: { ...labels, ...further }, exp_annotations: annotations };
  const at = (minutes: number, expected: object[]) => ({
    eval_time: `${minutes}m`,
    alertname: alert,
    exp_alerts: expected,
  });
  const story = (series: Series, checks: object[]) => ({
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: checks,
  });
  return [story(bad, [at(quiet, []), at(fires, [told])]), story(good, [at(quiet, []), at(fires, []), at(50, [])])];
}

function promtool(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(programPath('promtool'), args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describeWith(['promtool'], 'the alerts', () => {
  test('are rules that Prometheus takes', () => {
    expect(promtool('check', 'rules', FILE)).toMatchObject({ status: 0 });
  });

  test('have a case each, and no case lacks its alert', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
  });

  test.each(alerts)('$alert fires when it is due, and neither before nor below', (alert) => {
    const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'stories.yml'); // JSON is YAML
    writeFileSync(file, JSON.stringify({ rule_files: [resolve(FILE)], tests: storiesOf(alert) }));
    const { status, output } = promtool('test', 'rules', file);
    expect(status, output).toBe(0);
  });
});
