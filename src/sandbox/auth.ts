import { timingSafeEqual } from 'node:crypto';
import { isActive } from './authorizations.ts';
import { oauthError, platformError, Refusal } from './errors.ts';
import { authorizeAction } from './iam.ts';
import type { Exchange } from './requests.ts';
import type { Account, Client, Store } from './store.ts';
import type { World } from './world.ts';

/**
 * The account of a management call: that of its key, or the one that its access token acts for (who granted it, else
 * who owns the client).
 * @throws Refusal 401, for a token that is expired, revoked or of a client that no account owns as well; 403 where the
 *   account's roles do not allow the operation
 */
export function requireAccount(exchange: Exchange, world: World): Account {
  const bearer = bearerToken(exchange.headers.authorization);
  const account = bearer === undefined ? undefined : accountOf(bearer, world);
  if (account?.iam) authorizeAction(exchange.action, exchange, account.iam);
  if (account) return managedBy(account, exchange, world);
  throw new Refusal(
    bearer === undefined
      ? oauthError(401, 'unauthorized', 'The request carries no bearer key.')
      : oauthError(401, 'invalid_token', 'The bearer belongs to no account.'),
  );
}

/** The account that the request is about: the caller's own, or one that it manages and names. */
function managedBy(account: Account, exchange: Exchange, { store }: World): Account {
  const id = exchange.headers['x-managed-account-id'];
  if (id === undefined) return account;
  const managed = store.accounts.get(`${account.key} ${String(id).toLowerCase()}`);
  if (account.iam) authorizeAction('managed_account.impersonate', exchange, account.iam);
  if (managed) return managed;
  const problem = { code: '10006', title: 'Not authorized', detail: 'This account manages no such organization.' };
  throw new Refusal(platformError(403, problem));
}

function accountOf(bearer: string, { store, authorizations }: World): Account | undefined {
  const token = authorizations.accessTokens.get(bearer);
  if (!token) return store.accounts.get(bearer);
  return isActive(token, store) ? (token.authorization?.account ?? store.ownerOf(token.client_id)) : undefined;
}

/** @see RFC 6750 section 2.1 */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

/**
 * The client that a request to the token endpoint comes from, by exactly one method: Basic, credentials in the body, or
 * (public clients) its id alone. A bearer is not looked at.
 * @throws Refusal 400 `invalid_request` for two methods at once, 401 `invalid_client`
 * @see RFC 6749 section 2.3
 */
export function requireClient({ headers }: Exchange, parameters: Map<string, string>, store: Store): Client {
  const id = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  if (!isBasic(headers.authorization)) return identifyClient(id, secret, store, {});
  const client = requireBasicClient(headers.authorization, store);
  if (secret !== undefined || (id !== undefined && id !== client.client_id)) {
    throw new Refusal(oauthError(400, 'invalid_request', 'The client authenticates in two ways at once.'));
  }
  return client;
}

/**
 * The client of a Basic header, whose id and secret are form-encoded.
 * @throws Refusal 401 `invalid_client` with a challenge
 */
export function requireBasicClient(authorization: string | undefined, store: Store): Client {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '') ?? [];
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const challenge = { 'www-authenticate': 'Basic realm="sandbox"' };
  if (colon < 0) return identifyClient(undefined, undefined, store, challenge);
  return identifyClient(formDecode(pair.slice(0, colon)), formDecode(pair.slice(colon + 1)) ?? '', store, challenge);
}

export function isBasic(authorization: string | undefined): boolean {
  return /^Basic\b/i.test(authorization ?? '');
}

function identifyClient(
  id: string | undefined,
  secret: string | undefined,
  store: Store,
  challenge: Record<string, string>,
): Client {
  const client = id === undefined ? undefined : store.findClient(id);
  if (client && sameSecret(client.client_secret ?? undefined, secret)) return client;
  throw new Refusal(oauthError(401, 'invalid_client', 'The client is unknown or did not authenticate.', challenge));
}

function sameSecret(expected: string | undefined, given: string | undefined): boolean {
  if (expected === undefined || given === undefined) return expected === given;
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
