import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { ProtocolError } from '../../../src/telnyx/errors.ts';
import { UnauthenticatedError } from '../../../src/telnyx/errors.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { connect, errorOf, KEY } from '../../support/telnyx.ts';

const APP = { client_id: 'app:1', client_secret: 's3 cret%' };

async function sandboxed() {
  const client = { ...APP, allowed_grant_types: ['client_credentials' as const], allowed_scopes: ['a.read', 'b.read'] };
  const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients: [client] }] }));
  return sandbox;
}

test('a token is active for its client and for an account', async () => {
  const sandbox = await sandboxed();
  const { token, introspection } = connect(sandbox.origin).telnyx;
  const { access_token } = await token.request({ grant_type: 'client_credentials' }, APP);
  const asClient = await introspection.introspect(access_token, APP);
  expect(asClient).toMatchObject({
    active: true,
    client_id: APP.client_id,
    scope: 'a.read b.read',
    iss: sandbox.origin,
  });
  expect(asClient.exp! - asClient.iat!).toBe(3600);
  expect(await introspection.introspect(access_token, {})).toEqual(asClient);
});

test('a token that is not active is an answer', async () => {
  const { introspection } = connect((await sandboxed()).origin).telnyx;
  for (const token of ['unknown', 'a+b/c=&d é', ' ']) {
    expect(await introspection.introspect(token, APP)).toEqual({ active: false });
  }
});

test('as a client without the caller’s key', async () => {
  const sandbox = await sandboxed();
  expect(await connect(sandbox.origin, { key: null }).telnyx.introspection.introspect('t', APP)).toEqual({
    active: false,
  });
});

test('without a secret the request carries the caller’s key, and is not sent without one', async () => {
  const sandbox = await sandboxed();
  const { introspection } = connect(sandbox.origin).telnyx;
  expect(await introspection.introspect('t', { client_id: APP.client_id })).toEqual({ active: false });
  expect(sandbox.calls[0]).toMatchObject({ headers: { authorization: `Bearer ${KEY}` }, body: 'token=t' });
  const anonymous = connect(sandbox.origin, { key: null }).telnyx.introspection;
  for (const credentials of [{}, { client_id: 'app' }, { client_secret: 'x' }]) {
    expect(await errorOf(anonymous.introspect('t', credentials))).toBeInstanceOf(UnauthenticatedError);
  }
  expect(sandbox.calls).toHaveLength(1);
});

test('a caller without access gets a FORBIDDEN error', async () => {
  const { origin } = await sandboxed();
  const wrong = connect(origin).telnyx.introspection.introspect('t', { ...APP, client_secret: 'wrong' });
  expect(await errorOf<ProtocolError>(wrong)).toMatchObject({ name: 'ProtocolError', error: 'invalid_client' });
  const nobody = connect(origin, { key: 'KEYnobody' }).telnyx.introspection.introspect('t', {});
  expect(await errorOf<ProtocolError>(nobody)).toMatchObject({ name: 'ProtocolError', error: 'invalid_client' });
});

test.for([['https://a'], [['https://a', 'https://b']]])('an audience may be %j', async ([aud]) => {
  const { introspection } = connect((await startRawServer(json(200, { active: true, aud }))).origin).telnyx;
  expect((await introspection.introspect('t', APP)).aud).toEqual(aud);
});
