import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { RunningSubgraph } from './index.ts';

/** What the company's store knows of a program. */
export interface Application {
  readonly id: string;
  readonly name: string;
  readonly clientId: string | null;
  readonly installs: number;
}

export const APPLICATIONS_SDL = readFileSync(new URL('applications.graphql', import.meta.url), 'utf8');

/** The store's subgraph: SDL first, by Apollo's own libraries. */
export async function startApplications(applications: readonly Application[]): Promise<RunningSubgraph> {
  const ofClient = (clientId: string) => applications.find((application) => application.clientId === clientId);
  const server = new ApolloServer({
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    schema: buildSubgraphSchema({
      typeDefs: parse(APPLICATIONS_SDL),
      resolvers: {
        Query: {
          applications: (_root: unknown, { first }: { first: number }) => applications.slice(0, first),
          application: (_root: unknown, { id }: { id: string }) => applications.find((each) => each.id === id) ?? null,
        },
        Application: {
          __resolveReference: (key: { id: string }) => applications.find(({ id }) => id === key.id) ?? null,
          client: ({ clientId }: Application) => clientId && { clientId },
        },
        OAuthClient: {
          installs: ({ clientId }: { clientId: string }) => ofClient(clientId)?.installs ?? 0,
          application: ({ clientId }: { clientId: string }) => ofClient(clientId) ?? null,
        },
      },
    }),
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { name: 'applications', sdl: APPLICATIONS_SDL, url, close: () => server.stop() };
}
