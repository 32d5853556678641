import { type Client, cacheExchange, createClient, fetchExchange, type TypedDocumentNode } from '@urql/core';
import { ENDPOINT } from '../ui/links.ts';

/** A client of the gateway that speaks for one account. The key is kept in memory and sent as a bearer, nowhere else. */
export function createGraphClient(key: string): Client {
  return createClient({
    url: ENDPOINT,
    exchanges: [cacheExchange, fetchExchange],
    requestPolicy: 'cache-and-network',
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${key}` } },
  });
}

/**
 * A generated document as urql sends it: by its id alone, since its text is in the manifest that the gateway has and
 * nowhere in this app.
 */
export function byId<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
): TypedDocumentNode<Data, Variables> {
  const { documentId } = (document as unknown as { __meta__: { documentId: string } }).__meta__;
  return { kind: document.kind ?? 'Document', definitions: [], documentId } as unknown as typeof document;
}

/** What a list is about, though it be empty: changes to that make it read again. */
export const ABOUT_CLIENTS = { additionalTypenames: ['OAuthClient'] };
export const ABOUT_GRANTS = { additionalTypenames: ['OAuthGrant'] };
