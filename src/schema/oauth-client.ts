import type { FieldMap } from '@pothos/core';
import { encodeGlobalID } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { ClientMember } from '../telnyx/client-members.ts';
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
import { memberFields, memberInputs, memberRules, toWire } from './client-members.ts';
import { type Connection, connectionOf, windowArgs } from './connection.ts';
import { LIST_READ, ONE_CALL, PAGE } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { SECRET } from './directives.ts';
import { defineEntity } from './entities.ts';
import { OAuthClientType, OAuthGrantType } from './enums.ts';
import { optional } from './input.ts';
import { throwMisfit } from './wire.ts';

const idOf = (client: OAuthClientResource): string => client.client_id;

/** All OAuth clients, by id. */
export const oauthClients = defineEntity<OAuthClientResource>('OAuthClient', {
  key: 'clientId',
  idOf,
  read: (ids, { telnyx }) => telnyx.oauthClients.retrieveMany(ids),
});

export const OAuthClient = builder.nodeRef<OAuthClientResource>('OAuthClient', { id: { resolve: idOf } });

OAuthClient.implement({
  directives: oauthClients.keys,
  description: 'OAuth client of the account. Its client secret is not a field: see `revealOAuthClientSecret`.',
  fields: (t) => ({
    ...memberFields(t),
    unrecognizedGrantTypes: t.stringList({
      description: 'Allowed grant types that this schema does not know, as Telnyx writes them.',
      resolve: (client) => [...(client.unrecognized_grant_types ?? [])],
    }),
    unrecognizedClientType: t.exposeString('unrecognized_client_type', {
      nullable: true,
      description: 'Client type as Telnyx writes it, where this schema does not know it; otherwise null.',
    }),
  }),
});

/** The client if the credential has access to it. Null if there is none, such as for an anonymous caller. */
export async function clientIfAllowed(clientId: string | null | undefined, context: Context, info: GraphQLResolveInfo) {
  throwMisfit(clientId);
  if (!clientId) return null;
  try {
    await context.telnyx.authorize('read');
  } catch (error) {
    if (error instanceof UnauthenticatedError || error instanceof ForbiddenError) return null;
    throw error;
  }
  return oauthClients.loadReachable(clientId, context, info);
}

const OAuthClientConnection = builder.connectionObject(
  {
    type: OAuthClient,
    name: 'OAuthClientConnection',
    description: 'Page of OAuth clients.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description: 'Number of clients in the whole list. Null where Telnyx omits it.',
        resolve: (page) => (page as unknown as Connection<OAuthClientResource>).totalCount,
      }),
    }),
  },
  { name: 'OAuthClientEdge', description: 'OAuth client in a page.' },
);

const OAuthClientFilterInput = builder.inputType('OAuthClientFilter', {
  description: 'Filter on OAuth clients; all members must match. Null counts as omitted.',
  fields: (t) => ({
    clientType: t.field({ type: OAuthClientType, description: 'Only clients of this client type.' }),
    verified: t.boolean({ description: 'Only clients that Telnyx has verified, or only others.' }),
    allowedGrantTypesContains: t.field({
      type: OAuthGrantType,
      description: 'Only clients that may use this grant type.',
    }),
    name: t.string({ maxLength: 256, description: 'Exact name. Not together with `nameContains`.' }),
    nameContains: t.string({ maxLength: 256, description: 'Part of the name. Not together with `name`.' }),
    clientId: t.id({ description: 'Client identifier.' }),
  }),
});

