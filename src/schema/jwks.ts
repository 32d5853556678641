import type { JsonWebKey, JsonWebKeySet } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { FEW, ONE_CALL } from './cost.ts';

const OAuthJsonWebKey = builder.objectRef<JsonWebKey>('OAuthJsonWebKey').implement({
  description: 'A public key of the authorization server (RFC 7517). Null: the key has no such member.',
  fields: (t) => ({
    kty: t.exposeString('kty', { nullable: true, description: 'Key type, such as `RSA` or `EC`.' }),
    use: t.exposeString('use', { nullable: true, description: 'What it is for: `sig` or `enc`.' }),
    keyOps: t.expose('key_ops', { type: ['String'], nullable: true, description: 'What it may be used to do.' }),
    alg: t.exposeString('alg', { nullable: true, description: 'Algorithm (RFC 7518).' }),
    kid: t.exposeString('kid', { nullable: true, description: 'Key id, as tokens name it.' }),
    n: t.exposeString('n', { nullable: true, description: 'RSA modulus.' }),
    e: t.exposeString('e', { nullable: true, description: 'RSA exponent.' }),
    crv: t.exposeString('crv', { nullable: true, description: 'Elliptic curve.' }),
    x: t.exposeString('x', { nullable: true, description: 'X coordinate on the curve.' }),
    y: t.exposeString('y', { nullable: true, description: 'Y coordinate on the curve.' }),
    x5u: t.expose('x5u', { type: 'URL', nullable: true, description: 'Where its X.509 certificate is.' }),
    x5c: t.expose('x5c', { type: ['String'], nullable: true, description: 'Its X.509 certificate chain.' }),
    x5t: t.exposeString('x5t', { nullable: true, description: 'SHA-1 thumbprint of its certificate.' }),
    x5tS256: t.exposeString('x5t#S256', { nullable: true, description: 'SHA-256 thumbprint of its certificate.' }),
  }),
});

const OAuthJsonWebKeySet = builder.objectRef<JsonWebKeySet>('OAuthJsonWebKeySet').implement({
  description: 'The keys that access tokens are signed with (RFC 7517 section 5).',
  fields: (t) => ({
    keys: t.expose('keys', {
      type: [OAuthJsonWebKey],
      nullable: true,
      directives: FEW,
      description: 'Public members only; symmetric keys are left out.',
    }),
  }),
});

builder.queryField('oauthJsonWebKeySet', (t) =>
  t.field({
    type: OAuthJsonWebKeySet,
    nullable: true,
    directives: ONE_CALL,
    isPublic: true,
    description: 'The authorization server’s public keys. Needs no credential.',
    resolve: (_root, _args, { telnyx }) => telnyx.jwks.retrieve(),
  }),
);
