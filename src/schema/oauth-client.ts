import { encodeGlobalID } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { fieldOf } from '../observe/upstream-trace.ts';
import {
  ForbiddenError,
  NotFoundError,
  ProtocolError,
  RateLimitedError,
  UnauthenticatedError,
  ValidationError,
} from '../telnyx/errors.ts';
import type {
  CreatedOAuthClient,
  CreateOAuthClientRequest,
  OAuthClientFilter,
  OAuthClient as OAuthClientResource,
  OAuthClientSettings,
} from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { type Connection, connectionOf, windowArgs } from './connection.ts';
import { LIST_READ, PAGE, UPSTREAM_CALL } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { keyId } from './entities.ts';
import { loaderOf, type ReadEntities } from './entity-loader.ts';
import { OAuthClientType, OAuthGrantType } from './enums.ts';
import { entities } from './federation-plugin.ts';
import { optional } from './input.ts';
import { redirectUri, scope } from './rules.ts';

/** Tells compiled code what Pothos tells it of exposed fields, which cannot be such where only the graph knows the type. */
const readsMember = (pothosExposedField: keyof OAuthClientResource) => ({ pothosExposedField });

const idOf = (client: OAuthClientResource): string => client.client_id;
const read: ReadEntities<OAuthClientResource> = (ids, { telnyx, trace }) =>
  telnyx.oauthClients.retrieveMany(ids, trace?.fieldsOf('OAuthClient'));

const oauthClientLoader = loaderOf('OAuthClient', idOf, read);

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
      windows: true,
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

const CreateOAuthClientInput = builder.inputType('CreateOAuthClientInput', {
  description: 'A new OAuth client. Null counts as not given.',
  fields: (t) => ({
    name: t.string({ maxLength: 256, required: true, description: 'What people will call it.' }),
    allowedScopes: t.stringList({
      maxItems: 100,
      maxLength: 256,
      required: true,
      description: 'The scopes it may ask for.',
    }),
    clientType: t.field({ type: OAuthClientType, required: true, description: 'Whether it can keep a secret.' }),
    allowedGrantTypes: t.field({
      type: [OAuthGrantType],
      maxItems: 10,
      required: true,
      description: 'The grant types it may use.',
    }),
    requirePkce: t.boolean({
      description: 'Whether it must use PKCE. Default: true for a public client with the authorization code grant.',
    }),
    redirectUris: t.field({
      type: ['URL'],
      maxItems: 100,
      description: 'Where browsers may be sent back to, byte for byte.',
    }),
    logoUri: t.field({ type: 'URL', description: 'Its logo.' }),
    policyUri: t.field({ type: 'URL', description: 'Its privacy policy.' }),
    tosUri: t.field({ type: 'URL', description: 'Its terms of service.' }),
  }),
});

const CREATE_RULES = z
  .object({
    name: z.string().min(1, { error: 'name is empty.' }),
    allowedScopes: z.array(scope),
    clientType: z.enum(['public', 'confidential']),
    allowedGrantTypes: z.array(z.enum(['authorization_code', 'client_credentials', 'refresh_token'])),
    requirePkce: optional(z.boolean()),
    redirectUris: optional(z.array(redirectUri)),
    logoUri: optional(z.string()),
    policyUri: optional(z.string()),
    tosUri: optional(z.string()),
  })
  .transform((input): CreateOAuthClientRequest => {
    const needsPkce = input.clientType === 'public' && input.allowedGrantTypes.includes('authorization_code');
    return {
      ...wireSettings(input),
      name: input.name,
      allowed_scopes: input.allowedScopes,
      client_type: input.clientType,
      allowed_grant_types: input.allowedGrantTypes,
      require_pkce: input.requirePkce ?? (needsPkce ? true : undefined),
    };
  });

const UpdateOAuthClientInput = builder.inputType('UpdateOAuthClientInput', {
  description:
    'What to change; at least one member. What is not given stays. Nothing can be cleared, so null is refused.',
  fields: (t) => ({
    name: t.string({ maxLength: 256, description: 'What people call it.' }),
    allowedScopes: t.stringList({ maxItems: 100, maxLength: 256, description: 'The scopes it may ask for.' }),
    allowedGrantTypes: t.field({ type: [OAuthGrantType], maxItems: 10, description: 'The grant types it may use.' }),
    requirePkce: t.boolean({ description: 'Whether it must use PKCE (RFC 7636).' }),
    redirectUris: t.field({
      type: ['URL'],
      maxItems: 100,
      description: 'Where browsers may be sent back to, byte for byte.',
    }),
    logoUri: t.field({ type: 'URL', description: 'Its logo.' }),
    policyUri: t.field({ type: 'URL', description: 'Its privacy policy.' }),
    tosUri: t.field({ type: 'URL', description: 'Its terms of service.' }),
  }),
});

/** Telnyx has no way to clear a member. */
function changed<T extends z.ZodType>(rule: T) {
  return z.preprocess((value, context) => {
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: 'Telnyx cannot clear this: leave it out, or give a value.' });
    return z.NEVER;
  }, rule.optional());
}

const UPDATE_RULES = z
  .object({
    name: changed(z.string().min(1, { error: 'name is empty.' })),
    allowedScopes: changed(z.array(scope)),
    allowedGrantTypes: changed(z.array(z.enum(['authorization_code', 'client_credentials', 'refresh_token']))),
    requirePkce: changed(z.boolean()),
    redirectUris: changed(z.array(redirectUri)),
    logoUri: changed(z.string()),
    policyUri: changed(z.string()),
    tosUri: changed(z.string()),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'There is nothing to change.',
  })
  .transform(wireSettings);

