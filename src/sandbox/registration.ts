import { type Answer, json } from './answers.ts';
import { bearerToken } from './auth.ts';
import { GRANT_TYPES, newClient } from './clients.ts';
import { Refusal } from './errors.ts';
import { checkMembers, type Flaw, filledText, listOf, oneOf, type Rule, redirectUri, uri } from './fields.ts';
import { type Exchange, jsonBody } from './requests.ts';
import { parseScope, SCOPES } from './scopes.ts';
import type { Client, GrantType } from './store.ts';
import type { World } from './world.ts';

interface Metadata {
  redirect_uris?: string[];
  client_name?: string;
  grant_types: GrantType[];
  response_types: string[];
  scope: string;
  token_endpoint_auth_method: 'none' | 'client_secret_basic' | 'client_secret_post';
  logo_uri?: string;
  tos_uri?: string;
  policy_uri?: string;
}

const DEFAULTS = {
  grant_types: ['authorization_code'],
  response_types: ['code'],
  scope: SCOPES.join(' '),
  token_endpoint_auth_method: 'client_secret_basic',
} satisfies Metadata;

const scopeList: Rule = (value, pointer) =>
  typeof value === 'string' && parseScope(value)
    ? []
    : [{ pointer, kind: 'other', detail: 'must be scope tokens with one space between them' }];

const RULES: Record<string, Rule> = {
  redirect_uris: listOf(redirectUri),
  client_name: filledText,
  grant_types: listOf(oneOf(...GRANT_TYPES)),
  response_types: listOf(oneOf('code')),
  scope: scopeList,
  token_endpoint_auth_method: oneOf('none', 'client_secret_basic', 'client_secret_post'),
  logo_uri: uri,
  tos_uri: uri,
  policy_uri: uri,
};

/**
 * POST /oauth/register: open to all. The client belongs to the account of the bearer, if a known one is sent, else to
 * nobody.
 * @see RFC 7591
 */
export function register(exchange: Exchange, { store }: World): Answer {
  const body = jsonBody(exchange);
  const metadata = { ...DEFAULTS, ...body } as Metadata;
  const flaws = checkMembers(body, RULES);
  if (flaws.length === 0 && needsRedirectUri(metadata)) {
    flaws.push({ pointer: '/redirect_uris', kind: 'missing', detail: 'is required for authorization_code' });
  }
  if (flaws.length > 0) throw invalidMetadata(flaws);

  const account = store.accounts.get(bearerToken(exchange.headers.authorization) ?? '');
  const client = newClient(toClient(metadata), account ?? { org_id: '', user_id: '' }, store);
  (account?.clients ?? store.ownerless).unshift(client);
  return json(201, {
    client_id: client.client_id,
    client_id_issued_at: Math.floor(Date.parse(client.created_at) / 1000),
    ...(client.client_secret === null ? {} : { client_secret: client.client_secret }),
    ...metadata,
  });
}

function toClient(metadata: Metadata): Partial<Client> {
  const isPublic = metadata.token_endpoint_auth_method === 'none';
  return {
    name: metadata.client_name ?? 'Unnamed client',
    client_type: isPublic ? 'public' : 'confidential',
    require_pkce: isPublic,
    allowed_scopes: parseScope(metadata.scope)!,
    allowed_grant_types: metadata.grant_types,
    redirect_uris: metadata.redirect_uris ?? [],
    logo_uri: metadata.logo_uri ?? null,
    tos_uri: metadata.tos_uri ?? null,
    policy_uri: metadata.policy_uri ?? null,
  };
}

function needsRedirectUri({ grant_types, redirect_uris = [] }: Metadata): boolean {
  return grant_types.includes('authorization_code') && redirect_uris.length === 0;
}

/** All flaws at once, by member; what is wrong with an item of a list says which. */
function invalidMetadata(flaws: Flaw[]): Refusal {
  const invalid_fields: Record<string, string[]> = Object.create(null);
  for (const { pointer, detail } of flaws) {
    const [, member = '', index] = pointer.split('/');
    invalid_fields[member] ??= [];
    invalid_fields[member].push(index === undefined ? detail : `item ${index} ${detail}`);
  }
  const onlyUris = Object.keys(invalid_fields).every((member) => member === 'redirect_uris');
  const error = onlyUris ? 'invalid_redirect_uri' : 'invalid_client_metadata';
  return new Refusal(json(400, { error, error_description: 'The client metadata is invalid.', invalid_fields }));
}
