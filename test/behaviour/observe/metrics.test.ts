import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { send } from '../../support/http.ts';
import { useForEachTest, useInTest } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';

const gateway = useForEachTest(() => startGateway());

const READ = `query Read { oauthClient(clientId: "${DEMO_CLIENT.client_id}") { name } }`;

const scrape = async () => (await send(new URL('/metrics', gateway.url))).text;

/** The value of a series; undefined: there is none. */
const value = (series: string) => metricAt(gateway.url, series);

describe('operations', () => {
  test('are counted by name and type, whichever way they came', async () => {
    // The first times of a name are no reason yet for a series of its own.
    for (let time = 0; time < 5; time++) await gateway.ask(READ);
    await gateway.ask(READ, {}, { headers: { 'apollo-federation-include-trace': 'x' } });
    await gateway.ask('{ __typename }');
    await gateway.ask('{ nope }');
    expect(await value('gateway_operations_total{operation="Read",type="query"}')).toBe(2);
    expect(await value('gateway_operations_total{operation="unnamed",type="query"}')).toBe(1);
    expect(await value('gateway_operations_total{operation="unnamed",type="none"}')).toBe(1);
    expect(await value('gateway_operation_duration_seconds_count{type="query"}')).toBe(7);
    expect(await value('gateway_operations_total{operation="other",type="query"}')).toBe(4);
  });

  test('that were refused before they were looked at are counted by their code', async () => {
    await send(gateway.url, { method: 'PUT' });
    expect(await value('gateway_errors_total{code="BAD_REQUEST"}')).toBe(1);
  });
});

test('errors are counted by code, once an operation', async () => {
  await gateway.ask('{ oauthClients { totalCount } oauthGrants { totalCount } }', {}, { key: null });
  await gateway.ask('{ oauthClients(first: 101) { totalCount } }');
  expect(await value('gateway_errors_total{code="UNAUTHENTICATED"}')).toBe(1);
  expect(await value('gateway_errors_total{code="BAD_USER_INPUT"}')).toBe(1);
});

test('calls upstream are counted by route and status, and so are retries', async () => {
  await gateway.ask(READ);
  gateway.sandbox.faults.push('503*2@GET /oauth_clients');
  await gateway.ask(READ);
  await gateway.ask('{ oauthClient(clientId: "none") { name } }');
  const text = await scrape();
  const series = (name: string, labels: string) =>
    Number(new RegExp(`^${name}\\{${labels}\\} (\\d+)$`, 'm').exec(text)?.[1]);
  const route = 'route="/oauth_clients/\\{id\\}"';
  expect(series('gateway_upstream_calls_total', `method="GET",${route},status="200"`)).toBe(2);
  expect(series('gateway_upstream_calls_total', `method="GET",${route},status="404"`)).toBe(1);
  expect(series('gateway_upstream_retries_total', route)).toBe(2);
  expect(series('gateway_upstream_call_duration_seconds_count', route)).toBe(3);
});

/** Values of the histogram of requests to Telnyx, by what follows its name, for one method and route. */
async function requests(method: string, route: string): Promise<Record<string, number>> {
  const { hostname, port } = new URL(gateway.sandbox.url);
  const server = `server_address="${hostname}",server_port="${port}"`;
  const start = `{http_request_method="${method}",url_template="${route}",${server},`;
  const lines = (await scrape()).split('\n').filter((line) => line.startsWith('http_client_request_duration_seconds'));
  const found = lines.flatMap((line) => {
    const [, name, labels, count] = /^http_client_request_duration_seconds_(\w+)(\{.*\}) (\S+)$/.exec(line)!;
    return labels!.startsWith(start) ? [[`${name}{${labels!.slice(start.length)}`, Number(count)] as const] : [];
  });
  return Object.fromEntries(found);
}

test('requests upstream are timed each on its own, by OpenTelemetry’s names and buckets', async () => {
  gateway.sandbox.faults.push('503*2@GET /oauth_clients');
  await gateway.ask(READ);
  await gateway.ask('{ oauthClient(clientId: "none") { name } }');
  gateway.sandbox.faults.push('slow=300@GET /oauth_clients');
  await gateway.ask(READ);
  const found = await requests('GET', '/oauth_clients/{id}');
  expect(found).toMatchObject({
    'count{http_response_status_code="200"}': 2,
    'count{http_response_status_code="503",error_type="503"}': 2,
    'count{http_response_status_code="404",error_type="404"}': 1,
    'bucket{http_response_status_code="200",le="10"}': 2,
    'bucket{http_response_status_code="200",le="+Inf"}': 2,
  });
  expect(found['bucket{http_response_status_code="200",le="0.25"}']).toBeLessThan(2);
  expect(found['sum{http_response_status_code="200"}']).toBeGreaterThanOrEqual(0.3);
  const bounds = Object.keys(found).flatMap(
    (key) => /^bucket\{http_response_status_code="200",le="(.*)"\}$/.exec(key)?.[1] ?? [],
  );
  expect(bounds.map(Number)).toEqual([
    0.005,
    0.01,
    0.025,
    0.05,
    0.075,
    0.1,
    0.25,
    0.5,
    0.75,
    1,
    2.5,
    5,
    7.5,
    10,
    Number.NaN,
  ]);
});

