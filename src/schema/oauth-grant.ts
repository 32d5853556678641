import { encodeGlobalID } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { fieldOf } from '../observe/upstream-trace.ts';
import { ForbiddenError, NotFoundError, RateLimitedError } from '../telnyx/errors.ts';
import type { OAuthGrantFilter, OAuthGrant as OAuthGrantResource, WindowRequest } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { type Connection, connectionOf, isSelected, windowArgs } from './connection.ts';
import { LIST_READ, ONE_CALL, PAGE } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { defineEntity } from './entities.ts';
import { OAuthClient, oauthClients } from './oauth-client.ts';

const idOf = (grant: OAuthGrantResource): string => grant.id;

const oauthGrants = defineEntity<OAuthGrantResource>('OAuthGrant', {
  key: 'grantId',
  idOf,
  read: (ids, { telnyx, trace }) => telnyx.oauthGrants.retrieveMany(ids, trace?.fieldsOf('OAuthGrant')),
});

const OAuthGrant = builder.nodeRef<OAuthGrantResource>('OAuthGrant', { id: { resolve: idOf } });

OAuthGrant.implement({
  directives: oauthGrants.keys,
  description: 'What a user allowed an OAuth client to do. Revoking it ends the client’s access.',
  fields: (t) => ({
    grantId: t.exposeID('id', { description: 'Telnyx’ identifier of the grant.' }),
    recordType: t.exposeString('record_type', { description: 'Telnyx’ name of the type: `oauth_grant`.' }),
    clientId: t.exposeID('client_id', { description: 'The identifier of the client that it is to.' }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      directives: ONE_CALL,
      description: 'The client that it is to; null where that is deleted or somebody else’s.',
      resolve: (grant, _args, context, info) => oauthClients.loadReachable(grant.client_id, context, info),
    }),
    scopes: t.exposeStringList('scopes', { description: 'The scopes that were granted.' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When the user allowed it.' }),
    lastUsedAt: t.expose('last_used_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When the client last used it; null: never.',
    }),
  }),
});

const OAuthGrantConnection = builder.connectionObject(
  {
    type: OAuthGrant,
    name: 'OAuthGrantConnection',
    description: 'A page of grants.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description: 'How many grants the whole list has. Null: Telnyx did not say.',
        resolve: (page) => (page as unknown as Connection<OAuthGrantResource>).totalCount,
      }),
    }),
  },
  { name: 'OAuthGrantEdge', description: 'A grant in a page.' },
);

/** Stands here, as clients are known without their grants. */
builder.objectField(OAuthClient, 'grants', (t) =>
  t.connection(
    {
      type: OAuthGrant,
      nullable: true,
      directives: { ...ONE_CALL, ...PAGE },
      scans: true,
      description:
        'The grants that users of the account gave it. Telnyx has no such list: the gateway reads all, for which the ' +
        'operation costs 10 more for each page of the list, once for all clients.',
      resolve: (client, args, context, info) => pageOfGrants(args, { client_id: client.client_id }, context, info),
    },
    OAuthGrantConnection,
  ),
);

const OAuthGrantFilterInput = builder.inputType('OAuthGrantFilter', {
  description:
    'Which grants to list; all given members must hold. Telnyx has no such filter: the gateway reads the list for it.',
  fields: (t) => ({
    clientId: t.id({ description: 'Only grants to this client.' }),
    scope: t.string({ maxLength: 256, description: 'Only grants that hold this scope.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'Only grants created after it (exclusive).' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Only grants created before it (exclusive).' }),
    unusedSince: t.field({
      type: 'DateTime',
      description: 'Only grants last used before it, or never used and created before it (exclusive).',
    }),
  }),
});

builder.queryFields((t) => ({
  oauthGrant: t.field({
    type: OAuthGrant,
    nullable: true,
    directives: ONE_CALL,
    description: 'The grant with this identifier; null where there is none.',
    args: { grantId: t.arg.id({ required: true, description: 'Telnyx’ identifier, not the global id.' }) },
    resolve: (_root, { grantId }, context, info) => oauthGrants.load(grantId, context, info),
  }),
  oauthGrants: t.connection(
    {
      type: OAuthGrant,
      nullable: true,
      directives: { ...LIST_READ, ...PAGE },
      scans: 'filter',
      windows: true,
      description:
        'The grants that users of the account gave, in Telnyx’ order. Where a filter is given, the operation costs ' +
        '10 more for each page of the list, once for all that need it.',
      args: { filter: t.arg({ type: OAuthGrantFilterInput, description: 'Which grants to list.' }) },
      resolve: (_root, { filter, ...args }, context, info) =>
        pageOfGrants(args, filter ? wireFilter(filter) : undefined, context, info),
    },
    OAuthGrantConnection,
  ),
}));

/** A page of the account's grants, or of those that a filter lets through. */
async function pageOfGrants(
  args: WindowRequest,
  filter: OAuthGrantFilter | undefined,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<OAuthGrantResource>> {
  await context.telnyx.authorize('read');
  const wanted = { total: isSelected('totalCount', info), fields: context.trace ? [fieldOf(info.path)] : [] };
  const page = await context.telnyx.oauthGrants.page(windowArgs(args, info), filter, wanted);
  oauthGrants.loaderOf(context).bring(page.edges);
  return connectionOf(page);
}

function wireFilter(filter: typeof OAuthGrantFilterInput.$inferInput): OAuthGrantFilter | undefined {
  const given = {
    client_id: filter.clientId ?? undefined,
    scope: filter.scope ?? undefined,
    created_after: filter.createdAfter ?? undefined,
    created_before: filter.createdBefore ?? undefined,
    unused_since: filter.unusedSince ?? undefined,
  };
  return Object.values(given).some((value) => value !== undefined) ? given : undefined;
}

const RevokeOAuthGrantPayload = builder
  .objectRef<{ grantId: string; grant: OAuthGrantResource | null }>('RevokeOAuthGrantPayload')
  .implement({
    description: 'The grant is revoked.',
    fields: (t) => ({
      revokedId: t.id({
        description: 'The global id that it had, for caches.',
        resolve: ({ grantId }) => encodeGlobalID('OAuthGrant', grantId),
      }),
      revokedGrantId: t.exposeID('grantId', { description: 'The identifier that it had.' }),
      grant: t.expose('grant', {
        type: OAuthGrant,
        nullable: true,
        description: 'The grant as it was; null where the answer to the revocation was lost and it was found done.',
      }),
    }),
  });

defineMutation('revokeOAuthGrant', {
  description: 'Revokes a grant, and with it the access of its client.',
  payload: RevokeOAuthGrantPayload,
  errors: [NotFoundError, ForbiddenError, RateLimitedError],
  access: 'revoke',
  id: { name: 'grantId', description: 'Telnyx’ identifier, not the global id.' },
  voidsScan: true,
  auditedIds: ({ grantId }) => [grantId],
  resolve: async ({ grantId }, context) => {
    const { grant } = await context.telnyx.oauthGrants.revoke(grantId);
    oauthGrants.loaderOf(context).clear(grantId);
    return { grantId, grant };
  },
});
