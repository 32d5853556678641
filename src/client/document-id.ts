/**
 * The id by which the manifest has a document, to be sent as `documentId` in place of its text.
 *
 * @param document one of `telnyx-oauth-graphql/client/documents`, or one that GraphQL Code Generator made likewise
 * @throws TypeError where the document has no id
 */
export function documentIdOf(document: object): string {
  const { documentId } = (document as { readonly __meta__?: { readonly documentId?: unknown } }).__meta__ ?? {};
  if (typeof documentId !== 'string')
    throw new TypeError('The document has no id: it was generated without a manifest.');
  return documentId;
}