test('a request without an answer is timed with why', async () => {
  gateway.sandbox.faults.push('stall@GET /oauth_clients');
  await gateway.ask(READ, {}, { headers: { 'x-timeout-ms': '1500' } });
  const found = await requests('GET', '/oauth_clients/{id}');
  const [[key, sum], ...others] = Object.entries(found).filter(([name]) => name.startsWith('sum')) as [
    [string, number],
  ];
  expect(others).toEqual([]);
  expect(key).toMatch(/^sum\{error_type="[A-Z_]+"\}$/);
  expect(sum).toBeGreaterThan(0.02);
});

test('which version runs is told, and the time of the event loop', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(await value(`gateway_build_info{version="${version}",node_version="${process.versions.node}"}`)).toBe(1);
  const active = () => value('nodejs_eventloop_time_seconds_total{state="active"}');
  const before = (await active())!;
  for (let time = 0; time < 5; time++) await gateway.ask(READ);
  expect(await active()).toBeGreaterThan(before);
  expect(await value('nodejs_eventloop_time_seconds_total{state="idle"}')).toBeGreaterThan(0);
});

test('a call without an answer has status 0', async () => {
  gateway.sandbox.faults.push('stall@GET /oauth_clients');
  await gateway.ask(READ, {}, { headers: { 'x-timeout-ms': '100' } });
  expect(await scrape()).toMatch(/^gateway_upstream_calls_total\{method="GET",.*status="0"\} 1$/m);
});

test('what was saved is counted: shared reads, and calls that batches made unnecessary', async () => {
  gateway.sandbox.faults.push('slow=200@GET /oauth_clients');
  await Promise.all(Array.from({ length: 5 }, () => gateway.ask(READ)));
  expect(await value('gateway_upstream_shared_total')).toBe(5 - gateway.sandbox.calls.length);
  gateway.sandbox.calls.length = 0;
  gateway.sandbox.faults.length = 0;
  const { body } = await gateway.ask('{ oauthGrants(first: 100) { nodes { clientId client { name } } } }');
  const ids = new Set(body.data.oauthGrants.nodes.map(({ clientId }: { clientId: string }) => clientId));
  const calls = gateway.sandbox.calls.filter(({ path }) => path.startsWith('/v2/oauth_clients')).length;
  expect(calls).toBeLessThan(ids.size);
  expect(await value('gateway_batch_saved_calls_total')).toBe(ids.size - calls);
});

test('gauges tell of the breaker, the load and the process', async () => {
  expect(await value('gateway_breaker_open{origin="api"}')).toBe(0);
  expect(await value('gateway_breaker_open{origin="root"}')).toBe(0);
  expect(await value('gateway_operations_in_progress{state="running"}')).toBe(0);
  expect(await value('gateway_operations_in_progress{state="queued"}')).toBe(0);
  expect(await value('nodejs_heap_size_used_bytes')).toBeGreaterThan(1_000_000);
  expect(await value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  const grant = (n: number, key: string) => gateway.ask(` { oauthGrant(grantId: "${n}") { grantId } }`, {}, { key });
  const ask = () => Promise.all(Array.from({ length: 20 }, (_, n) => grant(n, n % 2 ? BOB_KEY : ALICE_KEY)));
  await ask();
  gateway.sandbox.faults.push('500');
  await expect
    .poll(() => ask().then(() => value('gateway_breaker_open{origin="api"}')), { timeout: 20_000, interval: 10 })
    .toBe(1);
});

test('nothing secret, and nothing that callers choose but names, is in it', async () => {
  await gateway.ask(READ);
  await gateway.ask('query ($id: ID!) { oauthClient(clientId: $id) { name } }', { id: 'chosen-by-caller' });
  const text = await scrape();
  for (const told of ['KEYsandbox', DEMO_CLIENT.client_id, 'chosen-by-caller']) expect(text).not.toContain(told);
});

test('alerts ask for metrics and labels that there are', async () => {
  await gateway.ask(READ);
  await gateway.ask('{ nope }');
  gateway.sandbox.faults.push('403*1');
  await gateway.ask(READ);
  await send(gateway.url, { method: 'PUT' });
  const env = { REDIS_URL: 'redis://127.0.0.1:1', SHARED_KEY: 'k'.repeat(32) };
  const sharing = await useInTest(startGateway({ env }));
  const text = (await scrape()) + (await send(new URL('/metrics', sharing.url))).text;
  const alerts = await readFile(new URL('../../../docs/alerts.yml', import.meta.url), 'utf8');
  const rules = alerts.split('- alert:').slice(1);
  expect(rules.length).toBeGreaterThan(5);
  for (const rule of rules) {
    const names = rule.match(/\b(gateway|nodejs|process)_\w+/g) ?? [];
    expect(names, rule).not.toEqual([]);
    for (const name of names) expect(text, name).toMatch(new RegExp(`^${name}[{ ]`, 'm'));
    for (const [, metric, label] of rule.matchAll(/\b(gateway_\w+)\{(\w+)=/g)) {
      expect(text, metric).toMatch(new RegExp(`^${metric}\\{.*\\b${label}=`, 'm'));
    }
  }
});
