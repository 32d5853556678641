import { expect, test } from 'vitest';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const KEYS = `query { oauthJsonWebKeySet { keys { kty use keyOps alg kid n e crv x y x5u x5c x5t x5tS256 } } }`;

const gateway = useForTests(() => startGateway());

test('the key set has the server’s public keys, without a credential', async () => {
  const { status, body } = await gateway.ask(KEYS, {}, { key: null });
  expect(status).toBe(200);
  expect(body.errors).toBeUndefined();
  const absent = { keyOps: null, n: null, e: null, x5u: null, x5c: null, x5t: null, x5tS256: null };
  const { keys } = (await (await fetch(`${gateway.sandbox.url}/oauth/jwks`)).json()) as { keys: object[] };
  expect(body.data.oauthJsonWebKeySet.keys).toEqual(keys.map((key) => ({ ...absent, ...key })));
  expect(keys).toMatchObject([{ kty: 'EC', alg: 'ES256', crv: 'P-256' }]);
  expect(gateway.sandbox.calls[0]?.headers.authorization).toBeUndefined();
});

test('every public member comes through; private ones and symmetric keys never do', async () => {
  const { ask, upstream } = await useInTest(startGatewayOnFake());
  const rsa = {
    kty: 'RSA',
    use: 'sig',
    key_ops: ['verify'],
    alg: 'RS256',
    kid: '1',
    n: 'modulus',
    e: 'AQAB',
    x5u: 'https://keys.example/1.pem',
    x5c: ['MIIB'],
    x5t: 'thumb',
    'x5t#S256': 'thumb256',
  };
  const secrets = {
    d: 'private-d',
    p: 'private-p',
    q: 'private-q',
    dp: 'private-dp',
    dq: 'private-dq',
    qi: 'private-qi',
  };
  const oct = { kty: 'oct', kid: '2', k: 'private-k' };
  upstream.answers['GET /oauth/jwks'] = { json: { keys: [{ ...rsa, ...secrets, extra: 'private-extra' }, oct] } };
  const { body } = await ask(KEYS);
  const { key_ops: keyOps, 'x5t#S256': x5tS256, ...same } = rsa;
  expect(body.data.oauthJsonWebKeySet.keys).toEqual([{ ...same, keyOps, x5tS256, crv: null, x: null, y: null }]);
  expect(JSON.stringify(body)).not.toContain('private');
});
