import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { failureOf, outcomeOf } from 'telnyx-oauth-graphql/client';
import {
  CreateOAuthClientDocument,
  OAuthClientsDocument,
  type OAuthClientsQuery,
} from 'telnyx-oauth-graphql/client/documents';
import { type Result, read, run } from './graph.ts';

// A document of this folder, of which the client needs no more than its id. A build would write that into the code.
const KNOWN_SCOPES = hash('sha256', readFileSync(new URL('scopes.graphql', import.meta.url)));
interface KnownScopes {
  readonly oauthAuthorizationServerMetadata: { readonly issuer: string; readonly scopesSupported: string[] } | null;
}

const { data: known } = await read<KnownScopes>(KNOWN_SCOPES);
console.log(`${known?.oauthAuthorizationServerMetadata?.scopesSupported.length} scopes are known`);

// All clients, page by page: the cursors hold though the list changes meanwhile.
const names: string[] = [];
let after: string | null = null;
do {
  const result: Result<OAuthClientsQuery> = await run(OAuthClientsDocument, { first: 50, after });
  const failure = failureOf(result);
  if (failure) throw new Error(`${failure.code}: ${failure.message}`);
  const { edges, pageInfo } = result.data!.oauthClients!;
  names.push(...edges.map(({ node }) => node.name));
  after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
} while (after !== null);
console.log(`${names.length} clients, the newest is ${names[0]}`);

// A refusal is data, a fault is an error; both become one union.
const input = {
  name: '',
  clientType: 'PUBLIC',
  allowedGrantTypes: ['AUTHORIZATION_CODE'],
  allowedScopes: ['two scopes'],
} as const;
const result = await run(CreateOAuthClientDocument, { input });
const outcome = outcomeOf(result.data?.createOAuthClient, result);
if (outcome.ok) console.log(`Client ${outcome.payload.clientId} is registered`);
else if (outcome.failure.kind !== 'validation') console.log(`${outcome.failure.kind}: ${outcome.failure.message}`);
else for (const { path, message } of outcome.failure.issues) console.log(`${path.join('.')}: ${message}`);
