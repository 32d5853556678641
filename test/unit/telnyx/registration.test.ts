import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { ProtocolError, ValidationError } from '../../../src/telnyx/errors.ts';
import type { RegistrationRequest } from '../../../src/telnyx/types.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { connect, errorOf, KEY } from '../../support/telnyx.ts';

const METADATA: RegistrationRequest = {
  redirect_uris: ['HTTPS://A.example:443/%7Euser?x=%2f', 'com.example.app:/cb'],
  client_name: 'Ünïcode',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope: 'voice.read voice.write',
  token_endpoint_auth_method: 'client_secret_post',
  logo_uri: 'https://a.example/logo',
  tos_uri: 'https://a.example/tos',
  policy_uri: 'https://a.example/policy',
};

async function sandboxed() {
  const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY }] }));
  return sandbox;
}

test('anyone may register, and gets the metadata back with a secret', async () => {
  const sandbox = await sandboxed();
  const { registration } = connect(sandbox.origin, { key: null }).telnyx;
  const registered = await registration.register(METADATA);
  expect(registered).toMatchObject(METADATA);
  expect(registered.client_secret).toMatch(/^.{20,}$/);
  expect(Math.abs(registered.client_id_issued_at! - Date.now() / 1000)).toBeLessThan(60);
  expect(JSON.parse(sandbox.calls[0]!.body)).toEqual(METADATA);
});

test('a public client gets none', async () => {
  const { registration } = connect((await sandboxed()).origin).telnyx;
  const registered = await registration.register({ ...METADATA, token_endpoint_auth_method: 'none' });
  expect(registered.client_secret).toBeUndefined();
});

test('registration sends no API key: the client belongs to no account', async () => {
  const sandbox = await sandboxed();
  await connect(sandbox.origin).telnyx.registration.register(METADATA);
  expect(sandbox.account(KEY).clients).toEqual([]);
});

test('members that are undefined are left out', async () => {
  const server = await startRawServer(json(201, { client_id: 'a', client_id_issued_at: 1 }));
  await connect(server.origin).telnyx.registration.register({
    client_name: 'A',
    scope: undefined,
    grant_types: undefined,
  });
  expect(server.requests[0]!.body).toBe('{"client_name":"A"}');
});

test('every fault of the metadata is told, with its member', async () => {
  const { registration } = connect((await sandboxed()).origin).telnyx;
  const faulty = { ...METADATA, redirect_uris: ['x', 'https://ok.example', 'y'], logo_uri: 'z', scope: 'a  b' };
  const error = await errorOf<ValidationError>(registration.register(faulty));
  expect(error).toMatchObject({ name: 'ValidationError', status: 400, outcome: undefined });
  expect(error.issues.map(({ path }) => path)).toEqual([['redirect_uris'], ['redirect_uris'], ['scope'], ['logo_uri']]);
});

test('a refusal without fields is the server’s own', async () => {
  const answer = json(400, { error: 'invalid_software_statement', error_description: 'No.' });
  const { registration } = connect((await startRawServer(answer)).origin).telnyx;
  const error = await errorOf<ProtocolError>(registration.register({}));
  expect(error).toMatchObject({ name: 'ProtocolError', error: 'invalid_software_statement', errorDescription: 'No.' });
});