interface GivenSettings {
  name?: string | undefined;
  allowedScopes?: string[] | undefined;
  allowedGrantTypes?: ('authorization_code' | 'client_credentials' | 'refresh_token')[] | undefined;
  requirePkce?: boolean | undefined;
  redirectUris?: string[] | undefined;
  logoUri?: string | undefined;
  policyUri?: string | undefined;
  tosUri?: string | undefined;
}

function wireSettings(input: GivenSettings): OAuthClientSettings {
  return {
    name: input.name,
    allowed_scopes: input.allowedScopes,
    allowed_grant_types: input.allowedGrantTypes,
    require_pkce: input.requirePkce,
    redirect_uris: input.redirectUris,
    logo_uri: input.logoUri,
    policy_uri: input.policyUri,
    tos_uri: input.tosUri,
  };
}

const CreateOAuthClientPayload = builder.objectRef<CreatedOAuthClient>('CreateOAuthClientPayload').implement({
  description: 'The client is created.',
  fields: (t) => ({
    clientId: t.exposeID('client_id', { description: 'The identifier of the new client.' }),
    client: t.expose('client', {
      type: OAuthClient,
      nullable: true,
      description: 'The new client; null where Telnyx’ answer did not hold it whole. Read it with `oauthClient`.',
    }),
    clientSecret: t.expose('client_secret', {
      type: 'OAuthSecret',
      nullable: true,
      tag: 'secret',
      description: 'Its secret; null for a public client. Keep it: Telnyx may not show it again.',
    }),
  }),
});

const UpdateOAuthClientPayload = builder
  .objectRef<{ client: OAuthClientResource }>('UpdateOAuthClientPayload')
  .implement({
    description: 'The client is changed.',
    fields: (t) => ({ client: t.expose('client', { type: OAuthClient, description: 'The client as it is now.' }) }),
  });

const DeleteOAuthClientPayload = builder.objectRef<{ clientId: string }>('DeleteOAuthClientPayload').implement({
  description: 'The client is deleted.',
  fields: (t) => ({
    deletedId: t.id({
      description: 'The global id that it had, for caches.',
      resolve: ({ clientId }) => encodeGlobalID('OAuthClient', clientId),
    }),
    deletedClientId: t.exposeID('clientId', { description: 'The identifier that it had.' }),
  }),
});

const RevealOAuthClientSecretPayload = builder
  .objectRef<{ clientId: string; clientSecret: string | null }>('RevealOAuthClientSecretPayload')
  .implement({
    description: 'The secret, if Telnyx still shows it.',
    fields: (t) => ({
      clientId: t.exposeID('clientId', { description: 'The client identifier.' }),
      clientSecret: t.expose('clientSecret', {
        type: 'OAuthSecret',
        nullable: true,
        tag: 'secret',
        description: 'The secret; null for a public client, or where Telnyx does not show it.',
      }),
    }),
  });

const CLIENT_ID = { name: 'clientId', description: 'The client identifier, not the global id.' } as const;

defineMutation('createOAuthClient', {
  description: 'Creates an OAuth client in the account.',
  payload: CreateOAuthClientPayload,
  errors: [ValidationError, ProtocolError, ForbiddenError, RateLimitedError],
  access: 'write',
  input: { type: CreateOAuthClientInput, description: 'The client.', rules: CREATE_RULES },
  auditedIds: (_args, created) => [created?.client_id],
  resolve: async ({ input }, context) => {
    const created = await context.telnyx.oauthClients.create(input);
    oauthClientLoader(context).clear(created.client_id);
    if (created.client) remember(created.client, context);
    return created;
  },
});

defineMutation('updateOAuthClient', {
  description: 'Changes an OAuth client of the account.',
  payload: UpdateOAuthClientPayload,
  errors: [ValidationError, ProtocolError, NotFoundError, ForbiddenError, RateLimitedError],
  access: 'write',
  id: CLIENT_ID,
  input: { type: UpdateOAuthClientInput, description: 'What to change.', rules: UPDATE_RULES },
  auditedIds: ({ clientId }) => [clientId],
  resolve: async ({ clientId, input }, context) => {
    const client = await context.telnyx.oauthClients.update(clientId, input);
    remember(client, context);
    return { client };
  },
});

defineMutation('deleteOAuthClient', {
  description: 'Deletes an OAuth client of the account for good.',
  payload: DeleteOAuthClientPayload,
  errors: [NotFoundError, ForbiddenError, RateLimitedError],
  access: 'write',
  id: CLIENT_ID,
  voidsScan: true,
  auditedIds: ({ clientId }) => [clientId],
  resolve: async ({ clientId }, context) => {
    await context.telnyx.oauthClients.delete(clientId);
    oauthClientLoader(context).clear(clientId);
    return { clientId };
  },
});

defineMutation('revealOAuthClientSecret', {
  description: 'Shows the secret of a confidential client. A mutation, so that no cache and no URL ever holds it.',
  payload: RevealOAuthClientSecretPayload,
  errors: [NotFoundError, ForbiddenError, RateLimitedError],
  access: 'reveal',
  id: CLIENT_ID,
  guarded: true,
  tag: 'secret',
  auditedIds: ({ clientId }) => [clientId],
  resolve: async ({ clientId }, { telnyx }) => ({
    clientId,
    clientSecret: await telnyx.oauthClients.revealSecret(clientId),
  }),
});

/** What a mutation brought replaces what was read before it. */
function remember(client: OAuthClientResource, context: Context): void {
  oauthClientLoader(context).clear(client.client_id).prime(client.client_id, client);
}
