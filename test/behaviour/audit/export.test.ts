import { afterEach, describe, expect, test, vi } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { startProcess } from '../../support/process.ts';
import { formsOf } from '../security/canaries.ts';
import { isAudit } from './recorded.ts';
import { verify } from './verify.ts';

const AUDIT_KEY = 'the-audit-key-of-which-no-export-has-a-trace';
const SECRET = 'hunter2-hunter2';
const DELETE = 'mutation ($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }';

interface Exported {
  resourceLogs: { scopeLogs: { logRecords: { body: { stringValue: string }; [key: string]: unknown }[] }[] }[];
}

afterEach(() => void vi.unstubAllEnvs());

/** What a gateway that does two mutations exports and logs. In the value of a variable, URL is the receiver's. */
async function exported(said: Record<string, string>, answers = true) {
  const { url, exports } = await startOtlpReceiver(answers);
  const env = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, value.replace('URL', url)]));
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const gateway = await startGateway({ env });
  for (const id of ['nobody-1', 'nobody-ü😀']) await gateway.ask(DELETE, { id });
  const begun = performance.now();
  await gateway.close();
  const logs = exports.filter(({ line }) => line !== 'POST /v1/traces');
  const records = logs.flatMap(({ body }) =>
    (JSON.parse(body) as Exported).resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((log) => log.logRecords)),
  );
  return {
    took: performance.now() - begun,
    logs,
    records,
    bodies: records.map(({ body }) => body.stringValue),
    traces: exports.length - logs.length,
    log: gateway.log,
    audit: gateway.log.map((line) => line.trimEnd()).filter(isAudit),
  };
}

const OWN = { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'URL/in/logs?tenant=1' };
const BASE = { OTEL_EXPORTER_OTLP_ENDPOINT: 'URL' };

test('signed lines are sent as they are written, and can be verified where they come', async () => {
  const { logs, records, bodies, audit, log } = await exported({
    ...OWN,
    AUDIT_KEY,
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: `authorization=Bearer%20${SECRET}`,
  });
  expect(new Set(logs.map(({ line }) => line))).toEqual(new Set(['POST /in/logs?tenant=1']));
  expect(logs[0]!.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' });
  expect(bodies).toHaveLength(4);
  expect(bodies).toEqual(audit);
  expect(records[0]).toMatchObject({ eventName: 'telnyx-oauth-graphql.audit', severityNumber: 9 });
  const { code } = verify(Buffer.from(bodies.join('\n')).toString('latin1'), { AUDIT_KEY });
  expect(code).toBe(0);
  const all = log.join('') + logs.map(({ body }) => body).join('');
  for (const form of [...formsOf(AUDIT_KEY), SECRET]) expect(all).not.toContain(form);
});

test('without AUDIT_KEY they hold the same, unsigned', async () => {
  const { bodies, audit } = await exported(OWN);
  expect(audit).toEqual([]);
  expect(bodies.map((body) => JSON.parse(body))).toEqual([
    { audit: expect.objectContaining({ mutation: 'deleteOAuthClient', ids: ['nobody-1'] }) },
    { audit: expect.objectContaining({ mutation: 'deleteOAuthClient', ids: ['nobody-ü😀'] }) },
  ]);
});

describe('they are sent where the settings say so, and nowhere else:', () => {
  test.each<[Record<string, string>, lines: string[], traces: boolean]>([
    [BASE, [], true],
    [{ ...BASE, OTEL_LOGS_EXPORTER: 'otlp' }, ['POST /v1/logs'], true],
    [{ ...BASE, OTEL_LOGS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'none' }, ['POST /v1/logs'], false],
    [{ ...BASE, ...OWN }, ['POST /in/logs?tenant=1'], true],
    [{ ...OWN, OTEL_LOGS_EXPORTER: 'none' }, [], false],
    [{ ...BASE, ...OWN, OTEL_LOGS_EXPORTER: 'otlp', OTEL_SDK_DISABLED: 'true' }, [], false],
    [{ OTEL_LOGS_EXPORTER: 'otlp' }, [], false],
  ])('%o', async (variables, lines, hasTraces) => {
    const { logs, traces } = await exported({ ...variables, AUDIT_KEY });
    expect([...new Set(logs.map(({ line }) => line))]).toEqual(lines);
    expect(traces > 0).toBe(hasTraces);
  });
});

test.each([
  ['that is down', { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:9/v1/logs' }],
  ['that takes the lines and does not say so', OWN],
])('a receiver %s costs no line of the log, nor a long stop, and is reported', async (_, variables) => {
  const { audit, log, took } = await exported({ ...variables, AUDIT_KEY }, false);
  expect(verify(Buffer.from(audit.join('\n')).toString('latin1'), { AUDIT_KEY }).code).toBe(0);
  expect(log.join('')).toMatch(/audit lines could not be sent/);
  expect(took).toBeLessThan(4_000);
});

/** Names the exporter when it is loaded. */
const WATCH = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) {
  if (/exporter-logs-otlp-http|sdk-logs/.test(url)) process.stderr.write('LOADED ' + url + '\\n');
  return next(url, context);
} });`;

test.each([
  ['is loaded where lines are exported', { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:9/v1/logs' }, true],
  ['is not loaded elsewhere', { AUDIT_KEY, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, false],
])('the exporter %s', { timeout: 60_000 }, async (_, variables, isLoaded) => {
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(WATCH)}`];
  const env = Object.fromEntries(Object.entries({ PORT: '0', SANDBOX_PORT: '0', ...variables }));
  const gateway = startProcess(env, undefined, flags);
  await gateway.listening();
  expect(/LOADED .*exporter-logs-otlp-http/.test(gateway.output())).toBe(isLoaded);
});
