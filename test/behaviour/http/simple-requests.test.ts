import { beforeEach, describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { type HttpRequest, send } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

/*
 * What a page of any other site can have a browser send without asking for leave first: the methods, headers and
 * types that the Fetch standard calls safelisted, and what forms, images and navigations send.
 */

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const DISCOVERY = '{ oauthAuthorizationServerMetadata { issuer } }';
const REGISTER = 'mutation { registerOAuthClient(input: { grantTypes: [CLIENT_CREDENTIALS] }) { __typename } }';
const at = (text: string) => `${gateway.url}?query=${encodeURIComponent(text)}`;
const PAGE = { origin: 'https://evil.example', referer: 'https://evil.example/', cookie: 'a=b' };

async function expectNothingRuns(url: string, request: HttpRequest, status: number): Promise<void> {
  const answer = await send(url, { ...request, headers: { ...PAGE, ...request.headers } });
  expect(answer.status).toBe(status);
  const [error] = answer.json.errors;
  expect(error.extensions).toEqual({ code: 'BAD_REQUEST', traceId: answer.headers['x-request-id'] });
  expect(answer.json.data).toBeUndefined();
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  expect(gateway.sandbox.calls).toEqual([]);
}

describe('a GET', () => {
  test.for<[string, Record<string, string>]>([
    [
      'fetch() with all that needs no leave',
      { accept: '*/*', 'accept-language': 'en', 'content-language': 'en', range: 'bytes=0-9' },
    ],
    ['fetch() with a type of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['fetch() with a password that the browser has kept', { authorization: 'Basic YWxpY2U6c2VjcmV0' }],
    ['fetch() with plain text', { 'content-type': 'text/plain' }],
    ['fetch() with a type that only names JSON', { 'content-type': 'text/plain; x=application/json' }],
    ['an image', { accept: 'image/avif,image/webp,*/*;q=0.8', 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' }],
    ['a script', { accept: '*/*', 'sec-fetch-dest': 'script' }],
  ])('of %s runs nothing', async ([, headers]) => {
    await expectNothingRuns(at(DISCOVERY), { headers }, 403);
    await expectNothingRuns(at(REGISTER), { headers }, 403);
  });

  test('of a frame gets the page, in no frame, and runs nothing', async () => {
    const headers = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' };
    for (const document of [DISCOVERY, REGISTER]) {
      const answer = await send(at(document), { headers: { ...PAGE, ...headers } });
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.text).not.toContain('oauthAuthorizationServerMetadata');
    }
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('is told what it must carry', async () => {
    const { json } = await send(at(DISCOVERY));
    for (const name of ['content-type: application/json', 'x-graphql-csrf', 'apollo-require-preflight']) {
      expect(json.errors[0].message).toContain(name);
    }
  });

  test.for<Record<string, string>>([
    { 'content-type': 'application/json' },
    { 'content-type': 'Application/JSON; charset=utf-8' },
    { authorization: 'Bearer KEY' },
    { 'x-graphql-csrf': '1' },
    { 'apollo-require-preflight': 'true' },
    { 'x-apollo-operation-name': 'Q' },
    { 'graphql-require-preflight': '' },
  ])('with %o is answered', async (headers) => {
    const answer = await send(at(DISCOVERY), { headers });
    expect(answer).toMatchObject({
      status: 200,
      json: { data: { oauthAuthorizationServerMetadata: { issuer: gateway.sandbox.origin } } },
    });
  });

  test('cannot get such a header past a preflight, from any page', async () => {
    for (const name of ['x-graphql-csrf', 'content-type', 'authorization']) {
      const headers = {
        ...PAGE,
        'access-control-request-method': 'GET',
        'access-control-request-headers': name,
        'access-control-request-private-network': 'true',
      };
      const { status, headers: answered } = await send(at(DISCOVERY), { method: 'OPTIONS', headers });
      const leave = Object.keys(answered).filter((each) => each.startsWith('access-control-'));
      expect({ status, leave }).toEqual({ status: 405, leave: [] });
    }
  });
});

describe('a POST', () => {
  const json = JSON.stringify({ query: REGISTER });
  const part = `--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${json}\r\n--b--\r\n`;
  test.for<[string, string | undefined, string]>([
    ['of a form', 'application/x-www-form-urlencoded', new URLSearchParams({ query: REGISTER }).toString()],
    ['of a form that spells JSON', 'text/plain', `{"query":${JSON.stringify(REGISTER)},"x":"="}`],
    ['of a form with parts', 'multipart/form-data; boundary=b', part],
    ['of a beacon', 'text/plain;charset=UTF-8', json],
    ['of JSON among other types', 'text/plain, application/json', json],
    ['without a type', undefined, json],
  ])('%s runs nothing', async ([, type, body]) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    await expectNothingRuns(gateway.url, { headers, body }, 415);
    await expectNothingRuns(at(REGISTER), { headers, body }, 415);
  });
});

describe('what browsers are told', () => {
  test('of no answer to make a page, to guess its type, to frame it or to tell where it came from', async () => {
    const paths = ['/graphql', '/livez', '/nowhere', '/graphiql/nowhere'];
    for (const path of paths) {
      const { headers } = await send(new URL(path, gateway.url));
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
    const page = await send(gateway.url, { headers: { accept: 'text/html' } });
    const policy = page.headers['content-security-policy'];
    expect(policy).toMatch(/default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  test('of TLS nothing, unless a setting says so', async () => {
    expect((await send(new URL('/livez', gateway.url))).headers['strict-transport-security']).toBeUndefined();
    const behindTls = await useInTest(startGateway({ env: { HSTS_MAX_AGE_S: '31536000' } }));
    for (const path of ['/graphql', '/livez']) {
      const { headers } = await send(new URL(path, behindTls.url));
      expect(headers['strict-transport-security']).toBe('max-age=31536000');
    }
  });
});
