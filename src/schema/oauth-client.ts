import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { fieldOf } from '../observe/upstream-trace.ts';
import { ForbiddenError, UnauthenticatedError, ValidationError } from '../telnyx/errors.ts';
import type { OAuthClientFilter, OAuthClient as OAuthClientResource } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { type Connection, connectionOf, windowArgs } from './connection.ts';
import { LIST_READ, PAGE, UPSTREAM_CALL } from './cost.ts';
import { keyId } from './entities.ts';
import { loaderOf, type ReadEntities } from './entity-loader.ts';
import { OAuthClientType, OAuthGrantType } from './enums.ts';
import { entities } from './federation-plugin.ts';
import { OAuthGrant, OAuthGrantConnection, pageOfGrants } from './oauth-grant.ts';

/** Tells compiled code what Pothos tells it of exposed fields, which cannot be such where only the graph knows the type. */
const readsMember = (pothosExposedField: keyof OAuthClientResource) => ({ pothosExposedField });

const idOf = (client: OAuthClientResource): string => client.client_id;
const read: ReadEntities<OAuthClientResource> = (ids, { telnyx, trace }) =>
  telnyx.oauthClients.retrieveMany(ids, trace?.fieldsOf('OAuthClient'));

export const oauthClientLoader = loaderOf('OAuthClient', idOf, read);

export const OAuthClient = builder.nodeRef<OAuthClientResource>('OAuthClient', { id: { resolve: idOf } });

OAuthClient.implement({
  description: 'An OAuth client of the account. Its secret is no field of it: see `revealOAuthClientSecret`.',
  fields: (t) => ({
    clientId: t.exposeID('client_id', { description: 'The client identifier (RFC 6749 section 2.2).' }),
    recordType: t.exposeString('record_type', { description: 'Telnyx’ name of the type: `oauth_client`.' }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    orgId: t.exposeID('org_id', { description: 'The organization that owns it.' }),
    userId: t.exposeID('user_id', { description: 'The user who created it.' }),
    clientType: t.field({
      type: OAuthClientType,
      nullable: true,
      description: 'Whether it can keep a secret. Null for a type that this schema does not know.',
      resolve: (client) => client.client_type as 'public',
      extensions: readsMember('client_type'),
    }),
    allowedScopes: t.exposeStringList('allowed_scopes', {
      nullable: true,
      description: 'The scopes it may ask for. Null: Telnyx did not say.',
    }),
    allowedGrantTypes: t.field({
      type: [OAuthGrantType],
      nullable: { list: true, items: true },
      description: 'The grant types it may use. Null: Telnyx did not say; a null item: one unknown to this schema.',
      resolve: (client) => client.allowed_grant_types as ('refresh_token' | null)[] | undefined,
      extensions: readsMember('allowed_grant_types'),
    }),
    redirectUris: t.expose('redirect_uris', {
      type: ['URL'],
      nullable: { list: true, items: true },
      description:
        'Where the authorization endpoint may send browsers back to, byte for byte. A null item: one that is no ' +
        'absolute URI.',
    }),
    requirePkce: t.exposeBoolean('require_pkce', { description: 'Whether it must use PKCE (RFC 7636).' }),
    logoUri: t.expose('logo_uri', { type: 'URL', nullable: true, description: 'Its logo.' }),
    policyUri: t.expose('policy_uri', { type: 'URL', nullable: true, description: 'Its privacy policy.' }),
    tosUri: t.expose('tos_uri', { type: 'URL', nullable: true, description: 'Its terms of service.' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime', description: 'When it was last changed.' }),
    grants: t.connection(
      {
        type: OAuthGrant,
        nullable: true,
        cost: UPSTREAM_CALL,
        listSize: PAGE,
        scans: true,
        description:
          'The grants that users of the account gave it. Telnyx has no such list: the gateway reads all, for which the ' +
          'operation costs 10 more for each page of the list, once for all clients.',
        resolve: (client, args, context, info) => pageOfGrants(args, { client_id: client.client_id }, context, info),
      },
      OAuthGrantConnection,
    ),
  }),
});

/** The client, or null where the credential does not reach it: it may be deleted, or somebody else's. */
export function reachableClient(
  clientId: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<OAuthClientResource | null> {
  context.trace?.ask('OAuthClient', clientId, info.path);
  return oauthClientLoader(context).loadReachable(clientId);
}

/** The same for what also anonymous callers may ask: null without a credential. */
export async function clientIfAllowed(clientId: string | null | undefined, context: Context, info: GraphQLResolveInfo) {
  if (clientId == null) return null;
  try {
    await context.telnyx.authorize('read');
  } catch (error) {
    if (error instanceof UnauthenticatedError || error instanceof ForbiddenError) return null;
    throw error;
  }
  return reachableClient(clientId, context, info);
}

const OAuthClientConnection = builder.connectionObject(
  {
    type: OAuthClient,
    name: 'OAuthClientConnection',
    description: 'A page of OAuth clients.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description: 'How many clients the whole list has. Null: Telnyx did not say.',
        resolve: (page) => (page as unknown as Connection<OAuthClientResource>).totalCount,
      }),
    }),
  },
  { name: 'OAuthClientEdge', description: 'An OAuth client in a page.' },
);

