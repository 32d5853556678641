import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { get, type HttpAnswer, post, send } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { type GatewayProcess, startProcess } from '../../support/process.ts';
import { Canaries, canary, formsOf } from './canaries.ts';

/*
 * Secrets that stand nowhere else go through every operation, well and badly, in a process of its own at the most
 * talkative level. Then they are searched: in each answer, in what the process wrote, in its spans and metrics, and in
 * its memory.
 */

const canaries = new Canaries();
/** What was pasted in place of names: not looked for in memory, where V8 keeps the last key that some code asked for. */
const names = new Canaries();
const KEY = canaries.make('the caller’s key');
const CLIENT_SECRET = canaries.make('the secret of a client');
const SPECIAL = canaries.add('a secret with all that gets encoded', `${canary()} +/=%&"\\é€😀`);
const REDIRECT = 'https://app.example/callback';
const VERIFIER = canaries.make('a code verifier');

let gateway: GatewayProcess;
let url: string;
let folder: string;
const answers: { what: string; text: string }[] = [];

const everything = ['client_credentials', 'authorization_code', 'refresh_token'] as const;
const app = { redirect_uris: [REDIRECT], allowed_grant_types: [...everything], require_pkce: false };
const sandbox = useForTests(() =>
  startSandbox({
    accounts: [
      {
        key: KEY,
        clients: [
          { ...app, client_id: 'app', client_secret: CLIENT_SECRET },
          { ...app, client_id: 'special', client_secret: SPECIAL },
          ...Array.from({ length: 30 }, () => ({ client_secret: canaries.make('a secret in a list') })),
        ],
        grants: [{}, {}, {}],
      },
      { key: 'KEYofsomebodyelse', clients: [{}], grants: [{}] },
    ],
  }),
);

const textOf = ({ headers, text }: HttpAnswer) => `${JSON.stringify(headers)}\n${text}`;

/** Keeps an answer that must hold no secret. */
async function clean(what: string, answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
  const got = await answer;
  answers.push({ what, text: textOf(got) });
  return got;
}

const headers = {
  authorization: `Bearer ${KEY}`,
  'x-upstream-trace': 'true',
  'apollo-federation-include-trace': 'ftv1',
};
const ask = (query: string, variables: unknown = {}, more = {}) =>
  post(url, { query, variables }, { ...headers, ...more });

/**
 * Carries out an operation that goes well. Members of its payload that are meant to carry a secret are taken out, noted
 * and answered; the rest of the answer must hold none.
 */
async function good(query: string, variables: unknown, ...carried: string[]): Promise<Record<string, string>> {
  const { json: planned } = await clean('a plan', ask(query, variables, { 'x-upstream-plan': 'only' }));
  expect(planned.errors?.[0].extensions.code, query).toBe('PLANNED');
  const { status, headers: answered, json } = await ask(query, variables);
  expect(json.errors, query).toBeUndefined();
  expect(status).toBe(200);
  const taken: Record<string, string> = {};
  const [payload] = Object.values(json.data) as Record<string, string>[];
  for (const name of carried) {
    taken[name] = canaries.add(`${name} of ${query.slice(0, 60)}`, payload![name]!);
    payload![name] = '';
  }
  answers.push({ what: query, text: JSON.stringify(answered) + JSON.stringify(json) });
  return taken;
}

const TOKEN = `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) {
  ... on RequestOAuthTokenPayload { accessToken refreshToken scopes } ... on OAuthProtocolError { error } } }`;
const INTROSPECT = `mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) {
  __typename ... on IntrospectOAuthTokenPayload { active clientId client { name } } ... on OAuthProtocolError { error } } }`;
const START = `mutation ($input: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $input) {
  ... on StartOAuthAuthorizationPayload { redirectLocation } } }`;
const DECIDE = `mutation ($input: DecideOAuthConsentInput!) { decideOAuthConsent(input: $input) {
  __typename ... on DecideOAuthConsentPayload { redirectUri } ... on OAuthProtocolError { error } } }`;
const CONSENT = 'query ($token: OAuthSecret!) { oauthConsentRequest(consentToken: $token) { name client { name } } }';
const REVEAL = `mutation ($id: ID!) { revealOAuthClientSecret(clientId: $id) {
  __typename ... on RevealOAuthClientSecretPayload { clientSecret } } }`;

