import type { Account } from '../fixtures.ts';
import type { Operation } from '../operations.ts';
import { clientAnswer, clientOf, type Dialect, type Exchange } from './dialect.ts';

/** What differs between graphs that else have the same types and fields. */
interface Shape {
  /** A list's size, as variable and argument. */
  readonly size: string;
  /** Where a list begins: variable, its type, and the value for an offset or the cursor in front of it. */
  readonly place: { readonly name: string; readonly type: string; value(operation: List, cursor?: string): unknown };
  /** What an update answers: its selection set, and the data for the updated client. */
  readonly update: { readonly selection: string; data(client: unknown): unknown };
}

type List = Extract<Operation, { kind: 'clients' }>;

/** The gateway's own graph: Relay connections, results as unions. */
export const relay: Dialect = graphDialect({
  size: 'first',
  place: { name: 'after', type: 'String', value: (_, cursor) => cursor ?? null },
  update: {
    selection: '__typename ... on UpdateOAuthClientPayload { client { clientId name updatedAt } }',
    data: (client) => ({ __typename: 'UpdateOAuthClientPayload', client }),
  },
});

/** The graph that a team would write over the same API with another library: page numbers as on the wire. */
export const pages: Dialect = graphDialect({
  size: 'pageSize',
  place: { name: 'page', type: 'Int', value: ({ offset, size }) => offset / size + 1 },
  update: { selection: 'clientId name updatedAt', data: (client) => client },
});

function graphDialect(shape: Shape): Dialect {
  return {
    exchange(operation, account, name, cursor) {
      const [head, body, variables, data] = partsOf(operation, account, shape, cursor);
      const query = `${operation.kind === 'update' ? 'mutation' : 'query'} ${name}${head} { ${body} }`;
      return { request: { query, operationName: name, variables }, answer: { data } } satisfies Exchange;
    },
  };
}

type Parts = [head: string, body: string, variables: Record<string, unknown>, data: Record<string, unknown>];

function partsOf(operation: Operation, account: Account, { size, place, update }: Shape, cursor?: string): Parts {
  const { clients, grants } = account;
  switch (operation.kind) {
    case 'typename':
      return ['', '__typename', {}, { __typename: 'Query' }];
    case 'client': {
      const client = clients[operation.client]!;
      return [
        '($clientId: ID!)',
        `oauthClient(clientId: $clientId) { ${operation.fields.join(' ')} }`,
        { clientId: client.client_id },
        { oauthClient: clientAnswer(client, operation.fields) },
      ];
    }
    case 'clients': {
      const { fields, offset } = operation;
      const nodes = clients.slice(offset, offset + operation.size).map((client) => clientAnswer(client, fields));
      return [
        `($${size}: Int!, $${place.name}: ${place.type})`,
        `oauthClients(${size}: $${size}, ${place.name}: $${place.name}) { nodes { ${fields.join(' ')} } totalCount }`,
        { [size]: operation.size, [place.name]: place.value(operation, cursor) },
        { oauthClients: { nodes, totalCount: clients.length } },
      ];
    }
    case 'grants': {
      const nodes = grants.slice(0, operation.size).map(({ id, created_at, scopes, client_id }) => ({
        grantId: id,
        createdAt: created_at,
        scopes,
        client: { name: clientOf(account, client_id).name },
      }));
      return [
        `($${size}: Int!)`,
        `oauthGrants(${size}: $${size}) { nodes { grantId createdAt scopes client { name } } }`,
        { [size]: operation.size },
        { oauthGrants: { nodes } },
      ];
    }
    case 'update': {
      const client = clients[operation.client]!;
      return [
        '($clientId: ID!, $input: UpdateOAuthClientInput!)',
        `updateOAuthClient(clientId: $clientId, input: $input) { ${update.selection} }`,
        { clientId: client.client_id, input: { name: client.name } },
        { updateOAuthClient: update.data(clientAnswer(client, ['clientId', 'name', 'updatedAt'])) },
      ];
    }
    case 'entities':
      return [
        '($representations: [_Any!]!)',
        '_entities(representations: $representations) { ... on OAuthClient { name clientType } }',
        {
          representations: operation.clients.map((index) => ({
            __typename: 'OAuthClient',
            clientId: clients[index]!.client_id,
          })),
        },
        { _entities: operation.clients.map((index) => clientAnswer(clients[index]!, ['name', 'clientType'])) },
      ];
  }
}
