import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConcreteRequest, ReaderFragment } from 'relay-runtime';
import { relayConfig } from '../../src/client/index.ts';
import { schemaPath } from './schema.ts';

/** A small front end: what each of its modules asks for. */
const MODULES: Record<string, string[]> = {
  ClientList: [
    `query ClientListQuery($filter: OAuthClientFilter) {
      ...ClientList_query @arguments(filter: $filter)
    }`,
    `fragment ClientList_query on Query
    @argumentDefinitions(
      count: { type: "Int", defaultValue: 30 }
      cursor: { type: "String" }
      filter: { type: "OAuthClientFilter" }
    )
    @refetchable(queryName: "ClientListPaginationQuery") {
      oauthClients(first: $count, after: $cursor, filter: $filter) @connection(key: "ClientList_oauthClients") {
        __id
        edges { node { clientId ...Client_client } }
      }
    }`,
  ],
  Client: [
    'query ClientQuery($clientId: ID!) { oauthClient(clientId: $clientId) { id ...Client_client } }',
    'query ClientCatchQuery($clientId: ID!) { oauthClient(clientId: $clientId) @catch { id } }',
    'fragment Client_client on OAuthClient @refetchable(queryName: "ClientRefetchQuery") { name }',
    `fragment Client_grants on OAuthClient
    @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" })
    @refetchable(queryName: "ClientGrantsPaginationQuery") {
      grants(first: $count, after: $cursor) @connection(key: "Client_grants") { edges { node { grantId } } }
    }`,
    'query ClientGrantsQuery($clientId: ID!) { oauthClient(clientId: $clientId) { ...Client_grants } }',
    `mutation ClientUpdateMutation($clientId: ID!, $input: UpdateOAuthClientInput!) {
      updateOAuthClient(clientId: $clientId, input: $input) {
        __typename
        ... on UpdateOAuthClientPayload { client { ...Client_client } }
      }
    }`,
    `mutation ClientCreateMutation($input: CreateOAuthClientInput!, $connections: [ID!]!) {
      createOAuthClient(input: $input) {
        __typename
        ... on CreateOAuthClientPayload {
          client @prependNode(connections: $connections, edgeTypeName: "OAuthClientEdge") {
            clientId
            ...Client_client
          }
        }
        ... on OAuthError { code message }
        ... on OAuthValidationError { issues { path } }
      }
    }`,
    `mutation ClientDeleteMutation($clientId: ID!, $connections: [ID!]!) {
      deleteOAuthClient(clientId: $clientId) {
        ... on DeleteOAuthClientPayload { deletedId @deleteEdge(connections: $connections) }
      }
    }`,
  ],
};

/** What relay-compiler made of it. */
export interface RelayProject {
  /** The manifest, `{}` where documents are not persisted. */
  readonly manifest: string;
  /** An artifact by the name of its operation. */
  request(name: string): ConcreteRequest;
  /** An artifact by the name of its fragment. */
  fragment(name: string): ReaderFragment;
  remove(): void;
}

const require = createRequire(import.meta.url);

/**
 * Compiles it in a folder of its own.
 *
 * @param persisted whether requests name their documents by the ids of a manifest
 * @throws Error with what relay-compiler has to say
 */
export async function compileProject(persisted: boolean): Promise<RelayProject> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const artifacts = join(folder, 'artifacts');
  const manifest = join(folder, 'persisted-documents.json');
  mkdirSync(join(folder, 'src'));
  mkdirSync(artifacts);
  writeFileSync(manifest, '{}');
  for (const [name, documents] of Object.entries(MODULES)) {
    const text = documents.map((document) => `graphql\`${document}\`;\n`).join('');
    writeFileSync(join(folder, 'src', `${name}.js`), text);
  }
  const config = {
    ...relayConfig,
    schema: schemaPath, // there are no node_modules
    src: 'src',
    language: 'javascript',
    artifactDirectory: 'artifacts',
    eagerEsModules: false, // Node would want file names with their endings
    ...(persisted && { persistConfig: { file: 'persisted-documents.json', algorithm: 'SHA256' } }),
  };
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
  // The package is the path of its executable.
  await promisify(execFile)(require('relay-compiler'), { cwd: folder, timeout: 20_000 });
  const artifact = (name: string) => require(join(artifacts, `${name}.graphql.js`));
  return { manifest, request: artifact, fragment: artifact, remove: () => rmSync(folder, { recursive: true }) };
}
