import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { startGateway, type TestGateway } from './gateway.ts';

/** One signing key of the issuer. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

/** The company's own authorization server, as far as a gateway sees it: a key set, and tokens. */
export interface Issuer {
  /** What to set for a gateway to trust it. */
  readonly env: Record<string, string>;
  /** What the key set holds, open to changes. */
  readonly published: JWK[];
  /** The key that {@link sign} uses. */
  key: SigningKey;
  /** Answers the key set's URL; change it to have it fail. */
  answer: (req: IncomingMessage, res: ServerResponse) => void;
  /** How often the key set was asked for. */
  readonly fetches: () => number;
  /** A token that is right in all; `undefined` takes a claim away. */
  sign(claims?: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  close(): Promise<void>;
}

export const ISSUER = 'https://id.company.example';
export const AUDIENCE = 'https://graphql.company.example';

export async function createKey(alg: string, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Seconds since 1970, as claims count them. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** Starts one. Close it in the end. */
export async function startIssuer(alg = 'ES256'): Promise<Issuer> {
  let fetches = 0;
  const key = await createKey(alg, 'key-1');
  const server = createServer((req, res) => {
    fetches++;
    issuer.answer(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer: Issuer = {
    env: {
      AUTH_MODE: 'service',
      TELNYX_API_KEY: 'KEYsandboxAlice',
      AUTH_JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
    },
    published: [key.jwk],
    key,
    answer: (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: issuer.published }));
    },
    fetches: () => fetches,
    sign(claims = {}, header = {}) {
      const all = {
        iss: ISSUER,
        aud: AUDIENCE,
        sub: 'alice@company.example',
        scope: 'oauth:read oauth:write oauth:reveal oauth:revoke',
        exp: inSeconds(300),
        ...claims,
      };
      const { kid, privateKey } = issuer.key;
      return new SignJWT(all).setProtectedHeader({ alg: issuer.key.alg, kid, ...header }).sign(privateKey);
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return issuer;
}

/** A gateway in service mode and the issuer that it trusts. Close both in the end. */
export interface Company {
  readonly issuer: Issuer;
  readonly gateway: TestGateway;
  close(): Promise<void>;
}

/** Starts both, the gateway with whatever is to be different; an empty value takes a setting away. */
export async function startCompany(env: Record<string, string> = {}): Promise<Company> {
  const issuer = await startIssuer();
  const gateway = await startGateway({ env: { ...issuer.env, ...env } });
  return {
    issuer,
    gateway,
    async close() {
      await gateway.close();
      await issuer.close();
    },
  };
}
