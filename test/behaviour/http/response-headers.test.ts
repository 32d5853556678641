import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { arrived, latch, startGatedGateway } from '../../support/gate.ts';
import { type HttpRequest, post, send } from '../../support/http.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const body = JSON.stringify({ query: '{ __typename }' });
const APP = { origin: 'https://app.example' };
const html = { accept: 'text/html' };
const byYoga = { ...JSON_TYPE, 'apollo-federation-include-trace': 'x' };

/** Each way that an answer can take: the target, what is sent, the status. */
const WAYS: [target: string, sent: HttpRequest, status: number][] = [
  ['/graphql', { body, headers: JSON_TYPE }, 200],
  ['/graphql', { body, headers: byYoga }, 200],
  ['/graphql', { body: '{', headers: JSON_TYPE }, 400],
  ['/graphql', { body: 'x' }, 415],
  ['/graphql', { headers: { accept: 'image/png' } }, 406],
  ['/graphql', { method: 'OPTIONS', headers: { ...APP, 'access-control-request-method': 'POST' } }, 204],
  ['/graphql?query={__typename}', { headers: { 'x-graphql-csrf': '1' } }, 200],
  ['/graphql?query={__typename}', {}, 403],
  ['/graphql', { headers: html }, 200],
  ['/graphiql/none', {}, 404],
  ['/livez', {}, 200],
  ['/metrics', {}, 200],
  ['/none', {}, 404],
];

/** The answers to all of them on connections that could be kept. */
const answersOf = (url: string) =>
  Promise.all(
    WAYS.map(async ([target, { headers, ...sent }, status]) => {
      const answer = await send(new URL(target, url), { ...sent, headers: { connection: 'keep-alive', ...headers } });
      expect(answer.status, target).toBe(status);
      return answer;
    }),
  );

const STANDING = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': expect.stringMatching(/^default-src 'none'/),
  'strict-transport-security': 'max-age=60',
};

test('whatever is answered, its head holds what every head holds, and while the gateway drains that it is the last', async () => {
  const env = { HSTS_MAX_AGE_S: '60', CORS_ORIGINS: APP.origin, GRAPHIQL: 'true' };
  const { gateway, gate } = await startGatedGateway({ env });
  for (const { headers } of await answersOf(gateway.url)) {
    expect(headers).toMatchObject({ ...STANDING, connection: 'keep-alive' });
  }

  const held = latch();
  gate.pass = async (_call, answer) => {
    await held.opened;
    return answer;
  };
  const query = { query: '{ oauthClient(clientId: "some") { name } }' };
  const last = post(gateway.url, query, { authorization: `Bearer ${ALICE_KEY}`, connection: 'keep-alive' });
  await arrived(gate, 1, (line) => line.startsWith('GET /v2/oauth_clients/'));
  const closed = gateway.close();
  for (const { headers } of await answersOf(gateway.url)) {
    expect(headers).toMatchObject({ ...STANDING, connection: 'close' });
  }
  held.open();
  expect((await last).headers).toMatchObject(STANDING);
  await closed;
});
