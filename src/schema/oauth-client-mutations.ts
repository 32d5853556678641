import { encodeGlobalID } from '@pothos/plugin-relay';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ForbiddenError, NotFoundError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type {
  CreatedOAuthClient,
  CreateOAuthClientRequest,
  OAuthClient as OAuthClientResource,
  OAuthClientSettings,
} from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { UPSTREAM_CALL } from './cost.ts';
import { OAuthClientType, OAuthGrantType } from './enums.ts';
import { checked, inInput, optional } from './input.ts';
import { OAuthClient, oauthClientLoader } from './oauth-clients.ts';
import { resultOf } from './result.ts';
import { redirectUri, scope } from './rules.ts';

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

const clientIdArg = { required: true, description: 'The client identifier, not the global id.' } as const;

builder.mutationFields((t) => ({
  createOAuthClient: t.field({
    type: resultOf(CreateOAuthClientPayload, [ValidationError, ProtocolError, ForbiddenError, RateLimitedError]),
    nullable: true,
    cost: UPSTREAM_CALL,
    description: 'Creates an OAuth client in the account.',
    args: { input: t.arg({ type: CreateOAuthClientInput, required: true, description: 'The client.' }) },
    resolve: async (_root, { input }, context) => {
      await context.telnyx.authorize('write');
      const created = await inInput(context.telnyx.oauthClients.create(checked(CREATE_RULES, input)));
      oauthClientLoader(context).clear(created.client_id);
      if (created.client) remember(created.client, context);
      return created;
    },
  }),
  updateOAuthClient: t.field({
    type: resultOf(UpdateOAuthClientPayload, [
      ValidationError,
      ProtocolError,
      NotFoundError,
      ForbiddenError,
      RateLimitedError,
    ]),
    nullable: true,
    cost: UPSTREAM_CALL,
    description: 'Changes an OAuth client of the account.',
    args: {
      clientId: t.arg.id(clientIdArg),
      input: t.arg({ type: UpdateOAuthClientInput, required: true, description: 'What to change.' }),
    },
    resolve: async (_root, { clientId, input }, context) => {
      await context.telnyx.authorize('write');
      const client = await inInput(context.telnyx.oauthClients.update(clientId, checked(UPDATE_RULES, input)));
      remember(client, context);
      return { client };
    },
  }),
  deleteOAuthClient: t.field({
    type: resultOf(DeleteOAuthClientPayload, [NotFoundError, ForbiddenError, RateLimitedError]),
    nullable: true,
    cost: UPSTREAM_CALL,
    voidsScan: true,
    description: 'Deletes an OAuth client of the account for good.',
    args: { clientId: t.arg.id(clientIdArg) },
    resolve: async (_root, { clientId }, context) => {
      await context.telnyx.oauthClients.delete(clientId);
      oauthClientLoader(context).clear(clientId);
      return { clientId };
    },
  }),
  revealOAuthClientSecret: t.field({
    type: resultOf(RevealOAuthClientSecretPayload, [NotFoundError, ForbiddenError, RateLimitedError]),
    nullable: true,
    cost: UPSTREAM_CALL,
    guarded: true,
    tag: 'secret',
    description: 'Shows the secret of a confidential client. A mutation, so that no cache and no URL ever holds it.',
    args: { clientId: t.arg.id(clientIdArg) },
    resolve: async (_root, { clientId }, { telnyx }) => ({
      clientId,
      clientSecret: await telnyx.oauthClients.revealSecret(clientId),
    }),
  }),
}));

/** What a mutation brought replaces what was read before it. */
function remember(client: OAuthClientResource, context: Context): void {
  oauthClientLoader(context).clear(client.client_id).prime(client.client_id, client);
}
