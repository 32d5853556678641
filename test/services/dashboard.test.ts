import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { type FaultyProxy, startBehindFaultyProxy } from '../behaviour/faults/faulty-proxy.ts';
import { send } from '../support/http.ts';
import { freePort } from './support/free-port.ts';
import { describeWith, programPath } from './support/programs.ts';
import { type Prometheus, startPrometheus } from './support/prometheus.ts';

interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly type: string;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly { readonly expr: string }[];
}

const dashboard: {
  uid: string;
  panels: Panel[];
  templating: { list: { name: string; type: string; query: unknown }[] };
} = JSON.parse(readFileSync('deploy/grafana/dashboard.json', 'utf8'));
const panels = dashboard.panels
  .flatMap((panel) => [panel, ...(panel.panels ?? [])])
  .filter(({ type }) => type !== 'row');
const queries = panels.flatMap(({ title, targets }) => targets!.map(({ expr }) => [title, expr] as const));

/** As Grafana fills in the variables of a dashboard where all is chosen and a second passes between scrapes. */
const fill = (expr: string) =>
  expr.replaceAll('$__rate_interval', '10s').replaceAll('$job', '.*').replaceAll('$instance', '.*');

const READ = `query Read { oauthClient(clientId: "${DEMO_CLIENT.client_id}") { name } }`;
const GRANTS = 'query Grants { oauthGrants(first: 100) { nodes { client { name } } } }';
const MISCOUNTED = '{ oauthClients(first: 100, filter: { clientType: PUBLIC }) { nodes { name clientType } } }';
const CREATE = `mutation {
  createOAuthClient(input: {
    name: "x", clientType: CONFIDENTIAL, allowedGrantTypes: [CLIENT_CREDENTIALS], allowedScopes: ["voice.read"]
  }) { __typename }
}`;
const ROUND_MS = 100;

/** All that is counted happens in each round. */
async function round({ gateway, gateway: { sandbox } }: FaultyProxy): Promise<void> {
  sandbox.faults.push('503*1@GET /oauth_clients', 'reset*1@POST /oauth_clients');
  await Promise.all([
    ...Array.from({ length: 5 }, () => gateway.ask(READ)),
    gateway.ask(GRANTS),
    gateway.ask(MISCOUNTED),
    gateway.ask(CREATE),
    gateway.ask(undefined, {}, { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }),
    gateway.ask(READ, {}, { key: null }),
    send(gateway.url, { method: 'PUT' }),
  ]);
}

test('each panel says what its metrics mean', () => {
  expect(panels.length).toBeGreaterThan(15);
  for (const { title, description } of panels) expect(description, title).toMatch(/\w/);
});

describeWith(['prometheus', 'redis-server'], 'the dashboard on a real Prometheus, of a gateway under load', () => {
  let proxy: FaultyProxy;
  let redis: ChildProcess;
  let prometheus: Prometheus;
  let isOver = false;
  let load: Promise<void>;
  beforeAll(async () => {
    const port = await freePort();
    redis = spawn(programPath('redis-server'), ['--port', `${port}`, '--bind', '127.0.0.1', '--save', ''], {
      stdio: 'ignore',
    });
    proxy = await startBehindFaultyProxy({
      sandbox: { quota: { limit: 10_000, windowSeconds: 10 } },
      env: { REDIS_URL: `redis://127.0.0.1:${port}`, SHARED_KEY: 'shared-by-all-that-run-in-this-test' },
    });
    // A list that tells of more than it holds, with a member that does not fit.
    proxy.trouble = ({ path }) =>
      path.includes('client_type')
        ? {
            spoil: (answer) =>
              answer
                .replace('"total_results":45', '"total_results":54')
                .replace('"client_type":"public"', '"client_type":"oddity"'),
          }
        : undefined;
    prometheus = await startPrometheus(new URL(proxy.gateway.url).host);
    load = (async () => {
      while (!isOver) {
        await round(proxy);
        await new Promise((soon) => setTimeout(soon, ROUND_MS));
      }
    })();
    const saw = async () => (await prometheus.query('count_over_time(gateway_processes[1m])'))[0]?.value ?? 0;
    await vi.waitFor(async () => expect(await saw()).toBeGreaterThan(12), { timeout: 60_000, interval: 500 });
  });
  afterAll(async () => {
    isOver = true;
    await load;
    await prometheus.stop();
    await proxy.close();
    redis.kill();
    await once(redis, 'exit');
  });

  test.each(queries)('%s: %s', async (_title, expr) => {
    const has = async () => (await prometheus.query(fill(expr))).some(({ value }) => Number.isFinite(value));
    await expect.poll(has).toBe(true);
  });

  test('the choices of job and instance are filled', async () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
    expect(await prometheus.labelValues('gateway_processes', 'job')).toEqual(['gateway']);
    expect(await prometheus.labelValues('gateway_processes', 'instance')).toEqual([new URL(proxy.gateway.url).host]);
  });
});