const OAuthClientFilterInput = builder.inputType('OAuthClientFilter', {
  description: 'Which clients to list; all given members must hold. Null counts as not given.',
  fields: (t) => ({
    clientType: t.field({ type: OAuthClientType, description: 'Only clients of this type.' }),
    verified: t.boolean({ description: 'Only clients that Telnyx has verified, or has not.' }),
    allowedGrantTypesContains: t.field({ type: OAuthGrantType, description: 'Only clients that may use it.' }),
    name: t.string({ maxLength: 256, description: 'The exact name. Not together with `nameContains`.' }),
    nameContains: t.string({ maxLength: 256, description: 'A part of the name. Not together with `name`.' }),
    clientId: t.id({ description: 'The client identifier.' }),
  }),
});

builder.queryFields((t) => ({
  oauthClient: t.field({
    type: OAuthClient,
    nullable: true,
    cost: UPSTREAM_CALL,
    description: 'The OAuth client with this identifier; null where there is none.',
    args: { clientId: t.arg.id({ required: true, description: 'The client identifier, not the global id.' }) },
    resolve: (_root, { clientId }, context, info) => {
      context.trace?.ask('OAuthClient', clientId, info.path);
      return oauthClientLoader(context).load(clientId);
    },
  }),
  oauthClients: t.connection(
    {
      type: OAuthClient,
      nullable: true,
      cost: LIST_READ,
      listSize: PAGE,
      description: 'The account’s OAuth clients, in Telnyx’ order.',
      args: { filter: t.arg({ type: OAuthClientFilterInput, description: 'Which clients to list.' }) },
      resolve: async (_root, { filter, ...args }, context, info) => {
        await context.telnyx.authorize('read');
        const fields = context.trace && [fieldOf(info.path)];
        const page = await context.telnyx.oauthClients.page(windowArgs(args, info), wireFilter(filter ?? {}), fields);
        oauthClientLoader(context).bring(page.edges);
        return connectionOf(page);
      },
    },
    OAuthClientConnection,
  ),
}));

function wireFilter(filter: typeof OAuthClientFilterInput.$inferInput): OAuthClientFilter {
  if (filter.name != null && filter.nameContains != null) {
    const message = 'Give name or nameContains, not both.';
    throw new ValidationError([{ path: ['filter', 'nameContains'], code: 'exclusive', message }]);
  }
  return {
    client_type: filter.clientType ?? undefined,
    verified: filter.verified ?? undefined,
    allowed_grant_types_contains: filter.allowedGrantTypesContains ?? undefined,
    name: filter.name ?? undefined,
    name_contains: filter.nameContains ?? undefined,
    client_id: filter.clientId ?? undefined,
  };
}

entities.set('OAuthClient', {
  keys: ['clientId', 'id'],
  // Async, so that a bad key fails alone and not the whole list.
  resolveReference: async (key, context, info) => {
    const clientId = keyId(key, 'clientId', 'OAuthClient');
    context.trace?.ask('OAuthClient', clientId, info.path);
    return oauthClientLoader(context).load(clientId);
  },
});
