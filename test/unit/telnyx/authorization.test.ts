import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ContractError, UnavailableError, type ValidationError } from '../../../src/telnyx/errors.ts';
import type { AuthorizationRequest } from '../../../src/telnyx/types.ts';
import { useInTest } from '../../support/lifetime.ts';
import { message, startRawServer } from '../../support/raw-server.ts';
import { connect, errorOf, KEY } from '../../support/telnyx.ts';
import { anyText } from '../../support/text.ts';

const REQUEST: AuthorizationRequest = {
  response_type: 'code',
  client_id: 'app',
  redirect_uri: 'HTTPS://A.example:443/%7Euser?x=%2f&y=1',
  scope: 'voice.read voice.write',
  state: 'a+b c&d=é',
  code_challenge: 'x'.repeat(43),
  code_challenge_method: 'S256',
};

async function sandboxed() {
  const client = {
    client_id: 'app',
    redirect_uris: [REQUEST.redirect_uri],
    allowed_scopes: ['voice.read', 'voice.write'],
  };
  const sandbox = await useInTest(
    startSandbox({
      accounts: [{ key: KEY, clients: [client] }],
      consentUrl: () => 'https://consent.example/?x=%7E',
    }),
  );
  return sandbox;
}

describe('the URL', () => {
  const urlOf = (request: AuthorizationRequest) => connect('http://127.0.0.1:1').telnyx.authorization.url(request);

  test('is that of the endpoint, with every member once, and costs no call', async () => {
    const sandbox = await sandboxed();
    const { telnyx, records } = connect(sandbox.origin, { key: null });
    const url = telnyx.authorization.url(REQUEST);
    expect(url.startsWith(`${sandbox.origin}/v2/oauth/authorize?`)).toBe(true);
    expect([...new URL(url).searchParams]).toEqual(Object.entries(REQUEST));
    expect([sandbox.calls, records]).toEqual([[], []]);
  });

  test('leaves out what is undefined', () => {
    const given = {
      response_type: 'code',
      client_id: 'a',
      redirect_uri: 'b:/',
      scope: undefined,
      state: undefined,
    } as const;
    expect(urlOf(given)).toBe(
      'http://127.0.0.1:1/v2/oauth/authorize?response_type=code&client_id=a&redirect_uri=b%3A%2F',
    );
  });

  test('carries any text there and back', () => {
    const { authorization } = connect('http://127.0.0.1:1').telnyx;
    fc.assert(
      fc.property(anyText(), anyText(), anyText(), (client_id, redirect_uri, state) => {
        const request = { response_type: 'code', client_id, redirect_uri, state } as const;
        expect(Object.fromEntries(new URL(authorization.url(request)).searchParams)).toEqual(request);
      }),
    );
  });

  test('is at the root if the API is', () => {
    const { telnyx } = connect('http://127.0.0.1:1', { apiUrl: new URL('https://api.example') });
    expect(telnyx.authorization.url(REQUEST)).toMatch(/^https:\/\/api\.example\/oauth\/authorize\?/);
  });
});

describe('a start', () => {
  test('answers where Telnyx sends the browser, and follows nothing', async () => {
    const sandbox = await sandboxed();
    const { telnyx } = connect(sandbox.origin, { key: null });
    const location = await telnyx.authorization.start(REQUEST);
    expect(location).toMatch(/^https:\/\/consent\.example\/\?x=%7E&consent_token=[\w-]+$/);
    expect(sandbox.calls).toHaveLength(1);
    expect(`${sandbox.origin}${sandbox.calls[0]!.path}`).toBe(telnyx.authorization.url(REQUEST));
  });

  test('answers an error for the client likewise', async () => {
    const { telnyx } = connect((await sandboxed()).origin);
    const location = await telnyx.authorization.start({ ...REQUEST, scope: 'unknown' });
    expect(location).toContain(`${REQUEST.redirect_uri}&error=invalid_scope&state=`);
  });

  test.for([
    [302, 'HTTPS://A.example:443/%7Euser/../x?y=%2f#z'],
    [303, 'com.example.app:/cb?code=1'],
    [307, '/consent?consent_token=1'],
    [302, 'https://exämple.test/ü?q=😀'],
  ] as const)('keeps the location of a %i byte for byte: %s', async ([status, location]) => {
    const server = await startRawServer(message(status, '', { location }));
    expect(await connect(server.origin).telnyx.authorization.start(REQUEST)).toBe(location);
  });

  test('tells 400, 404 and 422, whose pages are for people, apart', async () => {
    const { authorization } = connect((await sandboxed()).origin).telnyx;
    const fail = (request: object) => errorOf<ValidationError>(authorization.start({ ...REQUEST, ...request }));
    expect(await fail({ client_id: '' })).toMatchObject({
      name: 'ProtocolError',
      error: 'invalid_request',
      status: 400,
    });
    expect(await fail({ client_id: 'nobody' })).toMatchObject({ name: 'NotFoundError', status: 404 });
    const error = await fail({ redirect_uri: 'https://other.example' });
    expect(error).toMatchObject({ name: 'ValidationError', status: 422 });
    expect(error.issues).toMatchObject([{ path: ['redirect_uri'], code: 'invalid_redirect_uri' }]);
  });

  test.for<[string, string]>([
    ['a consent page of Telnyx’ own', message(200, '<form>')],
    ['a page that names a place', message(200, '<form>', { location: 'https://a' })],
    ['a redirect to nowhere', message(302)],
    ['a redirect to an empty place', message(302, '', { location: '' })],
    ['a redirect to two places', message(302, '', { location: 'https://a', Location: 'https://b' })],
    ['a permanent redirect', message(301, '', { location: 'https://a' })],
    ['JSON', message(201, '{}')],
  ])('cannot answer %s', async ([, answer]) => {
    const error = await errorOf(connect((await startRawServer(answer)).origin).telnyx.authorization.start(REQUEST));
    expect(error).toBeInstanceOf(ContractError);
  });

  test('fails as any call does', async () => {
    const error = await errorOf(connect('http://127.0.0.1:1').telnyx.authorization.start(REQUEST));
    expect(error).toBeInstanceOf(UnavailableError);
  });
});
