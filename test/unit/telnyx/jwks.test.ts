import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ContractError } from '../../../src/telnyx/errors.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { connect } from '../../support/telnyx.ts';

/** What becomes of the keys that Telnyx answers. */
async function read(answer: unknown) {
  return connect((await startRawServer(json(200, answer))).origin, { key: null }).telnyx.jwks.retrieve();
}

test('the sandbox’ keys come through', async () => {
  const sandbox = await useInTest(startSandbox());
  const { keys } = await connect(sandbox.origin, { key: null }).telnyx.jwks.retrieve();
  expect(keys).toMatchObject([{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }]);
});

describe('of a private key, only the public part is left', () => {
  test.for(['RS256', 'ES256', 'EdDSA', 'ECDH-ES'])('%s', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const [secret, open] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)]);
    expect(secret.d).toBeDefined();
    const header: JWK = {
      kid: 'k',
      alg,
      use: 'sig',
      key_ops: ['verify'],
      x5c: ['c'],
      x5t: 't',
      'x5t#S256': 's',
      x5u: 'https://a.example/certificate',
    };
    expect(await read({ keys: [{ ...secret, ...header, oth: [{ r: '1' }], k: 'k', more: 1 }] })).toEqual({
      keys: [{ ...open, ...header }],
    });
  });
});

test('a symmetric key is dropped whole', async () => {
  const keys = [
    { kty: 'oct', kid: 'a', k: 'c2VjcmV0' },
    { kty: 'EC', kid: 'b' },
    { kid: 'c', k: 'c2VjcmV0' },
  ];
  expect(await read({ keys })).toEqual({ keys: [{ kty: 'EC', kid: 'b' }, { kid: 'c' }] });
});

test('what is no key is passed over', async () => {
  expect(await read({ keys: [null, 'x', 7, { kty: 'RSA' }] })).toEqual({ keys: [{ kty: 'RSA' }] });
});

test.for([[{}], [{ keys: null }]])('%j has no keys', async ([answer]) => {
  expect((await read(answer)).keys ?? null).toBeNull();
});

test.for([[{ keys: 'x' }], [{ keys: { kty: 'RSA' } }]])('%j has an error in their place', async ([answer]) => {
  expect(await read(answer)).toEqual({ keys: expect.any(ContractError) });
});

test('an empty set stays one', async () => {
  expect(await read({ keys: [], more: 1 })).toEqual({ keys: [] });
});
