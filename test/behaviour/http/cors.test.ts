import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { type HttpAnswer, post, send } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const APP = 'https://app.example';
const OTHER = 'http://localhost:3000';
const QUERY = { query: '{ __typename }' };

/** What an answer lets pages of other origins do. */
const leave = ({ headers }: HttpAnswer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

const preflight = (url: string, origin: string) =>
  send(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-request-id',
    },
  });

describe.each([[APP], [APP, OTHER]])('with CORS_ORIGINS naming %s %s', (...origins) => {
  const gateway = useForTests(() => startGateway({ env: { CORS_ORIGINS: origins.join(', ') } }));

  test('a page of a named origin may ask and read', async () => {
    for (const origin of origins) {
      const allowed = await preflight(gateway.url, origin);
      expect(allowed).toMatchObject({ status: 204, text: '' });
      expect(leave(allowed)).toEqual({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization,content-type,x-request-id',
        'access-control-expose-headers': 'retry-after, www-authenticate, x-request-id',
        'access-control-max-age': '7200',
      });
      const answer = await post(gateway.url, QUERY, { origin });
      expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
      expect(leave(answer)).toEqual({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'retry-after, www-authenticate, x-request-id',
      });
    }
  });

  test.each([
    ['a refusal', 415, { headers: { 'content-type': 'text/plain', origin: APP }, body: 'x' }],
    ['a bad request', 400, { headers: { 'content-type': 'application/json', origin: APP }, body: '{' }],
    ['a preflight’s method without its header', 405, { headers: { origin: APP }, method: 'OPTIONS' }],
  ])('it may read %s too', async (_name, status, request) => {
    const answer = await send(gateway.url, request);
    expect(answer.status).toBe(status);
    expect(leave(answer)).toMatchObject({ 'access-control-allow-origin': APP });
  });

  test.each(['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example', `${APP}:8443`])(
    'a page of %s may not',
    async (origin) => {
      const refused = await preflight(gateway.url, origin);
      expect(refused.status).toBe(405);
      expect(leave(refused)).toEqual({});
      expect(leave(await post(gateway.url, QUERY, { origin }))).toEqual({});
    },
  );

  test('caches keep answers to different origins apart', async () => {
    for (const headers of [{ origin: APP }, { origin: 'https://evil.example' }, undefined]) {
      expect((await post(gateway.url, QUERY, headers)).headers.vary).toBe('origin');
    }
  });

  test('callers that are no pages are not concerned', async () => {
    const answer = await post(gateway.url, QUERY);
    expect(answer.status).toBe(200);
    expect(leave(answer)).toEqual({});
  });
});

test('by default no page of another origin may ask or read', async () => {
  const gateway = await useInTest(startGateway());
  const refused = await preflight(gateway.url, APP);
  expect(refused.status).toBe(405);
  expect(leave(refused)).toEqual({});
  const answer = await post(gateway.url, QUERY, { origin: APP });
  expect(answer.status).toBe(200);
  expect(leave(answer)).toEqual({});
  expect(answer.headers.vary).toBeUndefined();
});
