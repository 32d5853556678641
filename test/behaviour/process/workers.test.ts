import { describe, expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY, startSandbox } from '../../../src/sandbox/index.ts';
import { post, send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';
import { type GatewayProcess, startProcess } from '../../support/process.ts';

const LIST = { query: 'query List { oauthClients(first: 1) { totalCount } }' };
const KEY = { authorization: `Bearer ${ALICE_KEY}` };

/** Two workers in front of a sandbox of the test. */
async function startTwo(env: Record<string, string> = {}) {
  const sandbox = await useInTest(startSandbox());
  const address = { TELNYX_API_URL: sandbox.url, TELNYX_WELL_KNOWN_URL: sandbox.origin };
  const gateway = startProcess({ PORT: '0', NODE_ENV: 'production', WORKERS: '2', ...address, ...env });
  const url = await gateway.listening();
  await expect.poll(() => workersOf(url), { timeout: 20_000 }).toBe(2);
  return { sandbox, gateway, url };
}

/** Lines of the log. */
const linesOf = (gateway: GatewayProcess): { msg: string; pid: number; [key: string]: unknown }[] =>
  gateway
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

/** How many processes tell what they counted. */
const workersOf = async (url: string) => (await metricAt(url, 'gateway_processes')) ?? 0;

/** Asks until both workers have answered, each on connections of their own; how often it asked. */
async function askBoth(gateway: GatewayProcess, url: string): Promise<number> {
  for (let asked = 1; ; asked++) {
    expect((await post(url, LIST, KEY)).json.data.oauthClients.totalCount).toBe(160);
    const pids = new Set(linesOf(gateway).flatMap(({ msg, pid }) => (msg === 'operation' ? [pid] : [])));
    if (pids.size === 2) return asked;
  }
}

const linesFrom = (counters: ReadonlyMap<string, number>) =>
  [...counters].map(([series, count]) => `${series} ${count}`).join('\n');

/** Of all names together, as one gets a series of its own only after a while. */
function operationsIn(metrics: string): number {
  const counts = metrics.matchAll(/^gateway_operations_total\{operation="\w+",type="query"\} (\d+)$/gm);
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

test('both answer, and whichever is asked tells what both counted', { timeout: 60_000 }, async () => {
  const { gateway, url } = await startTwo();
  const asked = await askBoth(gateway, url);
  for (let time = 0; time < 4; time++) {
    const { status, text } = await send(new URL('/metrics', url));
    expect(status).toBe(200);
    expect(operationsIn(text)).toBe(asked);
    expect(text).toMatch(/^gateway_breaker_open\{origin="api"\} 0$/m);
    expect(text).toMatch(/^gateway_build_info\{.*\} 1$/m);
    const timed = /^http_client_request_duration_seconds_count\{.*http_response_status_code="200"\} (\d+)$/m.exec(text);
    expect(Number(timed?.[1])).toBeGreaterThan(0);
  }
});

test('one that ends is replaced, and the other goes on meanwhile', { timeout: 60_000 }, async () => {
  const { gateway, url } = await startTwo();
  await askBoth(gateway, url);
  const victim = linesOf(gateway).find(({ msg }) => msg === 'operation')!.pid;
  process.kill(victim, 'SIGKILL');
  await expect.poll(() => gateway.output(), { timeout: 10_000 }).toContain('a worker ended: another one replaces it');
  expect(linesOf(gateway).findLast(({ msg }) => msg.startsWith('a worker'))).toMatchObject({
    worker: victim,
    signal: 'SIGKILL',
    pause: 100,
  });
  expect((await post(url, LIST, KEY)).status).toBe(200);
  await expect.poll(() => workersOf(url), { timeout: 20_000 }).toBe(2);
});

/** The counters of `/metrics`, the buckets of histograms among them, by their series. */
async function countersOf(url: string): Promise<Map<string, number>> {
  const { status, text } = await send(new URL('/metrics', url));
  expect(status).toBe(200);
  const series = text.matchAll(/^(gateway_\w+(?:_total|_bucket|_count|_sum)(?:\{.*\})?) (\S+)$/gm);
  return new Map([...series].map(([, name, value]) => [name!, Number(value)]));
}

test('what one counted stays counted when it ends, and no counter ever falls', { timeout: 60_000 }, async () => {
  const { gateway, url } = await startTwo();
  let asked = await askBoth(gateway, url);
  for (const victim of new Set(linesOf(gateway).flatMap(({ msg, pid }) => (msg === 'operation' ? [pid] : [])))) {
    let before = await countersOf(url);
    process.kill(victim, 'SIGKILL');
    await expect.poll(() => gateway.output(), { timeout: 10_000 }).toContain(`"worker":${victim}`);
    do {
      const now = await countersOf(url);
      // Sums of seconds are added up in another order then.
      for (const [series, count] of before) {
        expect([series, now.get(series)! > count - 1e-9]).toEqual([series, true]);
      }
      before = now;
    } while ((await workersOf(url)) < 2);
    await post(url, LIST, KEY);
    asked++;
  }
  const after = await countersOf(url);
  expect(operationsIn(linesFrom(after))).toBe(asked);
  expect(after.get('gateway_operation_duration_seconds_count{type="query"}')).toBe(asked);
});

test('one that hangs does not keep the other from telling', { timeout: 60_000 }, async () => {
  const { gateway, url } = await startTwo();
  const asked = await askBoth(gateway, url);
  await countersOf(url);
  const victim = linesOf(gateway).find(({ msg }) => msg === 'operation')!.pid;
  process.kill(victim, 'SIGSTOP');
  onTestFinished(() => void process.kill(victim, 'SIGKILL'));
  // Every other connection goes to the one that hangs.
  const told = await Promise.any([countersOf(url), countersOf(url), countersOf(url)]);
  expect(operationsIn(linesFrom(told))).toBe(asked);
});

describe('a stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s lets both finish what they began',
    { timeout: 60_000 },
    async (signal) => {
      const { sandbox, gateway, url } = await startTwo();
      await askBoth(gateway, url);
      sandbox.faults.push('slow=500');
      sandbox.calls.length = 0;
      const answers = Array.from({ length: 8 }, () => post(url, LIST, KEY));
      await expect.poll(() => sandbox.calls.length + answers.length).toBeGreaterThanOrEqual(8);
      await new Promise((resolve) => setTimeout(resolve, 200));
      gateway.kill(signal);
      for (const { status, json } of await Promise.all(answers)) {
        expect({ status, total: json.data.oauthClients.totalCount }).toEqual({ status: 200, total: 160 });
      }
      expect(await gateway.ended).toBe(0);
      await expect(send(new URL('/livez', url))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    },
  );
});

test('workers divide a quota among themselves, so that hardly a call is refused', { timeout: 120_000 }, async () => {
  const quota = { limit: 30, windowSeconds: 2 };
  const sandbox = await useInTest(startSandbox({ quota }));
  const address = { TELNYX_API_URL: sandbox.url, TELNYX_WELL_KNOWN_URL: sandbox.origin };
  const gateway = startProcess({ PORT: '0', NODE_ENV: 'production', WORKERS: '3', ...address });
  const url = await gateway.listening();
  await expect.poll(() => workersOf(url), { timeout: 30_000 }).toBe(3);
  const read = (n: number) => post(url, { query: `{ oauthClient(clientId: "${n}") { name } }` }, KEY);
  for (let n = 0; n < 12; n++) await read(n); // all learn of the quota
  const asked = sandbox.calls.length;
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => read(100 + n)));
  expect(answers.filter(({ json }) => json.errors)).toEqual([]);
  const calls = sandbox.calls.slice(asked);
  expect(calls.filter(({ status }) => status === 429).length / calls.length).toBeLessThan(0.05);
});

