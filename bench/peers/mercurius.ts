import { mercuriusFederationPlugin } from '@mercuriusjs/federation';
import fastify from 'fastify';
import { PooledApi } from './api.ts';
import { resolvers, typeDefs } from './schema.ts';

/** mercurius with its compiler (graphql-jit) from the first sight of a document, no logs. */
const app = fastify();
const { OAuthClient, ...others } = resolvers;
const reference = (client: { clientId: string }, _: unknown, { api }: { api: PooledApi }) =>
  api.client(client.clientId);
app.register(mercuriusFederationPlugin, {
  schema: typeDefs,
  resolvers: { ...others, OAuthClient: { ...OAuthClient, __resolveReference: reference } },
  jit: 1,
  context: (request) => ({ api: new PooledApi(request.headers.authorization ?? '') }),
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
