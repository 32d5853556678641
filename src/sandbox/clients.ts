import { randomBytes, randomUUID } from 'node:crypto';
import { type Answer, json } from './answers.ts';
import { requireAccount } from './auth.ts';
import { oauthError, platformError, platformErrors, Refusal } from './errors.ts';
import {
  checkMembers,
  filledText,
  flag,
  listOf,
  oneOf,
  type Rule,
  redirectUri,
  scope,
  toProblem,
  uri,
} from './fields.ts';
import { answerPage, readQuery } from './paging.ts';
import { type Exchange, jsonBody } from './requests.ts';
import type { Account, Client, Store } from './store.ts';
import type { World } from './world.ts';

export const GRANT_TYPES = ['client_credentials', 'authorization_code', 'refresh_token'] as const;

/** What both create and update take; the type of a client never changes. */
const CHANGEABLE: Record<string, Rule> = {
  name: filledText,
  allowed_scopes: listOf(scope),
  allowed_grant_types: listOf(oneOf(...GRANT_TYPES)),
  redirect_uris: listOf(redirectUri),
  require_pkce: flag,
  logo_uri: uri,
  policy_uri: uri,
  tos_uri: uri,
};
const CREATABLE: Record<string, Rule> = { ...CHANGEABLE, client_type: oneOf('public', 'confidential') };
const REQUIRED = ['name', 'allowed_scopes', 'client_type', 'allowed_grant_types'];

/** GET /oauth_clients */
export function listClients(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  const reader = readQuery(exchange.query);
  const type = reader.choice('filter[client_type]', ['confidential', 'public']);
  const verified = reader.choice('filter[verified]', ['true', 'false']);
  const grantType = reader.choice('filter[allowed_grant_types][contains]', GRANT_TYPES);
  const name = reader.text('filter[name]');
  const part = reader.text('filter[name][contains]');
  const id = reader.text('filter[client_id]');
  if (name !== undefined && part !== undefined) {
    reader.reject('filter[name]', 'and filter[name][contains] exclude each other');
  }
  const matching = account.clients.filter(
    (client) =>
      (type === undefined || client.client_type === type) &&
      (verified === undefined || String(client.verified) === verified) &&
      (grantType === undefined || client.allowed_grant_types.includes(grantType)) &&
      (name === undefined || client.name === name) &&
      (part === undefined || client.name.toLowerCase().includes(part.toLowerCase())) &&
      (id === undefined || client.client_id === id),
  );
  return answerPage(reader, matching, (client) => client.client_id, clientView);
}

/** POST /oauth_clients */
export function createClient(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  const body = jsonBody(exchange);
  refuseFlaws(body, CREATABLE, REQUIRED);
  const client = newClient(body as Partial<Client>, account, world.store);
  account.clients.unshift(client);
  return json(201, { data: clientView(client) });
}

/** GET /oauth_clients/{id} */
export function getClient(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  return json(200, { data: clientView(requireOwnClient(exchange.params[0]!, account, world.store)) });
}

/** PUT /oauth_clients/{id}: members left out keep their value. */
export function updateClient(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  const client = requireOwnClient(exchange.params[0]!, account, world.store);
  const body = jsonBody(exchange);
  refuseFlaws(body, CHANGEABLE, [], client);
  Object.assign(client, body, { updated_at: world.store.timestamp() });
  return json(200, { data: clientView(client) });
}

/** DELETE /oauth_clients/{id}: its grants stay listed, its tokens are dead. */
export function deleteClient(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  const client = requireOwnClient(exchange.params[0]!, account, world.store);
  account.clients.splice(account.clients.indexOf(client), 1);
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
}

/** A client with all defaults; confidential unless `given` says otherwise, and then with a fresh secret. */
export function newClient(given: Partial<Client>, owner: { org_id: string; user_id: string }, store: Store): Client {
  const created_at = store.timestamp();
  const client_type = given.client_type ?? 'confidential';
  return {
    client_id: randomUUID(),
    name: '',
    org_id: owner.org_id,
    user_id: owner.user_id,
    client_type,
    client_secret: client_type === 'confidential' ? randomBytes(32).toString('base64url') : null,
    allowed_scopes: [],
    allowed_grant_types: [],
    redirect_uris: [],
    require_pkce: false,
    logo_uri: null,
    policy_uri: null,
    tos_uri: null,
    verified: false,
    created_at,
    updated_at: created_at,
    ...given,
  };
}

/** A client as the API shows it: `verified` is no part of it, and only confidential clients have a secret. */
function clientView({ verified: _, client_secret, ...shown }: Client): object {
  return { record_type: 'oauth_client', ...shown, ...(client_secret === null ? {} : { client_secret }) };
}

function requireOwnClient(id: string, account: Account, store: Store): Client {
  const own = account.clients.find((client) => client.client_id === id);
  if (own) return own;
  throw new Refusal(
    store.findClient(id)
      ? platformError(403, { code: '10006', title: 'Not authorized', detail: 'The client is not yours.' })
      : oauthError(404, 'not_found', 'There is no such OAuth client.'),
  );
}

function refuseFlaws(body: Record<string, unknown>, rules: Record<string, Rule>, required: string[], before?: Client) {
  const flaws = checkMembers(body, rules, required);
  const { allowed_grant_types: types, redirect_uris: uris } = { ...before, ...body };
  if (Array.isArray(types) && types.includes('authorization_code') && (uris === undefined || isEmpty(uris))) {
    flaws.push({ pointer: '/redirect_uris', kind: 'missing', detail: 'is required for authorization_code' });
  }
  if (flaws.length > 0) throw new Refusal(platformErrors(422, flaws.map(toProblem)));
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
