import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ProtocolError } from '../../../src/telnyx/errors.ts';
import type { TokenRequest } from '../../../src/telnyx/types.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { connect, errorOf, KEY } from '../../support/telnyx.ts';

const APP = { client_id: 'app', client_secret: 's3cret' };
const TOKEN = { access_token: 'at', token_type: 'Bearer', expires_in: 3600 };

async function sandboxed() {
  const client = { ...APP, allowed_grant_types: ['client_credentials' as const], allowed_scopes: ['a.read', 'b.read'] };
  const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients: [client] }] }));
  return sandbox;
}

test('client credentials bring a token', async () => {
  const { token } = connect((await sandboxed()).origin, { key: null }).telnyx;
  for (const method of [undefined, 'client_secret_basic', 'client_secret_post'] as const) {
    const answer = await token.request({ grant_type: 'client_credentials', scope: 'a.read' }, { ...APP, method });
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'a.read' });
    expect(answer.access_token).toMatch(/^ey/);
  }
});

test('every member reaches the form as it is, once', async () => {
  const server = await startRawServer(json(200, TOKEN));
  const request: TokenRequest = {
    grant_type: 'authorization_code',
    code: 'a+b/c=&d %20é',
    redirect_uri: 'HTTPS://A.example:443/%7Euser?x=%2f&y=1',
    code_verifier: '-._~'.repeat(11),
    refresh_token: undefined,
    scope: undefined,
  };
  await connect(server.origin).telnyx.token.request(request, { client_id: 'a b' });
  const { body } = server.requests[0]!;
  const { refresh_token: _, scope: __, ...sent } = request;
  expect([...new URLSearchParams(body)]).toEqual([...Object.entries(sent), ['client_id', 'a b']]);
  expect(body).toContain('redirect_uri=HTTPS%3A%2F%2FA.example%3A443%2F%257Euser%3Fx%3D%252f%26y%3D1');
});

test('the answer keeps its own words', async () => {
  const whole = { ...TOKEN, token_type: 'bearer', scope: '', refresh_token: 'rt' };
  const { token } = connect((await startRawServer(json(200, { ...whole, id_token: 'x' }))).origin).telnyx;
  expect(await token.request({ grant_type: 'client_credentials' }, APP)).toEqual(whole);
});

describe('a refusal', () => {
  test.for([
    'invalid_request',
    'invalid_grant',
    'unsupported_grant_type',
    'invalid_scope',
    'unauthorized_client',
    'a_code_of_tomorrow',
  ])('%s stays the server’s own', async (code) => {
    const answer = json(400, { error: code, error_description: 'Why.' }, { 'x-request-id': 'req-1' });
    const { token } = connect((await startRawServer(answer)).origin).telnyx;
    const error = await errorOf<ProtocolError>(token.request({ grant_type: 'client_credentials' }, APP));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ error: code, errorDescription: 'Why.', status: 400, requestId: 'req-1' });
  });

  test('of a client that is not known, or proves itself badly', async () => {
    const { token } = connect((await sandboxed()).origin).telnyx;
    for (const credentials of [{ client_id: 'nobody' }, { ...APP, client_secret: 'wrong' }, {}, { client_id: 'app' }]) {
      const error = await errorOf<ProtocolError>(token.request({ grant_type: 'client_credentials' }, credentials));
      expect(error).toMatchObject({ name: 'ProtocolError', error: 'invalid_client', status: 401 });
    }
  });
});
