import { hash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { ErrorCode } from '../lib/error-codes.ts';
import type { DocumentStore } from './document-store.ts';
import { PersistedQueries } from './persisted-queries.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** How a request identifies its document, unchecked. */
export interface DocumentRequest {
  readonly query?: unknown;
  /** @see GraphQL over HTTP, appendix A (persisted documents) */
  readonly documentId?: unknown;
  /** `persistedQuery: { version: 1, sha256Hash }`, as Apollo's and urql's clients send it. */
  readonly extensions?: unknown;
}

export interface DocumentsOptions {
  /** Documents that run by id. */
  readonly trusted: Pick<TrustedDocuments, 'get' | 'isTrusted'>;
  /** Strict: only trusted documents run. */
  readonly only: boolean;
  /** A request with this token may contain any document. Undefined: none may. */
  readonly graphiqlToken: string | undefined;
  /** Shared storage of the documents that clients register. Default: none. */
  readonly store?: DocumentStore | undefined;
}

/** Which documents run, and how requests identify them. */
export interface Documents {
  /**
   * The document that a request identifies: by id, or its `query` as it is. A promise, which rejects as this throws, if
   * another process may know it.
   *
   * @param token what the request sent as `x-graphiql-token`
   * @throws GraphQLError `PERSISTED_QUERY_NOT_FOUND` (clients then send text and hash), `PERSISTED_QUERY_ID_REQUIRED`
   *   in strict mode, `BAD_REQUEST`
   */
  resolve(request: DocumentRequest, token: string | undefined): unknown;
  /** Registers the valid document of a resolved request under its hash, if the request had one. */
  learn(request: DocumentRequest): void;
  /** Called when an operation ended. The document of an accepted caller may be written to the shared storage. */
  ended(request: unknown, outcome: { isAccepted: boolean; documentHash: string | undefined }): void;
  /** Whether this is the text of a trusted document, by whichever way it came. */
  isTrusted(text: string): boolean;
}

/** Trusted documents, and automatic persisted queries unless only trusted documents run. */
export function createDocuments({ trusted, only, graphiqlToken, store }: DocumentsOptions): Documents {
  const persisted = new PersistedQueries(only ? undefined : store);
  return {
    resolve(request, token) {
      const id = idOf(request);
      const { query } = request;
      const document = id === undefined ? undefined : (trusted.get(id) ?? persisted.get(id));
      if (document !== undefined && (query == null || query === document)) return document;
      if (query == null && id !== undefined) return findElsewhere(id);
      const mayWrite = !only || (graphiqlToken !== undefined && token === graphiqlToken);
      if (document === undefined && !mayWrite) throw idRequired();
      // A request with both means the text: the document with the hash must not run in its place.
      if (id !== undefined && (typeof query !== 'string' || hash('sha256', query) !== id)) {
        throw badRequest('extensions.persistedQuery.sha256Hash is not the SHA-256 of the query, in lower-case hex.');
      }
      return document ?? query;
    },
    learn(request) {
      const { query, extensions } = request;
      if (only || extensions == null || typeof query !== 'string') return;
      const id = idOf({ extensions });
      if (id !== undefined && trusted.get(id) === undefined) persisted.learn(id, query);
    },
    ended(_request, { isAccepted, documentHash }) {
      if (isAccepted && documentHash !== undefined) persisted.ran(documentHash);
    },
    isTrusted: (text) => trusted.isTrusted(text),
  };

  function findElsewhere(id: string): Promise<string> {
    const found = persisted.find(id);
    if (!found) throw notFound();
    return found.then((text) => {
      if (text === undefined) throw notFound();
      return text;
    });
  }
}

/** Throws a GraphQLError if the request contradicts itself or its id is malformed. */
function idOf({ query, documentId, extensions }: DocumentRequest): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown };
  if (documentId == null) return persistedQuery == null ? undefined : hashOf(persistedQuery);
  if (typeof documentId !== 'string') throw badRequest('documentId must be a string.');
  if (query != null || persistedQuery != null) {
    throw badRequest('documentId goes without query and without extensions.persistedQuery.');
  }
  return documentId.replace(/^sha256:/, '');
}

function hashOf(persistedQuery: unknown): string {
  const { version, sha256Hash } = persistedQuery as { version?: unknown; sha256Hash?: unknown };
  if (version === 1 && typeof sha256Hash === 'string') return sha256Hash;
  throw badRequest('extensions.persistedQuery must have the version 1 and a sha256Hash.');
}

/** 400 in GraphQL's own media type, 200 in JSON. @see GraphQL over HTTP, section 6.4 */
const http = { spec: true, status: 400 };

/** urql's client depends on the message. */
const notFound = () =>
  new GraphQLError('PersistedQueryNotFound', { extensions: { code: ErrorCode.PERSISTED_QUERY_NOT_FOUND, http } });

const idRequired = () =>
  new GraphQLError('Only trusted documents run: send the id of one.', {
    extensions: { code: ErrorCode.PERSISTED_QUERY_ID_REQUIRED, http },
  });

const badRequest = (message: string) => new GraphQLError(message, { extensions: { code: ErrorCode.BAD_REQUEST } });
