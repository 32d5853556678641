import { describe, expect, test } from 'vitest';
import {
  ContractError,
  ForbiddenError,
  NotFoundError,
  ProtocolError,
  RateLimitedError,
  type TelnyxError,
  UnauthenticatedError,
  UnavailableError,
  ValidationError,
} from '../../../../src/telnyx/errors.ts';
import type { CreateOAuthClientRequest } from '../../../../src/telnyx/types.ts';
import { json, message, startRawServer } from '../../../support/raw-server.ts';
import { wireClient } from '../../../support/resources.ts';
import { connect, errorOf } from '../../../support/telnyx.ts';

const NEW_CLIENT: CreateOAuthClientRequest = {
  name: 'New',
  allowed_scopes: [],
  client_type: 'public',
  allowed_grant_types: [],
};
const CREDENTIALS = { client_id: 'app', client_secret: 's3cret+/%' };

/** The error of a create, which is never repeated, that gets this answer. */
async function refusal<E extends TelnyxError>(answer: string): Promise<E> {
  const { telnyx } = connect((await startRawServer(answer)).origin);
  return errorOf<E>(telnyx.oauthClients.create(NEW_CLIENT));
}

test.for([404, 410])('%i to a path that names something: it is not there', async (status) => {
  const { telnyx } = connect((await startRawServer(message(status, ''))).origin);
  expect(await errorOf(telnyx.oauthClients.retrieve('gone'))).toBeInstanceOf(NotFoundError);
});

describe('the status decides', () => {
  test.for<[status: number, type: unknown, code: string]>([
    [400, ValidationError, 'BAD_USER_INPUT'],
    [401, UnauthenticatedError, 'UNAUTHENTICATED'],
    [402, ContractError, 'UPSTREAM_CONTRACT'],
    [403, ForbiddenError, 'FORBIDDEN'],
    [404, ContractError, 'UPSTREAM_CONTRACT'],
    [405, ContractError, 'UPSTREAM_CONTRACT'],
    [406, ContractError, 'UPSTREAM_CONTRACT'],
    [408, UnavailableError, 'UPSTREAM_UNAVAILABLE'],
    [409, ValidationError, 'BAD_USER_INPUT'],
    [410, ContractError, 'UPSTREAM_CONTRACT'],
    [413, ContractError, 'UPSTREAM_CONTRACT'],
    [415, ContractError, 'UPSTREAM_CONTRACT'],
    [422, ValidationError, 'BAD_USER_INPUT'],
    [429, RateLimitedError, 'RATE_LIMITED'],
  ])('%i: whatever the body, and nothing was done', async ([status, type, code]) => {
    const bodies = ['', '<h1>Sorry</h1>', '{"errors": [', '[]', '7', 'null', '{"data": {}}', '{"errors": 1}'];
    for (const body of bodies) {
      const error = await refusal(message(status, body, { 'x-request-id': 'req-1' }));
      expect(error, body).toBeInstanceOf(type as typeof ContractError);
      expect(error, body).toMatchObject({ code, status, requestId: 'req-1', outcome: undefined });
    }
  });

  test.for<[status: number, type: unknown]>([
    [500, UnavailableError],
    [502, UnavailableError],
    [503, UnavailableError],
    [504, UnavailableError],
    [599, UnavailableError],
    [300, ContractError],
    [301, ContractError],
    [302, ContractError],
    [304, ContractError],
    [307, ContractError],
  ])('%i: it may have happened', async ([status, type]) => {
    for (const body of status === 304 ? [''] : ['', '<h1>Sorry</h1>', '{"error": "x", "error_description": "y"}']) {
      const error = await refusal(message(status, body, { location: 'https://elsewhere.example/' }));
      expect(error, body).toBeInstanceOf(type as typeof ContractError);
      expect(error, body).toMatchObject({ status, requestId: undefined, outcome: 'UNKNOWN' });
    }
  });

  test.for([301, 302, 303, 307, 308])('%i of a read is an error and not followed', async (status) => {
    const elsewhere = await startRawServer(json(200, { data: wireClient() }));
    const server = await startRawServer(message(status, '', { location: `${elsewhere.origin}/v2/oauth_clients/a` }));
    const error = await errorOf(connect(server.origin).telnyx.oauthClients.retrieve('a'));
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ status, outcome: undefined });
    expect([server.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
  });
});

