import type { OAuthClient } from '../../src/telnyx/types.ts';
import type { ClientField } from '../operations.ts';
import { clientOf, type Dialect, snake } from './dialect.ts';

const PAGE = 'page_LEFT_SQUARE_BRACE_number_RIGHT_SQUARE_BRACE_';
const SIZE = 'page_LEFT_SQUARE_BRACE_size_RIGHT_SQUARE_BRACE_';

/** The graph that Mesh makes of the API's description: names and wrappers as on the wire. It has no entities. */
export const mesh: Dialect = {
  exchange(operation, account, name) {
    const { clients, grants } = account;
    const exchange = (query: string, variables: Record<string, unknown>, data: unknown) => ({
      request: { query, operationName: name, variables },
      answer: { data },
    });
    switch (operation.kind) {
      case 'typename':
        return exchange(`query ${name} { __typename }`, {}, { __typename: 'Query' });
      case 'client': {
        const client = clients[operation.client]!;
        return exchange(
          `query ${name}($id: String!) { getOAuthClient(id: $id) { data { ${selection(operation.fields)} } } }`,
          { id: client.client_id },
          { getOAuthClient: { data: members(client, operation.fields) } },
        );
      }
      case 'clients': {
        const { offset, size, fields } = operation;
        const data = clients.slice(offset, offset + size).map((client) => members(client, fields));
        return exchange(
          `query ${name}($page: Int, $size: Int) {
            listOAuthClients(${PAGE}: $page, ${SIZE}: $size) { data { ${selection(fields)} } meta { total_results } }
          }`,
          { page: offset / size + 1, size },
          { listOAuthClients: { data, meta: { total_results: clients.length } } },
        );
      }
      case 'grants': {
        const data = grants.slice(0, operation.size).map(({ id, created_at, scopes, client_id }) => ({
          id,
          created_at,
          scopes,
          client: { data: { name: clientOf(account, client_id).name } },
        }));
        return exchange(
          `query ${name}($size: Int) {
            listOAuthGrants(${SIZE}: $size) { data { id created_at scopes client { data { name } } } }
          }`,
          { size: operation.size },
          { listOAuthGrants: { data } },
        );
      }
      case 'update': {
        const client = clients[operation.client]!;
        return exchange(
          `mutation ${name}($id: String!, $input: OAuthClientUpdate_Input) {
            updateOAuthClient(id: $id, input: $input) { data { client_id name updated_at } }
          }`,
          { id: client.client_id, input: { name: client.name } },
          { updateOAuthClient: { data: members(client, ['clientId', 'name', 'updatedAt']) } },
        );
      }
      case 'entities':
        return undefined;
    }
  },
};

const selection = (fields: readonly ClientField[]): string => fields.map(snake).join(' ');

function members(client: OAuthClient, fields: readonly ClientField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(snake).map((member) => [member, client[member as keyof OAuthClient]]));
}
