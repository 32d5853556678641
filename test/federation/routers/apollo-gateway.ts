import type { IncomingHttpHeaders } from 'node:http';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { PROPAGATED, type StartRouter } from './router.ts';

interface CallerContext {
  readonly headers?: IncomingHttpHeaders;
}

/** Apollo's gateway in Apollo Server. */
export const startApolloGateway: StartRouter = async (supergraph) => {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<CallerContext>({
        url: url as string,
        willSendRequest({ request, context }) {
          for (const name of PROPAGATED) {
            const value = context.headers?.[name];
            if (typeof value === 'string') request.http?.headers.set(name, value);
          }
        },
        fetcher: fetchAnswer as RemoteGraphQLDataSource['fetcher'],
      }),
  });
  const server = new ApolloServer<CallerContext>({ gateway });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => ({ headers: req.headers }),
  });
  return { url, close: () => server.stop() };
};

/** Lets a GraphQL answer of status 401 pass for one: the data source would keep its status and drop its errors. */
async function fetchAnswer(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  return response.status === 401 ? new Response(response.body, { headers: response.headers }) : response;
}