const REVOKE_ALL = `mutation ($where: OAuthGrantFilter!, $dryRun: Boolean!) {
  revokeOAuthGrants(input: { where: $where, dryRun: $dryRun, maximumCount: 100 }) {
    ... on RevokeOAuthGrantsPayload { matched revoked { grantId outcome } failed { error { message } } done }
    ... on OAuthValidationError { issues { message } } } }`;

const COPY = `mutation { copyOAuthClient(clientId: "app", input: { name: "Copy" }) {
  ... on CopyOAuthClientPayload { clientSecret client { clientId name } warnings { message fix { name } } }
  ... on OAuthError { code message } } }`;

/** Every operation, as it should be. */
async function allGoesWell(): Promise<void> {
  await good('{ oauthClients(first: 100) { totalCount nodes { clientId name grants { totalCount } } } }', {});
  await good('{ oauthGrants(first: 100) { nodes { client { name } } } }', {});
  await good('{ oauthClient(clientId: "app") { name redirectUris } }', {});
  await good(
    '{ oauthClients(first: 100) { nodes { findings { code message path breaks fix { name } client { name } } } } }',
    {},
  );
  await good(
    '{ oauthFindings(first: 100) { countsByCode { code count } nodes { code message fix { redirectUris } } } }',
    {},
  );
  await good('{ a: oauthClient(clientId: "app") { name } node(id: "T0F1dGhDbGllbnQ6YXBw") { id } }', {});
  await good('query ($r: [_Any!]!) { _entities(representations: $r) { ... on OAuthClient { name } } }', {
    r: [{ __typename: 'OAuthClient', clientId: 'app' }],
  });
  await good('{ oauthAuthorizationServerMetadata { issuer } oauthJsonWebKeySet { keys { kid } } }', {});
  const create = `mutation ($input: CreateOAuthClientInput!) { createOAuthClient(input: $input) {
    ... on CreateOAuthClientPayload { clientSecret client { clientId name } warnings { message fix { name } } } } }`;
  const input = {
    name: 'n',
    allowedScopes: ['a'],
    clientType: 'CONFIDENTIAL',
    allowedGrantTypes: ['CLIENT_CREDENTIALS'],
  };
  await good(create, { input }, 'clientSecret');
  await good(
    'mutation { updateOAuthClient(clientId: "app", input: { name: "New" }) { ... on UpdateOAuthClientPayload { client { name } warnings { message fix { name } } } } }',
    {},
  );
  await good(COPY, {}, 'clientSecret');
  for (const id of ['app', 'special']) await good(REVEAL, { id }, 'clientSecret');
  const register = `mutation { registerOAuthClient(input: { grantTypes: [CLIENT_CREDENTIALS] }) {
    ... on RegisterOAuthClientPayload { clientSecret clientId warnings { code message } } } }`;
  await good(register, {}, 'clientSecret');

  for (const [clientId, clientSecret] of [
    ['app', CLIENT_SECRET],
    ['special', SPECIAL],
  ]) {
    for (const clientAuthMethod of ['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', undefined]) {
      const credentials = { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret, clientAuthMethod };
      const { accessToken } = await good(TOKEN, { input: credentials }, 'accessToken');
      await good(INTROSPECT, { input: { token: accessToken, clientId, clientSecret } });
      await good(INTROSPECT, { input: { token: accessToken } });
    }
    const { createHash } = await import('node:crypto');
    const codeChallenge = createHash('sha256').update(VERIFIER).digest('base64url');
    const request = { clientId, redirectUri: REDIRECT, scopes: ['messaging.read'], codeChallenge };
    await good('query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }', {
      input: request,
    });
    const { redirectLocation } = await good(START, { input: request }, 'redirectLocation');
    const consentToken = canaries.add('a consent token', parameterOf(redirectLocation, 'consent_token'));
    await good(CONSENT, { token: consentToken });
    const { redirectUri } = await good(DECIDE, { input: { consentToken, allowed: true } }, 'redirectUri');
    const code = canaries.add('a code', parameterOf(redirectUri, 'code'));
    const exchange = { grantType: 'AUTHORIZATION_CODE', clientId, clientSecret, code, codeVerifier: VERIFIER };
    const { refreshToken } = await good(
      TOKEN,
      { input: { ...exchange, redirectUri: REDIRECT } },
      'accessToken',
      'refreshToken',
    );
    const refresh = { grantType: 'REFRESH_TOKEN', clientId, clientSecret, refreshToken };
    await good(TOKEN, { input: refresh }, 'accessToken', 'refreshToken');
    // Used once too often: refused by Telnyx, as data.
    await good(DECIDE, { input: { consentToken, allowed: false } });
    await good(TOKEN, { input: { ...exchange, redirectUri: REDIRECT } });
    await good(TOKEN, { input: refresh });
  }
  for (const dryRun of [true, false]) await good(REVOKE_ALL, { where: { clientId: 'special' }, dryRun });
}

