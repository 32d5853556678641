import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** Signs access tokens with a key made at the start of the sandbox. */
export interface Signer {
  /** The public key as the JWKS shows it. */
  jwk: JWK;
  sign(claims: JWTPayload): Promise<string>;
}

const ALGORITHM = 'ES256';

/** @see RFC 9068 for the token type, RFC 7638 for the key id */
export async function createSigner(): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    jwk: { ...publicJwk, use: 'sig', alg: ALGORITHM, kid },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid }).sign(privateKey),
  };
}
