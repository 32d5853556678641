import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** A router forwards no header unless it is told to. The caller's key goes to Telnyx, the others into its logs. */
const PROPAGATED = ['authorization', 'traceparent', 'tracestate', 'x-request-id'];

interface Context {
  /** Of the caller's request; none while the gateway starts. */
  readonly headers?: IncomingHttpHeaders;
}

/** A response of status 401 has errors with paths and codes, which the data source would drop for its own. */
async function keepErrors(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  return response.status === 401 ? new Response(response.body, { headers: response.headers }) : response;
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync('supergraph.graphql', 'utf8'),
  buildService: ({ name, url }) =>
    new RemoteGraphQLDataSource<Context>({
      url: url!,
      willSendRequest({ request, context }) {
        for (const header of PROPAGATED) {
          const value = context.headers?.[header];
          if (typeof value === 'string') request.http?.headers.set(header, value);
        }
        // Only with AUTH_MODE=service: proves to the gateway that its caller is this router.
        const secret = process.env.ROUTER_SECRET;
        if (name === 'oauth' && secret) request.http?.headers.set('x-router-secret', secret);
      },
      fetcher: keepErrors as RemoteGraphQLDataSource['fetcher'],
    }),
});
const { url } = await startStandaloneServer(new ApolloServer<Context>({ gateway }), {
  listen: { port: Number(process.env.PORT ?? 4100), host: '127.0.0.1' },
  context: async ({ req }) => ({ headers: req.headers }),
});
console.log(`Apollo Gateway: ${url}`);
