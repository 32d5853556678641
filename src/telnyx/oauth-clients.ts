import type { ListMemory } from '../lists/list-memory.ts';
import { Scan } from '../lists/scan.ts';
import type { Window } from '../lists/window.ts';
import type { WindowRequest } from '../lists/window-request.ts';
import { queryOf } from './client-filter.ts';
import { CLIENT_READERS, CLIENT_SHAPE, copyOf, REQUIRED, recognize } from './client-members.ts';
import { decodeData, decodeResource, expectId, misfit } from './decode.ts';
import { decodePage } from './decode-page.ts';
import { ContractError } from './errors.ts';
import type { Shape } from './kinds.ts';
import { toTelnyxError } from './list-errors.ts';
import { listMemoriesOf, scanCallsOf } from './list-memories.ts';
import { carryOutInDoubt, type ListEndpoint, pagedList, pageSource, readListWindow } from './list-pages.ts';
import { readMembers } from './members.ts';
import { type BatchReads, retrieveMany } from './retrieve-many.ts';
import { type Call, segment } from './transport/call.ts';
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
/** The client secret in a response, and the client that it belongs to. */
const CREDENTIALS: Shape<WireClient> = { client_id: 'text', client_secret: 'secret' };

/** The account's OAuth clients. Only {@link create} and {@link revealSecret} keep a secret when they decode. */
export class OAuthClients {
  readonly #session: Session;
  #scan: Scan<OAuthClient> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async page(window: WindowRequest, filter: OAuthClientFilter = {}): Promise<Window<OAuthClient>> {
    const query = queryOf(filter);
    const { state } = await this.#session.credentials.of('read');
    const { clients } = listMemoriesOf(state);
    const source = pageSource(this.#session, this.#list(query), clients, { plan: 'page' });
    return readListWindow({ scope: this.#session.scopeOf(`oauth_clients?${query}`), ...pagedList(source) }, window);
  }

  async all(): Promise<readonly OAuthClient[]> {
    const { state } = await this.#session.credentials.of('read');
    if (!this.#scan) {
      const { clients } = listMemoriesOf(state);
      const { read, ...list } = pagedList(pageSource(this.#session, this.#list(''), clients, { plan: 'scan' }));
      this.#scan = new Scan({ readPage: read, ...list });
    }
    return this.#scan.all().catch((error) => {
      throw toTelnyxError(error);
    });
  }

  scanCalls(): number {
    return scanCallsOf(this.#session.credentials.stateAtHand, 'clients');
  }

  #list(filter: string): ListEndpoint<OAuthClient> {
    return {
      path: this.#session.upstream.paths.clients,
      filter,
      idOf,
      decode(call, response, request) {
        const page = decodePage<WireClient>(call, response, request, CLIENT);
        const note = (member: string) => misfit(response, member);
        for (const client of page.items) presentable(client, note);
        return page;
      },
    };
  }

  async retrieve(clientId: string): Promise<OAuthClient> {
    return this.#retrieve(clientId);
  }

  /** Throws, or rejects with, a `TelnyxError`. */
  #retrieve(clientId: string, access: Call['access'] = 'read'): Promise<OAuthClient> {
    return this.#carryOut((spelling) => {
      const call = this.#one(spelling, 'GET', clientId, access);
      return this.#session.read(call, (response) =>
        presentable(decodeResource(call, response, CLIENT, 'client_id', clientId), (member) =>
          misfit(response, member),
        ),
      );
    });
  }

  retrieveMany(clientIds: readonly string[]): Promise<(OAuthClient | Error)[]> {
    const sourceOf = (memory: ListMemory): BatchReads<OAuthClient> => ({
      readPage: (page) =>
        pageSource(this.#session, this.#list(''), memory, { plan: 'batch', ids: clientIds }).read(page),
      readOne: (clientId) => this.#retrieve(clientId),
      idOf,
    });
    return retrieveMany(this.#session, clientIds, sourceOf, 'clients');
  }

  async create(json: CreateOAuthClientRequest): Promise<CreatedOAuthClient> {
    const created = await this.#carryOut(async (path) => {
      const call: Call = { method: 'POST', route: '/oauth_clients', path, access: 'write', json };
      const response = await this.#session.send(call);
      const client = decodeData<WireClient>(call, response, CREDENTIALS);
      const note = (member: string) => misfit(response, member);
      const read = readMembers(recognize(client, note), CLIENT_READERS, note);
      this.#session.reportMisfits(call, response);
      return { ...client, read };
    });
    const { read: client } = created;
    const isWhole = REQUIRED.every((member) => client[member] !== null);
    const { client_id, client_secret = null } = created;
    const { unrecognized_client_type, unrecognized_grant_types } = created;
    const whole = { ...client, unrecognized_client_type, unrecognized_grant_types } as OAuthClient;
    return { client_id, client_secret, client: isWhole ? whole : null };
  }

  async copy(clientId: string, name: string): Promise<CreatedOAuthClient> {
    const request = copyOf(await this.#retrieve(clientId, 'write'), name);
    if (!request)
      throw new ContractError('Telnyx does not return all settings of this client, so a copy would differ.');
    return this.create(request);
  }

  async update(clientId: string, json: OAuthClientSettings): Promise<OAuthClient> {
    return this.#carryOut(async (spelling) => {
      const call: Call = { ...this.#one(spelling, 'PUT', clientId, 'write'), json };
      const response = await this.#session.send(call);
      const decoded = decodeResource(call, response, CLIENT, 'client_id', clientId);
      const client = presentable(decoded, (member) => misfit(response, member));
      this.#session.reportMisfits(call, response);
      return client;
    });
  }

  async delete(clientId: string): Promise<void> {
    return this.#carryOut(async (spelling) => {
      const call: Call = { ...this.#one(spelling, 'DELETE', clientId, 'write'), changesGrants: true };
      const response = await this.#session.send(call);
      if (response.status === 204 || response.doneBefore) return;
      // 204 is documented. Any other success only has to come from the API, and must not name another client.
      const { client_id } = (objectOf(call, response).data ?? {}) as { client_id?: unknown };
      if (client_id != null) expectId(call, response, client_id, clientId);
    });
  }

  async revealSecret(clientId: string): Promise<string | null> {
    return this.#carryOut(async (spelling) => {
      const call = this.#one(spelling, 'GET', clientId, 'reveal');
      const response = await this.#session.send(call);
      const { client_secret } = decodeResource<WireClient>(call, response, CREDENTIALS, 'client_id', clientId);
      return client_secret ?? null;
    });
  }

  /** Carries out a call with the spelling of the path that the API has. */
  #carryOut<T>(carryOut: (spelling: string) => Promise<T>): Promise<T> {
    const { clients } = this.#session.upstream.paths;
    if (clients.isProven) return carryOut(clients.current);
    const memory = async () => listMemoriesOf((await this.#session.credentials.of('read')).state).clients;
    return carryOutInDoubt(this.#session, this.#list(''), memory, carryOut);
  }

  #one(spelling: string, method: Call['method'], clientId: string, access: Call['access']): Call {
    const rest = `/${segment(clientId, 'clientId')}`;
    const { clients } = this.#session.upstream.paths;
    const shownPath = clients.shown(spelling, rest);
    return {
      method,
      route: '/oauth_clients/{id}',
      path: spelling + rest,
      shownPath,
      resource: clients,
      access,
      ids: [clientId],
    };
  }
}

const idOf = (client: OAuthClient): string => client.client_id;

/** Removes the secret and unknown values from the object. Assigning keeps its hidden class, deleting would not. */
function presentable(client: WireClient, note: (member: string) => void): OAuthClient {
  if (client.client_secret !== undefined) client.client_secret = undefined;
  return recognize(client, note);
}
