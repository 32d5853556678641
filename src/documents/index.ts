import { hash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { ErrorCode } from '../lib/error-codes.ts';
import type { DocumentStore } from './document-store.ts';
import { PersistedQueries } from './persisted-queries.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** What a request says of its document, unchecked. */
export interface DocumentRequest {
  readonly query?: unknown;
  /** @see GraphQL over HTTP, appendix A (persisted documents) */
  readonly documentId?: unknown;
  /** `persistedQuery: { version: 1, sha256Hash }`, as Apollo's and urql's clients say it. */
  readonly extensions?: unknown;
}

export interface DocumentsOptions {
  /** Documents that may be asked for by id at any time. */
  readonly trusted: Pick<TrustedDocuments, 'get' | 'isTrusted'>;
  /** Strict: nothing but these. */
  readonly only: boolean;
  /** Who sends this may write documents all the same; undefined: no one. */
  readonly graphiqlToken: string | undefined;
  /** Behind the documents that clients register. Default: none. */
  readonly store?: DocumentStore | undefined;
}

/** Which documents are carried out, and how requests name them. */
export interface Documents {
  /**
   * The document that a request asks for, whichever way; its `query` as it is where it names none by id. A promise of
   * it where another process may know it, which rejects as this throws.
   *
   * @param token what the request sent as `x-graphiql-token`
   * @throws GraphQLError `PERSISTED_QUERY_NOT_FOUND` (clients then send text and hash), `PERSISTED_QUERY_ID_REQUIRED`
   *   in strict mode, `BAD_REQUEST`
   */
  resolve(request: DocumentRequest, token: string | undefined): unknown;
  /** The document of a resolved request is valid: if it came with its hash, the hash alone will do from now on. */
  learn(request: DocumentRequest): void;
  /** An operation ended: what an accepted caller ran may be written where other processes find it. */
  ended(request: unknown, outcome: { isAccepted: boolean; documentHash: string | undefined }): void;
  /** Whether this is the text of a trusted document, by whichever way it came. */
  isTrusted(text: string): boolean;
}

/** Trusted documents, and automatic persisted queries unless the trusted ones are all there is. */
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
      // Whoever sends both means the text: the document behind the hash must not be carried out in its place.
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

/** Throws a GraphQLError where the request contradicts itself or has an id that is none. */
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

/** The message is what urql's client goes by. */
const notFound = () =>
  new GraphQLError('PersistedQueryNotFound', { extensions: { code: ErrorCode.PERSISTED_QUERY_NOT_FOUND, http } });

const idRequired = () =>
  new GraphQLError('Only trusted documents run: send the id of one.', {
    extensions: { code: ErrorCode.PERSISTED_QUERY_ID_REQUIRED, http },
  });

const badRequest = (message: string) => new GraphQLError(message, { extensions: { code: ErrorCode.BAD_REQUEST } });
