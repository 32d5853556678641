import { createHash } from 'node:crypto';
import { ALICE_KEY, DEMO_PUBLIC_CLIENT, type Sandbox } from '../../src/sandbox/index.ts';
import { call } from './call.ts';

export const VERIFIER = 'verifier-of-at-least-forty-three-characters';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export interface TokenAnswer {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  refresh_token?: string;
  error?: string;
}

/** The query of a well-formed authorization request of the public demo client. */
export const REQUEST = {
  response_type: 'code',
  client_id: DEMO_PUBLIC_CLIENT.client_id,
  redirect_uri: DEMO_PUBLIC_CLIENT.redirect_uri,
  scope: 'messaging.read voice.read',
  state: 'st&te=1',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};

/** Sends an authorization request and answers where it redirects to, or the status and page when it does not. */
export async function authorize(sandbox: Sandbox, query: Record<string, string> | [string, string][]) {
  const { status, headers, text } = await call(sandbox, `GET /oauth/authorize?${new URLSearchParams(query)}`);
  const location = headers.get('location');
  return { status, text, location, answer: new URLSearchParams(location?.split('?')[1]) };
}

export async function consentToken(sandbox: Sandbox, query: Record<string, string> = REQUEST): Promise<string> {
  return (await authorize(sandbox, query)).answer.get('consent_token')!;
}

/** Decides and answers the query that the client's redirect URI gets. */
export async function decide(sandbox: Sandbox, token: string, allowed: boolean, key: string = ALICE_KEY) {
  const { body } = await call<{ redirect_uri: string }>(sandbox, 'POST /oauth/grants', {
    key,
    json: { allowed, consent_token: token },
  });
  return new URLSearchParams(body.redirect_uri.split('?')[1]);
}

export async function freshCode(sandbox: Sandbox, query: Record<string, string> = REQUEST): Promise<string> {
  return (await decide(sandbox, await consentToken(sandbox, query), true)).get('code')!;
}

/** Exchanges a code as the public demo client, with whatever is to be different. */
export function exchangeCode(sandbox: Sandbox, code: string, changes: Record<string, string> = {}) {
  const { client_id, redirect_uri } = DEMO_PUBLIC_CLIENT;
  const form = { grant_type: 'authorization_code', client_id, redirect_uri, code_verifier: VERIFIER, code, ...changes };
  return call<TokenAnswer>(sandbox, 'POST /oauth/token', { form });
}

export async function isActive(sandbox: Sandbox, token: string): Promise<boolean> {
  const { body } = await call<{ active: boolean }>(sandbox, 'POST /oauth/introspect', {
    key: ALICE_KEY,
    form: { token },
  });
  return body.active;
}