test('a port that is taken is told once, and nothing starts', { timeout: 60_000 }, async () => {
  const { sandbox, url } = await startTwo();
  const { port } = new URL(url);
  const address = { TELNYX_API_URL: sandbox.url, TELNYX_WELL_KNOWN_URL: sandbox.origin };
  const second = startProcess({ PORT: port, NODE_ENV: 'production', WORKERS: '2', ...address });
  expect(await second.ended).toBe(1);
  expect(second.output().match(/PORT: cannot listen/g)).toHaveLength(1);
});

test('the sandbox is in one process, and so is the gateway on it', async () => {
  const gateway = startProcess({ PORT: '0', SANDBOX_PORT: '0', WORKERS: '2' });
  expect(await gateway.ended).toBe(1);
  expect(gateway.output()).toContain('WORKERS: must be 1 on the sandbox');
});

test('a process that may start no others says so', async () => {
  const flags = ['--permission', '--allow-net', '--allow-fs-read=*', '--disable-warning=ExperimentalWarning'];
  const env = { PORT: '0', NODE_ENV: 'production', WORKERS: '2' };
  const gateway = startProcess(env, undefined, flags);
  expect(await gateway.ended).toBe(1);
  expect(gateway.output()).toContain('WORKERS: this process may not start others');
});
