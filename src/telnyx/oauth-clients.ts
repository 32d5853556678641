import type { BatchSource } from '../lists/batch.ts';
import type { ListMemory } from '../lists/list-memory.ts';
import type { Window } from '../lists/window.ts';
import type { WindowRequest } from '../lists/window-request.ts';
import { CLIENT_READERS, CLIENT_SHAPE, REQUIRED } from './client-members.ts';
import { decodePage } from './decode-page.ts';
import { listMemoriesOf } from './list-memories.ts';
import { type ListEndpoint, pagedList, pageSource, readListWindow } from './list-pages.ts';
import { readMembers } from './members.ts';
import { isFatal, isInaccessible, retrieveMany } from './retrieve-many.ts';
import { type Call, segment } from './transport/call.ts';
import { decodeData, decodeResource, expectId, type Shape } from './transport/decode.ts';
import { objectOf } from './transport/response-errors.ts';
import type { Session } from './transport/session.ts';
import type {
  CreatedOAuthClient,
  CreateOAuthClientRequest,
  OAuthClient,
  OAuthClientFilter,
  OAuthClientSettings,
} from './types.ts';

type WireClient = OAuthClient & { client_secret?: string | null | undefined };

const CLIENT: Shape<WireClient> = CLIENT_SHAPE;
/** Of answers that carry the secret: what it is, and whose. */
const CREDENTIALS: Shape<WireClient> = { client_id: 'text', client_secret: 'secret' };

const FILTER_KEYS: Record<keyof OAuthClientFilter, string> = {
  client_type: 'filter[client_type]',
  verified: 'filter[verified]',
  allowed_grant_types_contains: 'filter[allowed_grant_types][contains]',
  name: 'filter[name]',
  name_contains: 'filter[name][contains]',
  client_id: 'filter[client_id]',
};

/** The account's OAuth clients. Only {@link create} and {@link revealSecret} let a secret past the decoding. */
export class OAuthClients {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async page(window: WindowRequest, filter: OAuthClientFilter = {}): Promise<Window<OAuthClient>> {
    const query = queryOf(filter);
    const { state } = await this.#session.credentials.of('read');
    const { clients } = listMemoriesOf(state);
    const source = pageSource(this.#session, this.#list(query), clients, { plan: 'page' });
    return readListWindow({ scope: `oauth_clients?${query}`, ...pagedList(source) }, window);
  }

  #list(filter: string): ListEndpoint<OAuthClient> {
    return {
      route: '/oauth_clients',
      path: this.#session.upstream.clientsPath,
      filter,
      idOf,
      decode(call, answer, request) {
        const page = decodePage<WireClient>(call, answer, request, CLIENT);
        for (const client of page.items) withoutSecret(client);
        return page;
      },
    };
  }

  async retrieve(clientId: string): Promise<OAuthClient> {
    return this.#retrieve(clientId);
  }

  /** Throws, or rejects with, a `TelnyxError`. */
  #retrieve(clientId: string): Promise<OAuthClient> {
    const call = this.#one('GET', clientId, 'read');
    return this.#session.read(call, (answer) =>
      withoutSecret(decodeResource(call, answer, CLIENT, 'client_id', clientId)),
    );
  }

  retrieveMany(clientIds: readonly string[]): Promise<(OAuthClient | Error)[]> {
    const sourceOf = (memory: ListMemory): BatchSource<OAuthClient> => ({
      readPage: (page) =>
        pageSource(this.#session, this.#list(''), memory, { plan: 'batch', ids: clientIds }).read(page),
      readOne: (clientId) => this.#retrieve(clientId),
      idOf,
      isInaccessible,
      isFatal,
    });
    return retrieveMany(this.#session, clientIds, sourceOf, 'clients');
  }

  async create(json: CreateOAuthClientRequest): Promise<CreatedOAuthClient> {
    const path = this.#session.upstream.clientsPath;
    const call: Call = { method: 'POST', route: '/oauth_clients', path, access: 'write', json };
    const answer = decodeData<WireClient>(call, await this.#session.send(call), CREDENTIALS);
    const client = readMembers(answer, CLIENT_READERS);
    const isWhole = REQUIRED.every((member) => client[member] !== null);
    const { client_id, client_secret = null } = answer;
    return { client_id, client_secret, client: isWhole ? (client as OAuthClient) : null };
  }

  async update(clientId: string, json: OAuthClientSettings): Promise<OAuthClient> {
    const call: Call = { ...this.#one('PUT', clientId, 'write'), json };
    return withoutSecret(decodeResource(call, await this.#session.send(call), CLIENT, 'client_id', clientId));
  }

  async delete(clientId: string): Promise<void> {
    const call: Call = { ...this.#one('DELETE', clientId, 'write'), changesGrants: true };
    const answer = await this.#session.send(call);
    if (answer.status === 204 || answer.doneBefore) return;
    // Documented is 204; of any other success no more is asked than that it comes from the API, and names no other
    // client.
    const { client_id } = (objectOf(call, answer).data ?? {}) as { client_id?: unknown };
    if (client_id != null) expectId(call, answer, client_id, clientId);
  }

  async revealSecret(clientId: string): Promise<string | null> {
    const call = this.#one('GET', clientId, 'reveal');
    const answer = await this.#session.send(call);
    const { client_secret } = decodeResource<WireClient>(call, answer, CREDENTIALS, 'client_id', clientId);
    return client_secret ?? null;
  }

  #one(method: Call['method'], clientId: string, access: Call['access']): Call {
    const path = `${this.#session.upstream.clientsPath}/${segment(clientId, 'clientId')}`;
    return { method, route: '/oauth_clients/{id}', path, access, ids: [clientId] };
  }
}

const idOf = (client: OAuthClient): string => client.client_id;

/** The same object: assigning keeps its hidden class, deleting would not. */
function withoutSecret(client: WireClient): OAuthClient {
  if (client.client_secret !== undefined) client.client_secret = undefined;
  return client;
}

function queryOf(filter: OAuthClientFilter): string {
  const query = new URLSearchParams();
  for (const [name, key] of Object.entries(FILTER_KEYS)) {
    const value = filter[name as keyof OAuthClientFilter];
    if (value !== undefined) query.append(key, String(value));
  }
  return query.toString();
}