builder.queryFields((t) => ({
  oauthClient: t.field({
    type: OAuthClient,
    nullable: true,
    directives: ONE_CALL,
    description: 'Reads the OAuth client with this client identifier; null where it does not exist.',
    args: { clientId: t.arg.id({ required: true, description: 'Client identifier, not the global ID.' }) },
    resolve: (_root, { clientId }, context, info) => oauthClients.load(clientId, context, info),
  }),
  oauthClients: t.connection(
    {
      type: OAuthClient,
      nullable: true,
      directives: { ...LIST_READ, ...PAGE },
      windows: true,
      description: 'Lists the OAuth clients of the account, in Telnyx’ order.',
      args: { filter: t.arg({ type: OAuthClientFilterInput, description: 'Filter on OAuth clients.' }) },
      resolve: async (_root, { filter, ...args }, context, info) => {
        await context.telnyx.authorize('read');
        const page = await context.telnyx.oauthClients.page(windowArgs(args, info), wireFilter(filter ?? {}));
        oauthClients.loaderOf(context).bring(page.edges);
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

const isRequired = ({ set }: ClientMember) => set === 'must' || set === 'once';
const isCreated = ({ set }: ClientMember) => set !== undefined;
/** Whether an update may set the member. */
export const isUpdated = ({ set }: ClientMember) => set === 'must' || set === 'may';

const CreateOAuthClientInput = builder.inputType('CreateOAuthClientInput', {
  description:
    'New OAuth client. Null counts as omitted. `requirePkce` defaults to true for a public client with the ' +
    'authorization code grant.',
  fields: (t) => memberInputs(t, isCreated, isRequired),
});

const createRequestOf = toWire(isCreated);

const CREATE_RULES = z
  .object(memberRules(isCreated, (rule, member) => (isRequired(member) ? rule : optional(rule))))
  .transform((input): CreateOAuthClientRequest => {
    const request = createRequestOf(input) as unknown as CreateOAuthClientRequest;
    const needsPkce = request.client_type === 'public' && request.allowed_grant_types.includes('authorization_code');
    return { ...request, require_pkce: request.require_pkce ?? (needsPkce ? true : undefined) };
  });

const UpdateOAuthClientInput = builder.inputType('UpdateOAuthClientInput', {
  description:
    'Changes to an OAuth client; at least one member. Omitted members stay. Telnyx cannot clear a member, so null ' +
    'is refused.',
  fields: (t) => memberInputs(t, isUpdated),
});

/** Telnyx has no way to clear a member. */
function changed(rule: z.ZodType): z.ZodType {
  return z.preprocess((value, context) => {
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: 'Telnyx cannot clear this: leave it out, or give a value.' });
    return z.NEVER;
  }, rule.optional());
}

const settingsOf = toWire(isUpdated);

/** The rules of an update. */
export const UPDATE_RULES = z
  .object(memberRules(isUpdated, changed))
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'There is nothing to change.',
  })
  .transform((input): OAuthClientSettings => settingsOf(input));

/** Fields of a payload for a client that was just created. */
export const createdFields = (
  t: PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, CreatedOAuthClient>,
): FieldMap => ({
  clientId: t.exposeID('client_id', { description: 'Client identifier of the new client.' }),
  client: t.expose('client', {
    type: OAuthClient,
    nullable: true,
    description: 'New client; null where Telnyx’ response is incomplete. Read it with `oauthClient`.',
  }),
  clientSecret: t.expose('client_secret', {
    type: 'OAuthSecret',
    nullable: true,
    directives: SECRET,
    description: 'Client secret; null for a public client. Keep it: Telnyx may not show it again.',
  }),
});

export const CreateOAuthClientPayload = builder
  .objectRef<CreatedOAuthClient>('CreateOAuthClientPayload')
  .implement({ description: 'Created OAuth client.', fields: createdFields });

export const UpdateOAuthClientPayload = builder
  .objectRef<{ client: OAuthClientResource }>('UpdateOAuthClientPayload')
  .implement({
    description: 'Changed OAuth client.',
    fields: (t) => ({ client: t.expose('client', { type: OAuthClient, description: 'Client after the change.' }) }),
  });

const DeleteOAuthClientPayload = builder.objectRef<{ clientId: string }>('DeleteOAuthClientPayload').implement({
  description: 'Deleted OAuth client.',
  fields: (t) => ({
    deletedId: t.id({
      description: 'Global ID of the deleted object, for client caches.',
      resolve: ({ clientId }) => encodeGlobalID('OAuthClient', clientId),
    }),
    deletedClientId: t.exposeID('clientId', { description: 'Identifier of the deleted object.' }),
  }),
});

const RevealOAuthClientSecretPayload = builder
  .objectRef<{ clientId: string; clientSecret: string | null }>('RevealOAuthClientSecretPayload')
  .implement({
    description: 'Client secret, where Telnyx still shows it.',
    fields: (t) => ({
      clientId: t.exposeID('clientId', { description: 'Client identifier.' }),
      clientSecret: t.expose('clientSecret', {
        type: 'OAuthSecret',
        nullable: true,
        directives: SECRET,
        description: 'Client secret; null for a public client, or where Telnyx does not show it.',
      }),
    }),
  });

/** The argument that identifies a client. */
export const CLIENT_ID = { name: 'clientId', description: 'Client identifier, not the global ID.' } as const;

defineMutation('createOAuthClient', {
  description: 'Creates an OAuth client in the account.',
  payload: CreateOAuthClientPayload,
  errors: [ValidationError, ProtocolError, ForbiddenError, RateLimitedError],
  access: 'write',
  input: { type: CreateOAuthClientInput, description: 'New OAuth client.', rules: CREATE_RULES },
  auditedIds: (_args, created) => [created?.client_id],
  resolve: async ({ input }, context) => {
    return rememberCreated(await context.telnyx.oauthClients.create(input), context);
  },
});

defineMutation('updateOAuthClient', {
  description: 'Changes an OAuth client of the account.',
  payload: UpdateOAuthClientPayload,
  errors: [ValidationError, ProtocolError, NotFoundError, ForbiddenError, RateLimitedError],
  access: 'write',
  id: CLIENT_ID,
  input: { type: UpdateOAuthClientInput, description: 'Changes.', rules: UPDATE_RULES },
  auditedIds: ({ clientId }) => [clientId],
  resolve: async ({ clientId, input }, context) => {
    const client = await context.telnyx.oauthClients.update(clientId, input);
    remember(client, context);
    return { client };
  },
});

defineMutation('deleteOAuthClient', {
  description: 'Deletes an OAuth client of the account permanently.',
  payload: DeleteOAuthClientPayload,
  errors: [NotFoundError, ForbiddenError, RateLimitedError],
  access: 'write',
  id: CLIENT_ID,
  voidsScan: true,
  auditedIds: ({ clientId }) => [clientId],
  resolve: async ({ clientId }, context) => {
    await context.telnyx.oauthClients.delete(clientId);
    oauthClients.loaderOf(context).clear(clientId);
    return { clientId };
  },
});

defineMutation('revealOAuthClientSecret', {
  description: 'Reads the client secret of a confidential client. A mutation, so that no cache and no URL holds it.',
  payload: RevealOAuthClientSecretPayload,
  errors: [NotFoundError, ForbiddenError, RateLimitedError],
  access: 'reveal',
  id: CLIENT_ID,
  guarded: true,
  directives: SECRET,
  auditedIds: ({ clientId }) => [clientId],
  resolve: async ({ clientId }, { telnyx }) => ({
    clientId,
    clientSecret: await telnyx.oauthClients.revealSecret(clientId),
  }),
});

/** Makes later fields of the operation see a created client. */
export function rememberCreated(created: CreatedOAuthClient, context: Context): CreatedOAuthClient {
  oauthClients.loaderOf(context).clear(created.client_id);
  if (created.client) remember(created.client, context);
  return created;
}

/** Replaces what the operation read before by what a mutation returned. */
function remember(client: OAuthClientResource, context: Context): void {
  oauthClients.loaderOf(context).clear(client.client_id).prime(client.client_id, client);
}