describe('a 2xx without a readable object', () => {
  test.for<[string, string]>([
    ['an empty 200', message(200, '')],
    ['a page', message(200, '<!doctype html><p>Maintenance', { 'content-type': 'text/html' })],
    ['truncated JSON', message(200, '{"data": {"record_type": ', { 'content-type': 'application/json' })],
    ['a list', json(200, [wireClient()])],
    ['a number', json(200, 7)],
    ['a string', json(200, 'data')],
    ['null', json(200, null)],
    ['204 where data is due', message(204)],
    ['202', message(202)],
    ['compressed, though nobody asked', message(200, '\x1f\x8b\x08\0\0', { 'content-encoding': 'gzip' })],
  ])('%s breaks the contract', async ([, answer]) => {
    const { telnyx } = connect((await startRawServer(answer)).origin);
    const status = Number(answer.slice(9, 12));
    const asked = [telnyx.oauthClients.retrieve('a'), telnyx.oauthClients.page({}), telnyx.jwks.retrieve()];
    for (const error of await Promise.all(asked.map((each) => errorOf(each)))) {
      expect(error).toBeInstanceOf(ContractError);
      expect(error).toMatchObject({ status, outcome: undefined });
    }
    for (const ask of [
      () => telnyx.oauthClients.create(NEW_CLIENT),
      () => telnyx.oauthClients.update('a', {}),
      () => telnyx.registration.register({}),
      () => telnyx.token.request({ grant_type: 'client_credentials' }, CREDENTIALS),
      () => telnyx.consent.decide('consent', true),
    ]) {
      const error = await errorOf(ask());
      expect(error).toBeInstanceOf(ContractError);
      expect(error).toMatchObject({ status, outcome: 'UNKNOWN' });
    }
  });
});

describe('a refusal says what is wrong', () => {
  const platform = (...errors: unknown[]) => json(422, { errors });

  test('the platform’s envelope with places: all of them', async () => {
    const error = await refusal<ValidationError>(
      platform(
        { code: '10004', title: 'Missing', detail: 'name is required.', source: { pointer: '/name' } },
        { code: '10003', title: 'Invalid URL', source: { pointer: '/redirect_uris/1' } },
        { code: 10015, source: { pointer: '#/a~1b/c~0d' } },
        { source: { parameter: 'page[size]' }, detail: 5, title: 'Bad request' },
        { code: '10007', title: 'Unexpected', detail: 'No place.' },
      ),
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues).toEqual([
      { path: ['name'], code: '10004', message: 'name is required.' },
      { path: ['redirect_uris', 1], code: '10003', message: 'Invalid URL' },
      { path: ['a/b', 'c~d'], code: '10015', message: 'Telnyx refused this value.' },
      { path: ['page[size]'], code: 'invalid', message: 'Bad request' },
      { path: [], code: '10007', message: 'No place.' },
    ]);
  });

  test('the platform’s envelope without places', async () => {
    const error = await refusal<ValidationError>(platform({ code: '10015', title: 'Bad request', detail: 'No.' }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues).toEqual([{ path: [], code: '10015', message: 'No.' }]);
    expect(error.message).toBe('No.');
  });

  test('both envelopes without places: the OAuth error', async () => {
    const error = await refusal<ProtocolError>(
      json(400, { error: 'invalid_scope', errors: [{ title: 'Bad request' }] }),
    );
    expect(error).toMatchObject({ name: 'ProtocolError', error: 'invalid_scope' });
  });

  test('what is no error in the list is passed over', async () => {
    const error = await refusal<ValidationError>(platform(null, 'x', [], { title: 'Bad', source: null }));
    expect(error.issues).toEqual([{ path: [], code: 'invalid', message: 'Bad' }]);
  });

  test.for([400, 409, 422])('the OAuth envelope with %i', async (status) => {
    const error = await refusal<ProtocolError>(
      json(status, { error: 'invalid_scope', error_description: 'Too much.' }),
    );
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({
      error: 'invalid_scope',
      errorDescription: 'Too much.',
      message: 'Too much.',
      status,
    });
  });

  test.for([[undefined], [null], [7]])('the OAuth envelope with %s for a description', async ([error_description]) => {
    const error = await refusal<ProtocolError>(json(400, { error: 'invalid_scope', error_description }));
    expect(error).toMatchObject({ error: 'invalid_scope', errorDescription: undefined });
    expect(error.message).toBe('The server answered invalid_scope.');
  });

  test('invalid_fields of a registration: each reason of each field', async () => {
    const invalid_fields = { redirect_uris: ['is empty', 'item 0 is no URI'], scope: 'is unknown', grant_types: [] };
    const answer = json(400, { error: 'invalid_client_metadata', error_description: 'Bad.', invalid_fields });
    const { telnyx } = connect((await startRawServer(answer)).origin);
    const error = await errorOf<ValidationError>(telnyx.registration.register({}));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues).toEqual([
      { path: ['redirect_uris'], code: 'invalid', message: 'is empty' },
      { path: ['redirect_uris'], code: 'invalid', message: 'item 0 is no URI' },
      { path: ['scope'], code: 'invalid', message: 'is unknown' },
    ]);
  });

  test.for([[{}], [[]], ['x'], [null]])('invalid_fields %j leaves the OAuth error', async ([invalid_fields]) => {
    const error = await refusal<ProtocolError>(json(400, { error: 'invalid_redirect_uri', invalid_fields }));
    expect(error).toMatchObject({ name: 'ProtocolError', error: 'invalid_redirect_uri' });
  });

  test('nothing readable: the status at least', async () => {
    const error = await refusal<ValidationError>(message(422, '<p>No</p>'));
    expect(error.issues).toEqual([{ path: [], code: 'http_422', message: 'Telnyx refused the request (422).' }]);
  });
});

