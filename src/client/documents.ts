/**
 * `telnyx-oauth-graphql/client/documents`: the usual ten operations with types. Each document has its text as a syntax
 * tree, and in `__meta__.documentId` the id by which `telnyx-oauth-graphql/client/documents.json` has it.
 */
export * from './generated/graphql.ts';
