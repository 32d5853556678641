import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { RunningSubgraph } from './index.ts';

/** What the company's directory knows of someone. */
export interface Person {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly homepage: string | null;
  readonly joinedAt: string;
  readonly syncError: { readonly message: string; readonly code: number } | null;
  /** The OAuth grants that this person looked at, by Telnyx' identifier. */
  readonly reviewedGrantIds: readonly string[];
}

export const PEOPLE_SDL = readFileSync(new URL('people.graphql', import.meta.url), 'utf8');

/** The directory's subgraph: on Yoga, with names of its own that other graphs have too. */
export async function startPeople(people: readonly Person[]): Promise<RunningSubgraph> {
  const yoga = createYoga({
    schema: buildSubgraphSchema({
      typeDefs: parse(PEOPLE_SDL),
      resolvers: {
        Query: {
          node: (_root: unknown, { id }: { id: string }) => people.find((person) => person.id === id) ?? null,
          people: (_root: unknown, { first }: { first: number }) => pageOf(people, first),
        },
        Node: { __resolveType: () => 'Person' },
        Person: {
          __resolveReference: (key: { id?: string; userId?: string }) =>
            people.find(({ id, userId }) => id === key.id || userId === key.userId) ?? null,
          reviewedGrants: ({ reviewedGrantIds }: Person) => reviewedGrantIds.map((grantId) => ({ grantId })),
        },
        OAuthClient: {
          // The router brings `userId` from the OAuth gateway: `@requires`.
          owner: (client: { userId: string }) => people.find(({ userId }) => userId === client.userId) ?? null,
        },
        OAuthGrant: {
          reviewer: ({ grantId }: { grantId: string }) =>
            people.find(({ reviewedGrantIds }) => reviewedGrantIds.includes(grantId)) ?? null,
        },
      },
    }),
    logging: false,
  });
  const server = createServer((req, res) => void yoga.handle(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    name: 'people',
    sdl: PEOPLE_SDL,
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function pageOf(people: readonly Person[], first: number) {
  const nodes = people.slice(0, first);
  const edges = nodes.map((node) => ({ node, cursor: node.id }));
  return {
    edges,
    pageInfo: {
      hasNextPage: nodes.length < people.length,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}
