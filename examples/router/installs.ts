import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

/** Your subgraph: it knows Telnyx' clients by their identifier, and adds a field. */
const schema = buildSubgraphSchema({
  typeDefs: parse(readFileSync(new URL('installs.graphql', import.meta.url), 'utf8')),
  resolvers: {
    OAuthClient: {
      // Stands for a look into your database.
      installs: ({ clientId }: { clientId: string }) => clientId.length,
    },
  },
});
const port = Number(process.env.PORT ?? 4101);
const { url } = await startStandaloneServer(new ApolloServer({ schema }), { listen: { port, host: '127.0.0.1' } });
console.log(`The subgraph installs: ${url}`);
