import { readFile } from 'node:fs/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../support/otlp-receiver.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: { key: string; value: Record<string, unknown> }[];
  readonly status: { code?: number };
}

/** SpanKind and StatusCode of OTLP. */
const [INTERNAL, SERVER, CLIENT, ERROR] = [1, 2, 3, 2];
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const traceparent = `00-${TRACE}-${PARENT}-01`;
const READ = `query Read { oauthClient(clientId: "${DEMO_CLIENT.client_id}") { name } }`;

let gateway: TestGateway;
let receiver: OtlpReceiver;
let stopped: Promise<void> | undefined;

/** A receiver of OTLP, in front of which a gateway makes spans. */
beforeEach(async () => {
  stopped = undefined;
  receiver = await startOtlpReceiver();
  gateway = await startGateway({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  onTestFinished(stop);
});

function stop(): Promise<void> {
  stopped ??= gateway.close();
  return stopped;
}

/** All spans, which have come once the gateway has stopped. */
async function spans(): Promise<Span[]> {
  await stop();
  for (const { line, headers } of receiver.exports) {
    expect([line, headers['content-type']]).toEqual(['POST /v1/traces', 'application/json']);
  }
  return receiver.exports.flatMap(({ body }) =>
    JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    ),
  );
}

const attribute = (span: Span, name: string) => {
  const value = span.attributes.find(({ key }) => key === name)?.value;
  return value && Object.values(value)[0];
};

test('an operation and its calls are one trace, below the span of the caller', async () => {
  await gateway.ask(READ, {}, { headers: { traceparent } });
  const { headers } = gateway.sandbox.calls[0]!;
  const all = await spans();
  expect(all.map(({ kind }) => kind).sort()).toEqual([SERVER, CLIENT]);
  for (const { traceId } of all) expect(traceId).toBe(TRACE);
  const operation = all.find(({ kind }) => kind === SERVER)!;
  const call = all.find(({ kind }) => kind === CLIENT)!;
  expect(operation).toMatchObject({ name: 'query Read', parentSpanId: PARENT });
  expect(attribute(operation, 'graphql.operation.name')).toBe('Read');
  expect(attribute(operation, 'graphql.operation.type')).toBe('query');
  expect(attribute(operation, 'graphql.document.hash')).toMatch(/^[\da-f]{12}$/);
  expect(call).toMatchObject({ name: 'GET /oauth_clients/{id}', parentSpanId: operation.spanId });
  expect(attribute(call, 'http.response.status_code')).toBe(200);
  expect(BigInt(call.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(operation.startTimeUnixNano));
  expect(BigInt(call.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(operation.endTimeUnixNano));
  // Telnyx is told of the operation's span.
  expect(headers.traceparent).toBe(`00-${TRACE}-${operation.spanId}-01`);
});

test('without a caller’s trace the operation begins one, which goes upstream and shows in errors', async () => {
  const { body } = await gateway.ask('{ oauthClient(clientId: "x") { name } oauthGrants(first: 101) { totalCount } }');
  const sent = gateway.sandbox.calls[0]!.headers.traceparent;
  const operation = (await spans()).find(({ kind }) => kind === SERVER)!;
  expect(operation.parentSpanId ?? '').toBe('');
  expect(sent).toBe(`00-${operation.traceId}-${operation.spanId}-01`);
  expect(body.errors![0]!.extensions.traceId).toBe(operation.traceId);
});

test('a caller that does not sample gets no spans, but the same trace', async () => {
  await gateway.ask(READ, {}, { headers: { traceparent: `00-${TRACE}-${PARENT}-00` } });
  expect(gateway.sandbox.calls[0]!.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-00$`));
  expect(await spans()).toEqual([]);
});

test('a batch is a span that tells of ids and calls', async () => {
  const { body } = await gateway.ask('{ oauthGrants(first: 100) { nodes { clientId client { name } } } }');
  const ids = new Set(body.data.oauthGrants.nodes.map(({ clientId }: { clientId: string }) => clientId));
  const calls = gateway.sandbox.calls.filter(({ path }) => path.startsWith('/v2/oauth_clients')).length;
  const all = await spans();
  const batches = all.filter(({ kind }) => kind === INTERNAL);
  expect(batches.map(({ name }) => name)).toEqual(['planned batch']);
  expect(attribute(batches[0]!, 'gateway.batch.ids')).toBe(ids.size);
  expect(attribute(batches[0]!, 'gateway.batch.calls')).toBe(calls);
  expect(all.find(({ spanId }) => spanId === batches[0]!.parentSpanId)).toMatchObject({ kind: SERVER });
});

test('failures and retries show', async () => {
  gateway.sandbox.faults.push('503*2@GET /oauth_clients', 'stall@GET /oauth_grants');
  await gateway.ask(READ);
  await gateway.ask('{ oauthGrant(grantId: "g") { grantId } }', {}, { headers: { 'x-timeout-ms': '100' } });
  const [retried, lost] = (await spans()).filter(({ kind }) => kind === CLIENT);
  expect(attribute(retried!, 'http.request.resend_count')).toBe(2);
  expect(retried!.status.code ?? 0).not.toBe(ERROR);
  expect(lost!.status.code).toBe(ERROR);
  expect(attribute(lost!, 'error.type')).toBe('no answer');
  const failed = (await spans()).filter(({ kind, status }) => kind === SERVER && status.code === ERROR);
  expect(failed.map((span) => attribute(span, 'error.type'))).toEqual(['UPSTREAM_TIMEOUT']);
});

test('spans of calls say where they went and how they ended, by OpenTelemetry’s conventions', async () => {
  await gateway.ask('{ oauthClients(first: 1, filter: { nameContains: "chosen" }) { totalCount } }');
  await gateway.ask('{ oauthAuthorizationServerMetadata { issuer } }');
  await gateway.ask('{ oauthClient(clientId: "none") { name } }');
  gateway.sandbox.faults.push('403@GET /oauth_grants');
  await gateway.ask('{ oauthGrant(grantId: "g") { grantId } }');
  const { origin, url } = gateway.sandbox;
  const { hostname, port } = new URL(origin);
  const [list, metadata, missing, refused] = (await spans()).filter(({ kind }) => kind === CLIENT);
  for (const [span, name, full] of [
    [list, 'GET /oauth_clients', `${url}/oauth_clients`],
    [metadata, 'GET /.well-known/oauth-authorization-server', `${origin}/.well-known/oauth-authorization-server`],
    [missing, 'GET /oauth_clients/{id}', `${url}/oauth_clients/none`],
    [refused, 'GET /oauth_grants/{id}', `${url}/oauth_grants/g`],
  ] as const) {
    expect(span!.name).toBe(name);
    expect(attribute(span!, 'http.request.method')).toBe('GET');
    expect(attribute(span!, 'url.template')).toBe(name.split(' ')[1]);
    expect(attribute(span!, 'url.full')).toBe(full);
    expect(attribute(span!, 'server.address')).toBe(hostname);
    expect(Number(attribute(span!, 'server.port'))).toBe(Number(port));
  }
  // What Telnyx does not have is null in the graph.
  expect([attribute(missing!, 'http.response.status_code'), missing!.status.code ?? 0]).toEqual([404, 0]);
  expect([attribute(refused!, 'error.type'), refused!.status.code]).toEqual(['403', ERROR]);
});

test('the service says its version', async () => {
  await gateway.ask(READ);
  await spans();
  const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  const { resourceSpans } = JSON.parse(receiver.exports[0]!.body);
  expect(resourceSpans[0].resource.attributes).toContainEqual({
    key: 'service.version',
    value: { stringValue: version },
  });
  expect(resourceSpans[0].scopeSpans[0].scope).toMatchObject({ name: 'telnyx-oauth-graphql', version });
});

test('no span holds a secret', async () => {
  const token = 'mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) { __typename } }';
  const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;
  for (const secret of [clientSecret, 'a-wrong-secret']) {
    await gateway.ask(token, { input: { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret: secret } });
  }
  const consent = 'query ($token: OAuthSecret!) { oauthConsentRequest(consentToken: $token) { __typename } }';
  await gateway.ask(consent, { token: 'a-consent-token' });
  await gateway.ask(`mutation { revealOAuthClientSecret(clientId: "${clientId}") { __typename } }`);
  expect((await spans()).length).toBeGreaterThanOrEqual(8);
  const text = receiver.exports.map(({ body }) => body).join('');
  for (const secret of [clientSecret, 'a-wrong-secret', 'a-consent-token', ALICE_KEY])
    expect(text).not.toContain(secret);
});
