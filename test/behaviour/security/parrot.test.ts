import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { startCompany } from '../../support/issuer.ts';
import { useForTests } from '../../support/lifetime.ts';
import { Canaries, canary } from './canaries.ts';

/*
 * A Telnyx that repeats all that it is sent, in every place of every kind of answer: what the gateway passes on of its
 * words must not bring secrets back.
 */

const canaries = new Canaries();
const SECRET = canaries.add('a secret', `${canary()} +/=%&"\\é€😀`);

type Reply = (said: string) => { status: number; body: string; headers?: Record<string, string> };
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) });
const REPLIES: Reply[] = [
  (said) => json(400, { error: said, error_description: said }),
  (said) => json(422, { errors: [{ code: said, title: said, detail: said, source: { pointer: `/${said}` } }] }),
  (said) => json(409, { errors: [{ title: said, source: { parameter: said } }] }),
  (said) => json(400, { error: 'invalid_client_metadata', invalid_fields: { [said]: [said], scope: said } }),
  (said) => json(401, { error: said, error_description: said }),
  (said) => json(403, { errors: [{ code: said, title: said }] }),
  (said) => json(404, { error: said }),
  (said) => ({ ...json(429, { error: said }), headers: { 'retry-after': '100' } }),
  (said) => json(500, { error: said }),
  (said) => json(418, { error: said }),
  (said) => ({
    status: 302,
    body: said,
    headers: { location: `https://elsewhere.example/?${encodeURIComponent(said)}` },
  }),
  (said) => ({ status: 502, body: `<p>${said}</p>` }),
  (said) => ({ status: 200, body: `{"data": {"name": "${said}` }),
  (said) => json(200, { data: { client_id: said, record_type: 1 } }),
  (said) => json(200, { active: said, access_token: 1, expires_in: said, redirect_uri: { said } }),
];

let reply: Reply = REPLIES[0]!;
/** The request, whole, with its parts decoded as a server decodes them. */
async function said(req: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of req.setEncoding('utf8')) body += chunk;
  const form = [...new URLSearchParams(body)].map(([name, value]) => `${name}: ${value}`);
  const path = decodeURIComponent(req.url ?? '');
  let members = '';
  try {
    members = Object.values(JSON.parse(body) as object).join(' ');
  } catch {}
  return [req.url, path, body, members, ...form, req.headers.authorization].join(' | ');
}

const server = createServer(async (req, res) => {
  const { status, body, headers } = reply(await said(req));
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
});
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void server.close());
const gateway = useForTests(() => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return startGateway({ env: { TELNYX_API_URL: `${origin}/v2`, TELNYX_WELL_KNOWN_URL: origin } });
});

const MESSAGE = '__typename ... on OAuthError { message }';
const PROTOCOL = `${MESSAGE} ... on OAuthProtocolError { error errorDescription }`;
const REFUSALS = `${PROTOCOL} ... on OAuthValidationError { issues { path code message } }`;
const credentials = { clientId: 'app', clientSecret: SECRET };
const verifier = canaries.add('a verifier', canary());
const OPERATIONS: [query: string, variables: Record<string, unknown>][] = [
  ...['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST'].flatMap((clientAuthMethod) =>
    [
      { grantType: 'CLIENT_CREDENTIALS' },
      { grantType: 'REFRESH_TOKEN', refreshToken: canaries.make('a refresh token') },
      { grantType: 'AUTHORIZATION_CODE', code: canaries.make('a code'), codeVerifier: verifier },
    ].map((input): [string, Record<string, unknown>] => [
      `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) { ${REFUSALS} } }`,
      { input: { ...credentials, ...input, clientAuthMethod } },
    ]),
  ),
  [
    `mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) { ${REFUSALS} } }`,
    { input: { ...credentials, token: SECRET } },
  ],
  [
    `mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) { ${REFUSALS} } }`,
    { input: { token: canaries.make('a token') } },
  ],
  [
    `mutation ($input: DecideOAuthConsentInput!) { decideOAuthConsent(input: $input) { ${REFUSALS} } }`,
    { input: { consentToken: SECRET, allowed: true } },
  ],
  ['query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }', { t: SECRET }],
  [`mutation { revealOAuthClientSecret(clientId: "app") { ${MESSAGE} } }`, {}],
  [`mutation { deleteOAuthClient(clientId: "app") { ${MESSAGE} } }`, {}],
  [`mutation { updateOAuthClient(clientId: "app", input: { name: "n" }) { ${REFUSALS} } }`, {}],
  ['{ oauthClients(first: 2) { nodes { name } } oauthGrant(grantId: "x") { scopes } }', {}],
];

test.for(REPLIES.map((each, index) => [index, each('…').status] as const))(
  'answer %i (%i) brings no secret back',
  { timeout: 60_000 },
  async ([index]) => {
    reply = REPLIES[index]!;
    // All at once: some of them wait before they try again.
    await Promise.all(
      OPERATIONS.map(async ([query, variables]) => {
        // A key of its own: what one answer says of its quota holds up no other.
        const { headers, body } = await gateway.ask(query, variables, {
          key: canaries.make('a key'),
          headers: { 'x-upstream-trace': 'true' },
        });
        expect(canaries.foundIn(JSON.stringify([...headers]) + JSON.stringify(body)), query).toEqual([]);
        // It was carried out: what is refused before that shows nothing.
        expect(JSON.stringify(body), query).not.toContain('GRAPHQL_VALIDATION_FAILED');
      }),
    );
    expect(canaries.foundIn(gateway.log.join('\n'))).toEqual([]);
  },
);

test('what the gateway and its callers prove themselves with stays out of answers and logs', async () => {
  const service = new Canaries();
  const routerSecret = service.make('the router’s secret');
  const company = await startCompany({
    ROUTER_SECRET: routerSecret,
    TELNYX_API_KEY: '',
    TELNYX_CLIENT_ID: DEMO_CLIENT.client_id,
    TELNYX_CLIENT_SECRET: service.add('the gateway’s own secret', DEMO_CLIENT.client_secret),
  });
  const { issuer, gateway: at } = company;
  const answers: unknown[] = [];
  for (const fault of [undefined, '401', '403', '500', 'garbage', 'redirect', '503@POST /oauth/token']) {
    at.sandbox.faults.splice(0, 1, ...(fault === undefined ? [] : [fault]));
    for (const changes of [{}, { iss: 'https://other.example' }, { scope: '' }]) {
      const key = service.add('a caller’s token', await issuer.sign({ ...changes, jti: canary() }));
      for (const secret of [routerSecret, service.make('a wrong router secret')]) {
        const ask = { key, headers: { 'x-router-secret': secret, 'x-upstream-trace': 'true' } };
        for (const query of [
          '{ oauthClients(first: 1) { totalCount } }',
          'mutation { deleteOAuthClient(clientId: "x") { __typename } }',
        ]) {
          const { headers, body } = await at.ask(query, {}, ask);
          answers.push([...headers], body);
        }
      }
    }
  }
  for (const { headers } of at.sandbox.calls) {
    const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
    if (scheme === 'Bearer') service.add('an own token', token);
  }
  await company.close();
  expect(service.size).toBeGreaterThan(20);
  expect(service.foundIn(JSON.stringify(answers))).toEqual([]);
  expect(service.foundIn(at.log.join('\n'))).toEqual([]);
});
