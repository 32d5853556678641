import type { ListMemory } from './batch/memory.ts';
import { readBatch } from './batch/read-batch.ts';
import { type Call, segment } from './call.ts';
import { decodeData, decodePage, type Shape } from './decode.ts';
import { ContractError } from './errors.ts';
import type { Http } from './http.ts';
import { type Page, type PageRequest, pageQuery, pastTheEnd } from './pages.ts';
import type { ConnectionArgs } from './paging/arguments.ts';
import { readWindow, type Window } from './paging/window.ts';
import type { CreateOAuthClientRequest, OAuthClient, OAuthClientFilter, OAuthClientSettings } from './types.ts';

type WireClient = OAuthClient & { client_secret?: string | null | undefined };

const CLIENT: Shape<WireClient> = {
  record_type: 'string',
  client_id: 'string',
  name: 'string',
  org_id: 'string',
  user_id: 'string',
  require_pkce: 'boolean',
  created_at: 'string',
  updated_at: 'string',
};

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
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  get #memory(): ListMemory {
    return this.#http.upstream.clientLists.of(this.#http.credentialHash);
  }

  page(args: ConnectionArgs, filter: OAuthClientFilter = {}): Promise<Window<OAuthClient>> {
    const filterQuery = queryOf(filter);
    const scope = `oauth_clients?${filterQuery}`;
    return readWindow({ scope, idOf, read: (page) => this.#list(page, filterQuery) }, args);
  }

  #list(page: PageRequest, filterQuery = ''): Promise<Page<OAuthClient>> {
    const path = `${this.#http.upstream.clientsPath}?${pageQuery(page)}${filterQuery && '&'}${filterQuery}`;
    const call: Call = { method: 'GET', route: '/oauth_clients', path, access: 'read' };
    return pastTheEnd(page, async () => {
      const decoded = decodePage<WireClient>(call, await this.#http.send(call), page, CLIENT);
      for (const client of decoded.items) withoutSecret(client);
      if (filterQuery === '' && decoded.total !== undefined) this.#memory.learn(decoded.total);
      return decoded;
    });
  }

  async retrieve(clientId: string): Promise<OAuthClient> {
    const call = this.#one('GET', clientId, 'read');
    return withoutSecret(decodeData(call, await this.#http.send(call), CLIENT));
  }

  retrieveMany(clientIds: readonly string[]): Promise<(OAuthClient | Error)[]> {
    const source = {
      readPage: (page: PageRequest) => this.#list(page),
      readOne: (clientId: string) => this.retrieve(clientId),
      idOf,
    };
    return readBatch(clientIds, source, this.#memory);
  }

  async create(json: CreateOAuthClientRequest): Promise<{ client: OAuthClient; client_secret: string | null }> {
    const path = this.#http.upstream.clientsPath;
    const call: Call = { method: 'POST', route: '/oauth_clients', path, access: 'write', json };
    const client = decodeData<WireClient>(call, await this.#http.send(call), CLIENT);
    const client_secret = client.client_secret ?? null;
    this.#memory.forget();
    return { client: withoutSecret(client), client_secret };
  }

  async update(clientId: string, json: OAuthClientSettings): Promise<OAuthClient> {
    const call: Call = { ...this.#one('PUT', clientId, 'write'), json };
    return withoutSecret(decodeData(call, await this.#http.send(call), CLIENT));
  }

  async delete(clientId: string): Promise<void> {
    await this.#http.send(this.#one('DELETE', clientId, 'write'));
    this.#memory.forget();
  }

  async revealSecret(clientId: string): Promise<string | null> {
    const call = this.#one('GET', clientId, 'reveal');
    const { client_id, client_secret } = decodeData<WireClient>(call, await this.#http.send(call), CLIENT);
    if (client_id !== clientId) throw new ContractError('Telnyx answered with another client than asked for.');
    return client_secret ?? null;
  }

  #one(method: Call['method'], clientId: string, access: Call['access']): Call {
    const path = `${this.#http.upstream.clientsPath}/${segment(clientId, 'clientId')}`;
    return { method, route: '/oauth_clients/{id}', path, access };
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
