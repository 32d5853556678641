import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import { DateTimeResolver, URLResolver } from 'graphql-scalars';
import { createYoga } from 'graphql-yoga';
import { PooledApi } from './api.ts';
import { type Client, type Grant, type Page, updateBody } from './schema.ts';

/** Yoga and Pothos as their guides set them up, with the scalars that most projects take. */
const builder = new SchemaBuilder<{
  Context: { api: PooledApi };
  Scalars: { DateTime: { Input: Date; Output: Date | string }; URL: { Input: URL; Output: URL | string } };
}>({ plugins: [DirectivesPlugin, FederationPlugin] });

builder.addScalarType('DateTime', DateTimeResolver);
builder.addScalarType('URL', URLResolver);

const ClientType = builder.enumType('OAuthClientType', {
  values: { CONFIDENTIAL: { value: 'confidential' }, PUBLIC: { value: 'public' } } as const,
});
const GrantType = builder.enumType('OAuthGrantType', {
  values: {
    AUTHORIZATION_CODE: { value: 'authorization_code' },
    CLIENT_CREDENTIALS: { value: 'client_credentials' },
    REFRESH_TOKEN: { value: 'refresh_token' },
  } as const,
});

const OAuthClient = builder.objectRef<Client>('OAuthClient').implement({
  fields: (t) => ({
    clientId: t.exposeID('client_id', { nullable: false }),
    name: t.exposeString('name', { nullable: false }),
    clientType: t.field({ type: ClientType, resolve: (client) => client.client_type as 'public' }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime' }),
    allowedScopes: t.exposeStringList('allowed_scopes'),
    allowedGrantTypes: t.field({
      type: [GrantType],
      resolve: (client) => client.allowed_grant_types as 'refresh_token'[],
    }),
    redirectUris: t.expose('redirect_uris', { type: ['URL'] }),
    requirePkce: t.exposeBoolean('require_pkce'),
    logoUri: t.expose('logo_uri', { type: 'URL' }),
  }),
});

builder.asEntity(OAuthClient, {
  key: builder.selection<{ clientId: string }>('clientId'),
  resolveReference: ({ clientId }, { api }) => api.client(clientId),
});

const OAuthGrant = builder.objectRef<Grant>('OAuthGrant').implement({
  fields: (t) => ({
    grantId: t.exposeID('id'),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    scopes: t.exposeStringList('scopes'),
    client: t.field({ type: OAuthClient, resolve: (grant, _, { api }) => api.client(grant.client_id) }),
  }),
});

const ClientPage = builder.objectRef<Page<Client>>('OAuthClientPage').implement({
  fields: (t) => ({
    nodes: t.field({ type: [OAuthClient], resolve: ({ data }) => data }),
    totalCount: t.int({ resolve: ({ meta }) => meta.total_results }),
  }),
});
const GrantPage = builder.objectRef<Page<Grant>>('OAuthGrantPage').implement({
  fields: (t) => ({
    nodes: t.field({ type: [OAuthGrant], resolve: ({ data }) => data }),
    totalCount: t.int({ resolve: ({ meta }) => meta.total_results }),
  }),
});

builder.queryType({
  fields: (t) => {
    const args = { page: t.arg.int({ defaultValue: 1 }), pageSize: t.arg.int({ defaultValue: 20 }) };
    const given = ({ page, pageSize }: { page?: number | null; pageSize?: number | null }) => ({
      page: page ?? 1,
      pageSize: pageSize ?? 20,
    });
    return {
      oauthClient: t.field({
        type: OAuthClient,
        args: { clientId: t.arg.id({ required: true }) },
        resolve: (_, { clientId }, { api }) => api.client(String(clientId)),
      }),
      oauthClients: t.field({ type: ClientPage, args, resolve: (_, page, { api }) => api.clients(given(page)) }),
      oauthGrants: t.field({ type: GrantPage, args, resolve: (_, page, { api }) => api.grants(given(page)) }),
    };
  },
});

const UpdateInput = builder.inputType('UpdateOAuthClientInput', {
  fields: (t) => ({ name: t.string(), requirePkce: t.boolean(), redirectUris: t.field({ type: ['URL'] }) }),
});
builder.mutationType({
  fields: (t) => ({
    updateOAuthClient: t.field({
      type: OAuthClient,
      args: { clientId: t.arg.id({ required: true }), input: t.arg({ type: UpdateInput, required: true }) },
      resolve: (_, { clientId, input }, { api }) => {
        const { name, requirePkce, redirectUris } = input;
        const wire = {
          ...(name != null && { name }),
          ...(requirePkce != null && { requirePkce }),
          ...(redirectUris && { redirectUris: redirectUris.map(String) }),
        };
        return api.update(String(clientId), updateBody(wire));
      },
    }),
  }),
});

const yoga = createYoga({
  schema: builder.toSubGraphSchema({}),
  graphiql: false,
  logging: false,
  context: ({ request }) => ({ api: new PooledApi(request.headers.get('authorization') ?? '') }),
});
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
