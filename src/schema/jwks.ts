import type { JsonWebKey, JsonWebKeySet } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { FEW, ONE_CALL } from './cost.ts';

const OAuthJsonWebKey = builder.objectRef<JsonWebKey>('OAuthJsonWebKey').implement({
  description: 'Public JSON Web Key of the authorization server (RFC 7517). A member that the key lacks is null.',
  fields: (t) => ({
    kty: t.exposeString('kty', { nullable: true, description: 'Key type, such as `RSA` or `EC`.' }),
    use: t.exposeString('use', { nullable: true, description: 'Public key use: `sig` or `enc`.' }),
    keyOps: t.expose('key_ops', {
      type: ['String'],
      nullable: true,
      description: 'Key operations that the key may be used for.',
    }),
    alg: t.exposeString('alg', { nullable: true, description: 'Algorithm (RFC 7518).' }),
    kid: t.exposeString('kid', { nullable: true, description: 'Key ID, which tokens name in their header.' }),
    n: t.exposeString('n', { nullable: true, description: 'RSA modulus.' }),
    e: t.exposeString('e', { nullable: true, description: 'RSA exponent.' }),
    crv: t.exposeString('crv', { nullable: true, description: 'Elliptic curve.' }),
    x: t.exposeString('x', { nullable: true, description: 'X coordinate on the curve.' }),
    y: t.exposeString('y', { nullable: true, description: 'Y coordinate on the curve.' }),
    x5u: t.expose('x5u', { type: 'URL', nullable: true, description: 'X.509 URL: where the certificate is.' }),
    x5c: t.expose('x5c', { type: ['String'], nullable: true, description: 'X.509 certificate chain.' }),
    x5t: t.exposeString('x5t', { nullable: true, description: 'X.509 certificate SHA-1 thumbprint.' }),
    x5tS256: t.exposeString('x5t#S256', { nullable: true, description: 'X.509 certificate SHA-256 thumbprint.' }),
  }),
});

const OAuthJsonWebKeySet = builder.objectRef<JsonWebKeySet>('OAuthJsonWebKeySet').implement({
  description: 'JSON Web Key Set of the authorization server (RFC 7517 section 5). Its keys sign access tokens.',
  fields: (t) => ({
    keys: t.expose('keys', {
      type: [OAuthJsonWebKey],
      nullable: true,
      directives: FEW,
      description: 'Keys with their public members only. Symmetric keys are left out.',
    }),
  }),
});

builder.queryField('oauthJsonWebKeySet', (t) =>
  t.field({
    type: OAuthJsonWebKeySet,
    nullable: true,
    directives: ONE_CALL,
    isPublic: true,
    description: 'Reads the authorization server’s JSON Web Key Set (RFC 7517). Needs no credential.',
    resolve: (_root, _args, { telnyx }) => telnyx.jwks.retrieve(),
  }),
);
