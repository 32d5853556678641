import type { OAuthClient, OAuthGrant } from '../../src/telnyx/types.ts';
import { type Asked, call, listPath, send, serve } from './server.ts';

/** The ceiling for graphs: JSON parsed, the members of each query picked by hand, JSON written. */
serve((asked, res) => {
  answer(asked).then(
    (data) => send(res, JSON.stringify({ data })),
    () => res.writeHead(502).end(),
  );
});

async function answer(asked: Asked): Promise<unknown> {
  const { operationName, variables } = asked;
  switch (operationName) {
    case 'Client': {
      const { client_id, name, client_type } = await clientOf(asked, variables.clientId);
      return { oauthClient: { clientId: client_id, name, clientType: client_type!.toUpperCase() } };
    }
    case 'Clients': {
      const { data, meta } = await read<Page<OAuthClient>>(asked, listPath('oauth_clients', variables));
      return { oauthClients: { nodes: data.map(tenFields), totalCount: meta.total_results } };
    }
    case 'Grants':
      return { oauthGrants: { nodes: await grantsOf(asked) } };
    case 'Update': {
      const body = JSON.stringify(variables.input);
      const { data } = await read<{ data: OAuthClient }>(asked, `/oauth_clients/${variables.clientId}`, 'PUT', body);
      return { updateOAuthClient: { clientId: data.client_id, name: data.name, updatedAt: data.updated_at } };
    }
    case 'Entities': {
      const representations = variables.representations as { clientId: string }[];
      const clients = await Promise.all(representations.map(({ clientId }) => clientOf(asked, clientId)));
      return { _entities: clients.map(({ name, client_type }) => ({ name, clientType: client_type!.toUpperCase() })) };
    }
    default:
      return { __typename: 'Query' };
  }
}

interface Page<T> {
  readonly data: readonly T[];
  readonly meta: { readonly total_results: number };
}

function tenFields(client: OAuthClient) {
  return {
    clientId: client.client_id,
    name: client.name,
    clientType: client.client_type!.toUpperCase(),
    createdAt: client.created_at,
    updatedAt: client.updated_at,
    allowedScopes: client.allowed_scopes,
    allowedGrantTypes: client.allowed_grant_types?.map((type) => type?.toUpperCase()),
    redirectUris: client.redirect_uris,
    requirePkce: client.require_pkce,
    logoUri: client.logo_uri,
  };
}

async function grantsOf(asked: Asked) {
  const { data } = await read<Page<OAuthGrant>>(asked, listPath('oauth_grants', asked.variables));
  const ids = [...new Set(data.map(({ client_id }) => client_id))];
  const clients = await Promise.all(ids.map((id) => clientOf(asked, id)));
  const names = new Map(clients.map(({ client_id, name }) => [client_id, name]));
  return data.map(({ id, created_at, scopes, client_id }) => ({
    grantId: id,
    createdAt: created_at,
    scopes,
    client: { name: names.get(client_id) },
  }));
}

async function clientOf(asked: Asked, id: unknown): Promise<OAuthClient> {
  return (await read<{ data: OAuthClient }>(asked, `/oauth_clients/${id}`)).data;
}

function read<T>({ authorization }: Asked, path: string, method: 'GET' | 'PUT' = 'GET', body?: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const handler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData: (_: unknown, chunk: Buffer) => void chunks.push(chunk),
      onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString())),
      onResponseError: (_: unknown, error: Error) => reject(error),
    };
    call(handler, authorization, path, method, body);
  });
}