function parameterOf(uri: string | undefined, name: string): string {
  return new URL(uri!).searchParams.get(name)!;
}

/** The inputs that hold secrets: the document, the input's name and type, and a right value. */
const INPUTS: [query: string, type: string, right: () => Record<string, unknown>][] = [
  [
    TOKEN,
    'RequestOAuthTokenInput',
    () => ({
      grantType: 'AUTHORIZATION_CODE',
      clientId: 'app',
      clientSecret: canaries.make('a secret'),
      code: canaries.make('a code'),
      codeVerifier: canaries.make('a verifier'),
      redirectUri: REDIRECT,
    }),
  ],
  [
    INTROSPECT,
    'IntrospectOAuthTokenInput',
    () => ({ token: canaries.make('a token'), clientId: 'app', clientSecret: canaries.make('a secret') }),
  ],
  [DECIDE, 'DecideOAuthConsentInput', () => ({ consentToken: canaries.make('a consent token'), allowed: true })],
];

/** Every way of getting it wrong that someone has thought of. */
async function allGoesWrong(): Promise<void> {
  const wrong = (what: string, query: string, variables: unknown, more = {}) =>
    clean(what, ask(query, variables, more));
  for (const [query, type, right] of INPUTS) {
    await wrong(`${type}: refused by Telnyx`, query, { input: right() });
    await wrong(`${type}: anonymous`, query, { input: right() }, { authorization: '' });
    for (const name of Object.keys(right())) {
      const value = right();
      const old = value[name];
      await wrong(`${type}: without ${name}`, query, { input: { ...value, [name]: undefined } });
      for (const bad of [null, 1, true, [old], { value: old }, [[{ deep: [old] }]], '']) {
        await wrong(`${type}: ${name} is ${JSON.stringify(bad)}`, query, { input: { ...right(), [name]: bad } });
      }
      await wrong(`${type}: ${name} misspelt`, query, { input: { ...value, [name]: undefined, [`${name}s`]: old } });
      await wrong(`${type}: another`, query, { input: { ...right(), [names.make('a name')]: 1 } });
      await wrong(`${type}: ${name} as another variable`, query, { input: right(), [name]: old });
      await wrong(`${type}: ${name} instead of the input`, query, { input: old });
    }
    await wrong(`${type}: as JSON in a string`, query, { input: JSON.stringify(right()) });
    await wrong(`${type}: in a list`, query, { input: [right()] });
    await wrong(`${type}: missing`, query, { inputs: right() });
    await wrong(`${type}: for another mutation`, REVEAL, { id: right() });
    const literal = JSON.stringify(right())
      .replace(/"(\w+)":/g, '$1:')
      .replace(/"([A-Z_]+)"/g, '$1');
    const field = /\{ (\w+)\(/.exec(query)![1];
    await wrong(`${type}: literals`, `mutation { ${field}(input: ${literal}) { __typename } }`, {});
    await wrong(
      `${type}: literals, block strings`,
      `mutation { ${field}(input: ${literal.replaceAll('"', '"""')}) { __typename } }`,
      {},
    );
    await wrong(`${type}: defaults`, `mutation ($i: ${type} = ${literal}) { ${field}(input: $i) { __typename } }`, {});
    await wrong(`${type}: literals in a directive`, `mutation { __typename @include(if: ${literal}) }`, {});
    await wrong(
      `${type}: literals, and a field that is not there`,
      `mutation { ${field}(input: ${literal}) { nope } nope(a: ${literal}) }`,
      {},
    );
    for (const cut of [1, 5, 20, 40, literal.length - 3]) {
      await wrong(`${type}: literals cut off`, `mutation { ${field}(input: ${literal.slice(0, cut)}`, {});
      await wrong(
        `${type}: literals not closed`,
        `mutation { ${field}(input: ${literal.slice(0, -cut)}) { __typename } }`,
        {},
      );
    }
    await wrong(`${type}: after the document`, `{ __typename } ${literal}`, {});
    await wrong(`${type}: in place of a name`, `{ __typename "${Object.values(right())[1]}" }`, {});
    await wrong(`${type}: in a comment`, `mutation { # ${literal}\n ${field}(input: 1) { __typename } }`, {});

    const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));
    const byGet = `${url}?query=${encodeURIComponent(query)}&variables=`;
    await clean(`${type}: by GET`, get(byGet + encoded({ input: right() }), headers));
    await clean(`${type}: by GET, cut off`, get(byGet + encoded({ input: right() }).slice(0, -3), headers));
    await clean(`${type}: by GET, without leave`, send(byGet + encoded({ input: right() }), { headers }));
    const body = JSON.stringify({ query, variables: { input: right() } });
    await clean(`${type}: body cut off`, post(url, body.slice(0, -1), headers));
    await clean(`${type}: body not JSON`, post(url, body.replaceAll('"', "'"), headers));
    await clean(`${type}: a batch`, post(url, `[${body}]`, headers));
    await clean(`${type}: as text`, send(url, { headers: { ...headers, 'content-type': 'text/plain' }, body }));
    await clean(
      `${type}: as a form`,
      send(url, {
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ query, variables: JSON.stringify({ input: right() }) }).toString(),
      }),
    );
    await clean(
      `${type}: variables in a string`,
      post(url, { query, variables: JSON.stringify({ input: right() }) }, headers),
    );
    await clean(`${type}: in extensions`, post(url, { query: '{ __typename }', extensions: right() }, headers));
    await clean(`${type}: as parameters`, post(url, { query: '{ __typename }', ...right() }, headers));
    await clean(`${type}: too large`, post(url, body + ' '.repeat(300_000), headers));
  }
  await wrong('a consent token that is none', CONSENT, { token: canaries.make('a consent token') });
  await wrong('a consent token with a slash', CONSENT, { token: `${canaries.make('a consent token')}/../x` });
  await wrong('a consent token that is too long', CONSENT, { token: canaries.make('a consent token').repeat(9) });
  await wrong('a consent token in a list', CONSENT, { token: [canaries.make('a consent token')] });
  await clean(
    'a consent token by GET',
    get(
      `${url}?query=${encodeURIComponent(CONSENT)}&variables=${encodeURIComponent(JSON.stringify({ token: canaries.make('a consent token') }))}`,
      headers,
    ),
  );
  const name = names.add('a pasted secret', canary().replaceAll('-', '_'));
  for (const document of [
    `{ ${name} }`,
    `query ${name} { __typename `,
    `{ oauthClient(${name}: 1) { id } }`,
    `{ oauthClient(clientId: ${name}) { ${name} } }`,
    `${name}`,
    `{ __typename ...${name} }`,
    `{ __typename @${name} }`,
    `{ oauthClient(clientId: $${name}) { id } }`,
    `query ($a: ${name}) { __typename }`,
  ]) {
    await wrong(`pasted without quotes: ${document.replaceAll(name, 'X')}`, document, {});
  }
  for (const operationName of [name, names.make('an operation’s name')]) {
    await clean('an operation’s name', post(url, { query: 'query A { __typename }', operationName }, headers));
  }
  for (const authorization of ['', 'Basic ', 'Bearer  ', 'bearer a ', 'Bearer a,', 'Token ', 'Bearer "']) {
    const value = authorization + canaries.make('a header');
    await wrong(`authorization: ${authorization}…`, '{ oauthClients { totalCount } }', {}, { authorization: value });
    await wrong(`the same, of a mutation`, REVEAL, { id: 'app' }, { authorization: value });
  }
  for (const header of [
    'x-router-secret',
    'cookie',
    'proxy-authorization',
    'x-api-key',
    'traceparent',
    'x-sandbox-fault',
  ]) {
    await wrong(`${header}: …`, '{ oauthClients { totalCount } }', {}, { [header]: canaries.make(header) });
  }
  for (const fault of [
    '503',
    'reset',
    'garbage',
    'html',
    '401',
    '403',
    '404',
    '422',
    '409',
    'truncated',
    'redirect',
    'no-data',
  ]) {
    sandbox.faults.push(fault);
    for (const [query, , right] of INPUTS) await wrong(`${fault} of Telnyx`, query, { input: right() });
    await wrong(`${fault} of Telnyx`, REVEAL, { id: 'app' });
    await wrong(`${fault} of Telnyx`, '{ oauthClients(first: 50) { nodes { name } } }', {});
    await wrong(`${fault} of Telnyx`, COPY, {});
    sandbox.faults.length = 0;
    // The last of several calls: of a copy, the one that is answered with a secret.
    sandbox.faults.push(`${fault}@POST /oauth_clients`, `${fault}@DELETE /oauth_grants`);
    await wrong(`${fault} of Telnyx, at the copy`, COPY, {});
    await wrong(`${fault} of Telnyx, at each grant`, REVOKE_ALL, {
      where: { unusedSince: '2099-01-01T00:00:00Z' },
      dryRun: false,
    });
    sandbox.faults.length = 0;
  }
}