describe('401 where a client authenticates', () => {
  const ask = async (answer: string, operation: 'token' | 'introspection') => {
    const { telnyx } = connect((await startRawServer(answer)).origin);
    if (operation === 'introspection')
      return errorOf<ProtocolError>(telnyx.introspection.introspect('token-1', CREDENTIALS));
    return errorOf<ProtocolError>(telnyx.token.request({ grant_type: 'client_credentials' }, CREDENTIALS));
  };

  test.for(['token', 'introspection'] as const)('%s: the server’s own words', async (operation) => {
    const error = await ask(json(401, { error: 'invalid_client', error_description: 'Unknown client.' }), operation);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ error: 'invalid_client', errorDescription: 'Unknown client.', status: 401 });
  });

  test.for(['token', 'introspection'] as const)('%s: invalid_client whatever else comes', async (operation) => {
    for (const body of ['', '<p>', JSON.stringify({ errors: [{ code: '10009', title: 'Authentication failed' }] })]) {
      const error = await ask(message(401, body), operation);
      expect(error).toBeInstanceOf(ProtocolError);
      expect(error).toMatchObject({ error: 'invalid_client', errorDescription: undefined });
    }
  });
});

describe('429 says when to come back', () => {
  const retryAt = async (headers: Record<string, string>) =>
    (await refusal<RateLimitedError>(json(429, {}, headers))).retryAt;

  test.for<[string, Record<string, string>, number]>([
    ['Retry-After in seconds', { 'retry-after': '120' }, 120_000],
    ['x-ratelimit-reset', { 'x-ratelimit-reset': '30' }, 30_000],
    ['Retry-After before x-ratelimit-reset', { 'retry-after': '120', 'x-ratelimit-reset': '30' }, 120_000],
    ['an unreadable Retry-After', { 'retry-after': 'soon', 'x-ratelimit-reset': '30' }, 30_000],
    ['an empty one', { 'retry-after': '', 'x-ratelimit-reset': '30' }, 30_000],
  ])('%s', async ([, headers, milliseconds]) => {
    const before = Date.now();
    const time = Date.parse((await retryAt(headers))!);
    expect(time).toBeGreaterThanOrEqual(before + milliseconds);
    expect(time).toBeLessThanOrEqual(Date.now() + milliseconds);
  });

  test('Retry-After as a date', async () => {
    expect(await retryAt({ 'retry-after': 'Tue, 31 Mar 2099 12:00:00 GMT' })).toBe('2099-03-31T12:00:00.000Z');
  });

  test.for<[string, Record<string, string>]>([
    ['not at all', {}],
    ['nor in words', { 'retry-after': 'soon' }],
    ['nor in time before the world', { 'retry-after': '-5', 'x-ratelimit-reset': '-1' }],
    ['nor beyond all times', { 'x-ratelimit-reset': '99999999999999999999' }],
  ])('%s', async ([, headers]) => {
    expect(await retryAt(headers)).toBeUndefined();
  });
});
