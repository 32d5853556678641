import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getRefetchMetadata,
  getSelector,
  getValueAtPath,
  Network,
  RecordSource,
  type SingularReaderSelector,
  Store,
  type Variables,
} from 'relay-runtime';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, type Client, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useForTests } from '../support/lifetime.ts';
import { clientIds } from './account.ts';
import { compileProject, type RelayProject } from './relay-project.ts';
import { howAsked, recordWire, type Wire } from './wire.ts';

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
interface ClientList {
  readonly oauthClients: Connection<{ readonly clientId: string }> & { readonly __id: string };
}
interface ClientGrants {
  readonly grants: Connection<{ readonly grantId: string }>;
}
interface ClientName {
  readonly name: string;
}

describe.each([
  ['with the texts of its documents', false],
  ['with the ids of its manifest, and nothing else carried out', true],
])('%s', (_name, persisted) => {
  let project: RelayProject;
  beforeAll(async () => {
    project = await compileProject(persisted);
    return () => project.remove();
  });
  const gateway = useForTests(() => {
    const strict = { TRUSTED_DOCUMENTS: project.manifest, TRUSTED_DOCUMENTS_ONLY: 'true' };
    return startGateway({ env: persisted ? strict : {} });
  });

  let wire: Wire;
  let environment: Environment;
  beforeEach(() => {
    gateway.sandbox.faults.length = 0;
    wire = recordWire();
    environment = relay(ALICE_KEY);
  });

  /** Asks by id where there is one, and then for queries by GET. */
  function relay(key: string | undefined): Environment {
    const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
    const network = Network.create(async ({ id, text, operationKind }, variables) => {
      if (id && operationKind === 'query') {
        const search = new URLSearchParams({ documentId: id, variables: JSON.stringify(variables) });
        return (await wire.fetch(`${gateway.url}?${search}`, { headers })).json();
      }
      const body = JSON.stringify(id ? { documentId: id, variables } : { query: text, variables });
      return (await wire.fetch(gateway.url, { method: 'POST', headers, body })).json();
    });
    return new Environment({ network, store: new Store(new RecordSource()) });
  }

  const ask = (name: string, variables: Variables = {}) =>
    fetchQuery(environment, project.request(name), variables).toPromise();

  function mutate(name: string, variables: Variables): Promise<unknown> {
    return new Promise((onCompleted, onError) => {
      commitMutation(environment, { mutation: project.request(name), variables, onCompleted, onError });
    });
  }

  /** Mounts a component on a query that is answered already: what its fragment reads, from the root or below a field. */
  function mount<Data>(query: string, variables: Variables, fragment: string, field?: string) {
    const operation = createOperationDescriptor(project.request(query), variables);
    environment.retain(operation);
    const page = environment.lookup(operation.fragment).data as Record<string, unknown>;
    return component<Data>(fragment, field === undefined ? page : page[field]);
  }

  function component<Data>(fragment: string, key: unknown) {
    const selector = getSelector(project.fragment(fragment), key) as SingularReaderSelector;
    return { fragment, selector, read: () => environment.lookup(selector).data as Data };
  }

  /** What `usePaginationFragment` does to load more. */
  function loadNext<Data>({ fragment, selector, read }: ReturnType<typeof component<Data>>, count: number) {
    const { connectionPathInFragmentData, identifierField, paginationMetadata, paginationRequest } =
      getPaginationMetadata(project.fragment(fragment), fragment);
    const data = read() as Record<string, unknown>;
    const { pageInfo } = getValueAtPath(data, connectionPathInFragmentData) as Connection<unknown>;
    const now = { ...selector.owner.variables, ...selector.variables };
    const next = getPaginationVariables('forward', count, pageInfo.endCursor, now, {}, paginationMetadata);
    const node = identifierField && { id: data[identifierField] };
    return fetchQuery(environment, paginationRequest, { ...next, ...node }).toPromise();
  }

  test('a query, and its fragment again by the id of its node', async () => {
    const variables = { clientId: DEMO_CLIENT.client_id };
    const page = await ask('ClientQuery', variables);
    const { id } = (page as { oauthClient: { id: string } }).oauthClient;
    const client = mount<ClientName>('ClientQuery', variables, 'Client_client', 'oauthClient');
    expect(client.read()).toMatchObject({ name: 'Acme Contact Center' });

    const [stored] = gateway.sandbox.account(ALICE_KEY).clients.filter((one) => one.client_id === variables.clientId);
    stored!.name = 'Changed meanwhile';
    const { refetchableRequest } = getRefetchMetadata(project.fragment('Client_client'), 'Client');
    await fetchQuery(environment, refetchableRequest, { id }).toPromise();
    expect(client.read()).toMatchObject({ name: 'Changed meanwhile' });
    expect(howAsked(wire)).toEqual(persisted ? ['GET id', 'GET id'] : ['POST text', 'POST text']);
  });

  test.each([
    ['all clients', undefined, () => true],
    ['those that a filter holds', { clientType: 'PUBLIC' }, (one: Client) => one.client_type === 'public'],
  ])('the connection handler leads through %s, each once', async (_name, filter, isMeant) => {
    await ask('ClientListQuery', { filter });
    const list = mount<ClientList>('ClientListQuery', { filter }, 'ClientList_query');
    while (list.read().oauthClients.pageInfo.hasNextPage) await loadNext(list, 30);
    const all = clientIds(gateway, isMeant);
    expect(list.read().oauthClients.edges.map(({ node }) => node.clientId)).toEqual(all);
    expect(wire.sent).toHaveLength(Math.ceil(all.length / 30));
  });

  test('walks through the grants of a client, whose next pages are asked for by its node', async () => {
    const { grants } = gateway.sandbox.account(ALICE_KEY);
    const ids = grants.filter(({ client_id }) => client_id === DEMO_CLIENT.client_id).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(3);
    const variables = { clientId: DEMO_CLIENT.client_id };
    await ask('ClientGrantsQuery', variables);
    const client = mount<ClientGrants>('ClientGrantsQuery', variables, 'Client_grants', 'oauthClient');
    while (client.read().grants.pageInfo.hasNextPage) await loadNext(client, 3);
    expect(client.read().grants.edges.map(({ node }) => node.grantId)).toEqual(ids);
    expect(wire.sent).toHaveLength(Math.ceil(ids.length / 3));
  });

  test('mutations change the store: a client joins its list, gets another name, and leaves', async () => {
    await ask('ClientListQuery');
    const list = mount<ClientList>('ClientListQuery', {}, 'ClientList_query');
    const first = () => list.read().oauthClients.edges[0]!.node;
    const before = first();
    const connections = [list.read().oauthClients.__id];
    const input = {
      name: 'Made by Relay',
      clientType: 'CONFIDENTIAL',
      allowedGrantTypes: ['CLIENT_CREDENTIALS'],
      allowedScopes: ['messaging.read'],
    };
    expect(await mutate('ClientCreateMutation', { connections, input: { ...input, name: '' } })).toMatchObject({
      createOAuthClient: {
        __typename: 'OAuthValidationError',
        code: 'VALIDATION',
        issues: [{ path: ['input', 'name'] }],
      },
    });
    expect(first()).toEqual(before);

    await mutate('ClientCreateMutation', { connections, input });
    const { clientId } = first();
    const created = component<ClientName>('Client_client', first());
    expect(created.read().name).toBe('Made by Relay');
    await mutate('ClientUpdateMutation', { clientId, input: { name: 'Renamed' } });
    expect(created.read().name).toBe('Renamed');
    await mutate('ClientDeleteMutation', { clientId, connections });
    expect(first()).toEqual(before);
    expect(howAsked(wire).slice(1)).toEqual(Array(4).fill(persisted ? 'POST id' : 'POST text'));
  });

  test.each([
    ['of a caller who may not', ALICE_KEY, 'FORBIDDEN', 200],
    ['without a credential', undefined, 'UNAUTHENTICATED', 401],
    ['with a credential that Telnyx refuses', 'KEYnobody', 'UNAUTHENTICATED', 401],
  ])('an error %s is caught at its field, with its code', async (_name, key, code, status) => {
    if (code === 'FORBIDDEN') gateway.sandbox.faults.push('403@GET /oauth_clients');
    environment = relay(key);
    expect(await ask('ClientCatchQuery', { clientId: DEMO_CLIENT.client_id })).toMatchObject({
      oauthClient: { ok: false, errors: [{ extensions: { code } }] },
    });
    expect(wire.sent[0]?.status).toBe(status);
  });
});