/** What others ask afterwards, so that nothing is left of the last request only for want of a next. */
async function othersGoOn(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) {
    const other = { authorization: 'Bearer KEYofsomebodyelse' };
    await post(url, { query: `query Q${turn} { oauthClients(first: 2) { nodes { name } } }` }, other);
    await post(url, { query: INTROSPECT, variables: { input: { token: `some-token-${turn}` } } }, other);
    await post(url, { query: `{ nope${turn} "x` }, other);
    await get(`${url}?query={__typename}`, other);
  }
}

/** The strings in the memory of the process, after a collection of garbage. */
async function memory(): Promise<string> {
  gateway.kill('SIGURG');
  const files = () => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
  const read = () => readFileSync(join(folder, files()[0]!), 'latin1');
  await expect
    .poll(() => files().length > 0 && /\]\s*\}\s*$/.test(read().slice(-20)), { timeout: 60_000, interval: 500 })
    .toBe(true);
  return read();
}

describe('secrets', () => {
  test('are only in the answers that are meant to carry one', { timeout: 240_000 }, async () => {
    folder = mkdtempSync(join(tmpdir(), 'canary-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const receiver = await startOtlpReceiver();
    gateway = startProcess({
      PORT: '0',
      LOG_LEVEL: 'trace',
      INTROSPECTION: 'true',
      TELNYX_API_URL: sandbox.url,
      TELNYX_WELL_KNOWN_URL: sandbox.origin,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      NODE_OPTIONS: `--heapsnapshot-signal=SIGURG --diagnostic-dir=${folder}`,
    });
    url = await gateway.listening();

    await allGoesWell();
    await allGoesWrong();
    const metrics = await send(new URL('/metrics', url));
    await othersGoOn();
    const strings = await memory();
    gateway.kill('SIGTERM');
    expect(await gateway.ended, gateway.output().slice(-1500)).toBe(0);

    const all = (text: string) => [...canaries.foundIn(text), ...names.foundIn(text)];
    const leaks = answers.flatMap(({ what, text }) => all(text).map((found) => `${what}: ${found}`));
    expect.soft([...new Set(leaks.map((leak) => leak.replace(/\d+ \(form \d+\)/, '')))]).toEqual([]);
    expect.soft(all(gateway.output()), 'in the log').toEqual([]);
    expect.soft(all(metrics.text), 'in the metrics').toEqual([]);
    const spans = receiver.exports.map(({ body }) => body).join('\n');
    expect(spans, 'spans are made').toContain('/oauth/consent/***');
    expect.soft(all(spans), 'in the spans').toEqual([]);
    expect(strings, 'the memory is read').toContain('query Q39 {');
    expect.soft(canaries.foundIn(strings), 'in memory').toEqual([]);
  });
});

test('the search finds what it is made for, in every form', () => {
  const few = new Canaries();
  const secret = few.make('a secret');
  for (const before of ['', 'a', 'ab', 'abc']) {
    const bytes = Buffer.from(`${before}${secret}tail`);
    for (const text of [
      bytes.toString(),
      encodeURIComponent(bytes.toString()),
      bytes.toString('base64'),
      bytes.toString('base64url'),
    ]) {
      expect(few.foundIn(`…${text}…`), text).not.toEqual([]);
    }
  }
  expect(formsOf('a b')).toEqual(expect.arrayContaining(['a b', 'a%20b', 'a+b']));
  expect(few.foundIn(canary())).toEqual([]);
});
