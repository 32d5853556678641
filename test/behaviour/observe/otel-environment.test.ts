import { afterEach, describe, expect, test, vi } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { type Export, startOtlpReceiver } from '../../support/otlp-receiver.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SAMPLED = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
const SECRET = 'hunter2-hunter2';

afterEach(() => void vi.unstubAllEnvs());

/** What is exported of one operation, and the log, where the environment says this; of endpoints, the path. */
async function exported(said: Record<string, string>, headers: Record<string, string> = {}) {
  const { url, exports } = await startOtlpReceiver();
  const entries = Object.entries({ OTEL_EXPORTER_OTLP_ENDPOINT: '', ...said });
  const variables = Object.fromEntries(
    entries.map(([name, value]) => [name, name.endsWith('_ENDPOINT') ? url + value : value]),
  );
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const gateway = await startGateway({ env: variables });
  await gateway.ask('{ oauthGrant(grantId: "g") { grantId } }', {}, { headers });
  await gateway.close();
  const warnings = gateway.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
  return { exports, warnings: warnings.map(({ msg }) => msg as string), log: gateway.log.join('') };
}

/** Attributes of the resource of an export. */
function resourceOf({ body }: Export): Record<string, unknown> {
  const { attributes } = JSON.parse(body).resourceSpans[0].resource;
  return Object.fromEntries(
    attributes.map(({ key, value }: { key: string; value: object }) => [key, Object.values(value)[0]]),
  );
}

test('without further variables the service has its own name', async () => {
  const { exports, warnings } = await exported({});
  expect(exports).toHaveLength(1);
  expect(exports[0]!.line).toBe('POST /v1/traces');
  expect(resourceOf(exports[0]!)).toMatchObject({
    'service.name': 'telnyx-oauth-graphql',
    'telemetry.sdk.language': 'nodejs',
  });
  expect(warnings).toEqual([]);
});

test('name, resource, headers and the traces’ own endpoint', async () => {
  const { exports, warnings, log } = await exported({
    OTEL_SERVICE_NAME: 'oauth',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=prod,team=a%2Cb',
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${SECRET},x-tenant=t1`,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '/in/traces/?tenant=1',
  });
  expect(exports.map(({ line }) => line)).toEqual(['POST /in/traces/?tenant=1']);
  expect(exports[0]!.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-tenant': 't1' });
  expect(resourceOf(exports[0]!)).toMatchObject({
    'service.name': 'oauth',
    'deployment.environment.name': 'prod',
    team: 'a,b',
  });
  expect(warnings).toEqual([]);
  expect(log).not.toContain(SECRET);
});

test('the name may be one of the resource’s attributes', async () => {
  const { exports } = await exported({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' });
  expect(resourceOf(exports[0]!)['service.name']).toBe('other');
});

describe('the sampler', () => {
  test.for<[name: string, ratio: string, alone: number, sampledParent: number]>([
    ['always_on', '', 1, 1],
    ['always_off', '', 0, 0],
    ['traceidratio', '0', 0, 0],
    ['traceidratio', '1', 1, 1],
    ['traceidratio', '', 1, 1],
    ['parentbased_always_on', '', 1, 1],
    ['parentbased_always_off', '', 0, 1],
    ['parentbased_traceidratio', '0.0', 0, 1],
  ])('%s %s', async ([name, ratio, alone, sampledParent]) => {
    const variables = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio };
    expect((await exported(variables)).exports).toHaveLength(alone);
    expect((await exported(variables, SAMPLED)).exports).toHaveLength(sampledParent);
  });
});

test.each([{ OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_TRACES_EXPORTER: 'none' }])('none at all: %o', async (variables) => {
  expect((await exported(variables as Record<string, string>)).exports).toEqual([]);
});

describe('a bad value is ignored with a warning that does not repeat it', () => {
  test.each<Record<string, string>>([
    { OTEL_TRACES_SAMPLER: SECRET },
    { OTEL_TRACES_SAMPLER: 'constructor' },
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: SECRET },
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '-1' },
    { OTEL_RESOURCE_ATTRIBUTES: SECRET },
    { OTEL_RESOURCE_ATTRIBUTES: `team=%E0%A4%A,other=${SECRET}` },
    { OTEL_EXPORTER_OTLP_TIMEOUT: '-5' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_BSP_SCHEDULE_DELAY: '1e309' },
    { OTEL_BSP_MAX_QUEUE_SIZE: '0' },
  ])('%o', async (variables) => {
    const { exports, warnings, log } = await exported(variables);
    expect(exports).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(Object.keys(variables).at(-1));
    expect(log).not.toContain(SECRET);
  });

  test('invalid headers are not repeated either', async () => {
    const { log } = await exported({ OTEL_EXPORTER_OTLP_HEADERS: `${SECRET},a=%0A${SECRET},%E0%A4%A=${SECRET}` });
    expect(log).not.toContain(SECRET);
  });
});

describe('a stop', () => {
  test.each(['takes the spans and does not say so', 'is down'])('does not wait for a receiver that %s', async (how) => {
    const { url } = await startOtlpReceiver(false);
    const gateway = await startGateway({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: how === 'is down' ? 'http://127.0.0.1:9' : url },
    });
    await gateway.ask('{ __typename }');
    const begun = performance.now();
    await gateway.close();
    // Left to itself an export may take ten seconds.
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect(gateway.log.join('')).toContain('the last spans could not be sent');
  });
});
