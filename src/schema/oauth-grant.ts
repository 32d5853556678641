import { encodeGlobalID } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { ForbiddenError, NotFoundError, RateLimitedError } from '../telnyx/errors.ts';
import type { OAuthGrantFilter, OAuthGrant as OAuthGrantResource, WindowRequest } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { type Connection, connectionOf, isSelected, windowArgs } from './connection.ts';
import { LIST_READ, ONE_CALL, PAGE } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { defineEntity } from './entities.ts';
import { OAuthClient, oauthClients } from './oauth-client.ts';

const idOf = (grant: OAuthGrantResource): string => grant.id;

/** All grants, by id. */
export const oauthGrants = defineEntity<OAuthGrantResource>('OAuthGrant', {
  key: 'grantId',
  idOf,
  read: (ids, { telnyx }) => telnyx.oauthGrants.retrieveMany(ids),
});

const OAuthGrant = builder.nodeRef<OAuthGrantResource>('OAuthGrant', { id: { resolve: idOf } });

OAuthGrant.implement({
  directives: oauthGrants.keys,
  description: 'Grant of scopes to an OAuth client by a user. Revoking it ends the client’s access.',
  fields: (t) => ({
    grantId: t.exposeID('id', { description: 'Telnyx’ identifier of the grant.' }),
    recordType: t.exposeString('record_type', { description: 'Telnyx’ name of the type: `oauth_grant`.' }),
    clientId: t.exposeID('client_id', { description: 'Client identifier of the client that has the grant.' }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      directives: ONE_CALL,
      description: 'Client that has the grant; null where it is deleted or belongs to another account.',
      resolve: (grant, _args, context, info) => oauthClients.loadReachable(grant.client_id, context, info),
    }),
    scopes: t.exposeStringList('scopes', { description: 'Granted scopes.' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'Time at which the user granted it.' }),
    lastUsedAt: t.expose('last_used_at', {
      type: 'DateTime',
      nullable: true,
      description: 'Time at which the client last used it. Null: never.',
    }),
  }),
});

const OAuthGrantConnection = builder.connectionObject(
  {
    type: OAuthGrant,
    name: 'OAuthGrantConnection',
    description: 'Page of grants.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description: 'Number of grants in the whole list. Null where Telnyx omits it.',
        resolve: (page) => (page as unknown as Connection<OAuthGrantResource>).totalCount,
      }),
    }),
  },
  { name: 'OAuthGrantEdge', description: 'Grant in a page.' },
);

/** Defined here, since `oauth-client.ts` must not depend on grants. */
builder.objectField(OAuthClient, 'grants', (t) =>
  t.connection(
    {
      type: OAuthGrant,
      nullable: true,
      directives: { ...ONE_CALL, ...PAGE },
      scans: true,
      description:
        'Grants to this client by users of the account. Telnyx has no such list: the gateway reads all grants, for ' +
        'which the operation costs 10 more for each page of the list, once for all clients.',
      resolve: (client, args, context, info) => pageOfGrants(args, { client_id: client.client_id }, context, info),
    },
    OAuthGrantConnection,
  ),
);

/** A filter on the list of grants. */
export const OAuthGrantFilterInput = builder.inputType('OAuthGrantFilter', {
  description:
    'Filter on grants; all members must match. Telnyx has no such filter: the gateway reads the whole list for it.',
  fields: (t) => ({
    clientId: t.id({ description: 'Only grants to this client.' }),
    scope: t.string({ maxLength: 256, description: 'Only grants that include this scope.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'Only grants created after this time (exclusive).' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Only grants created before this time (exclusive).' }),
    unusedSince: t.field({
      type: 'DateTime',
      description: 'Only grants last used before this time, or never used and created before it (exclusive).',
    }),
  }),
});

builder.queryFields((t) => ({
  oauthGrant: t.field({
    type: OAuthGrant,
    nullable: true,
    directives: ONE_CALL,
    description: 'Reads the grant with this identifier; null where it does not exist.',
    args: { grantId: t.arg.id({ required: true, description: 'Telnyx’ identifier, not the global ID.' }) },
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
        'Lists the grants by users of the account, in Telnyx’ order. With a filter the operation costs 10 more for ' +
        'each page of the list, once for all fields that need it.',
      args: { filter: t.arg({ type: OAuthGrantFilterInput, description: 'Filter on grants.' }) },
      resolve: (_root, { filter, ...args }, context, info) =>
        pageOfGrants(args, filter ? wireFilter(filter) : undefined, context, info),
    },
    OAuthGrantConnection,
  ),
}));

/** A page of the account's grants, or of those that match a filter. */
async function pageOfGrants(
  args: WindowRequest,
  filter: OAuthGrantFilter | undefined,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<OAuthGrantResource>> {
  const { telnyx, trace } = context;
  await telnyx.authorize('read');
  const wanted = { total: isSelected('totalCount', info) };
  const read = () => telnyx.oauthGrants.page(windowArgs(args, info), filter, wanted);
  const page = await (filter && trace ? trace.share('grants', info.path, read) : read());
  oauthGrants.loaderOf(context).bring(page.edges);
  return connectionOf(page);
}

/** The filter in the wire's terms. Undefined: it has no member. */
export function wireFilter(filter: typeof OAuthGrantFilterInput.$inferInput): OAuthGrantFilter | undefined {
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
    description: 'Revoked grant.',
    fields: (t) => ({
      revokedId: t.id({
        description: 'Global ID of the deleted object, for client caches.',
        resolve: ({ grantId }) => encodeGlobalID('OAuthGrant', grantId),
      }),
      revokedGrantId: t.exposeID('grantId', { description: 'Identifier of the deleted object.' }),
      grant: t.expose('grant', {
        type: OAuthGrant,
        nullable: true,
        description: 'Grant before the revocation; null where the response was lost and the grant is found revoked.',
      }),
    }),
  });

defineMutation('revokeOAuthGrant', {
  description: 'Revokes a grant, and with it the client’s access.',
  payload: RevokeOAuthGrantPayload,
  errors: [NotFoundError, ForbiddenError, RateLimitedError],
  access: 'revoke',
  id: { name: 'grantId', description: 'Telnyx’ identifier, not the global ID.' },
  voidsScan: true,
  auditedIds: ({ grantId }) => [grantId],
  resolve: async ({ grantId }, context) => {
    const { grant } = await context.telnyx.oauthGrants.revoke(grantId);
    oauthGrants.loaderOf(context).clear(grantId);
    return { grantId, grant };
  },
});
