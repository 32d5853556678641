import type { ListMemory } from '../lists/list-memory.ts';
import { Scan } from '../lists/scan.ts';
import type { Window } from '../lists/window.ts';
import type { WindowRequest } from '../lists/window-request.ts';
import { decodeResource } from './decode.ts';
import { decodePage } from './decode-page.ts';
import { matches, nameOf } from './grant-filter.ts';
import type { Shape } from './kinds.ts';
import { toTelnyxError } from './list-errors.ts';
import { listMemoriesOf, scanCallsOf } from './list-memories.ts';
import { carryOutInDoubt, type ListEndpoint, pagedList, pageSource, readListWindow } from './list-pages.ts';
import { type BatchReads, retrieveMany } from './retrieve-many.ts';
import { revokeMany } from './revoke-many.ts';
import { type Call, segment } from './transport/call.ts';
import { requestIdOf } from './transport/response-errors.ts';
import type { Session } from './transport/session.ts';
import type { FoundGrants, OAuthGrant, OAuthGrantFilter, Revocation, RevocationResult, Revocations } from './types.ts';

const GRANT: Shape<OAuthGrant> = {
  id: 'id',
  record_type: 'string',
  client_id: 'id',
  scopes: 'texts',
  created_at: 'time',
  last_used_at: 'time?',
};

const idOf = (grant: OAuthGrant): string => grant.id;

/** One reading of the list for all filters of the operation, until the operation changes something. */
interface SharedScan {
  readonly scan: Scan<OAuthGrant>;
  readonly changes: number;
}

/** The account's grants: what its users have allowed OAuth clients to do. */
export class OAuthGrants {
  readonly #session: Session;
  #shared: SharedScan | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async page(
    window: WindowRequest,
    filter?: OAuthGrantFilter,
    { total }: { total: boolean } = { total: true },
  ): Promise<Window<OAuthGrant>> {
    const { state } = await this.#session.credentials.of('read');
    const { grants } = listMemoriesOf(state);
    if (filter === undefined) {
      const source = pageSource(this.#session, this.#list, grants, { plan: 'page' });
      return readListWindow({ scope: this.#session.scopeOf('oauth_grants'), ...pagedList(source) }, window);
    }
    const sequential = !total && window.last == null;
    const predicate = (grant: OAuthGrant) => matches(grant, filter);
    const scan = this.#scan(grants);
    const scope = this.#session.scopeOf(`oauth_grants ${nameOf(filter)}`);
    return readListWindow(scan.filtered(predicate, scope, { sequential }), window);
  }

  async all(): Promise<readonly OAuthGrant[]> {
    const { state } = await this.#session.credentials.of('read');
    const scan = this.#scan(listMemoriesOf(state).grants);
    return scan.all().catch((error) => {
      throw toTelnyxError(error);
    });
  }

  #scan(memory: ListMemory): Scan<OAuthGrant> {
    const { grantChanges: changes } = this.#session;
    if (this.#shared?.changes !== changes) {
      const { read, ...list } = pagedList(pageSource(this.#session, this.#list, memory, { plan: 'scan' }));
      this.#shared = { scan: new Scan({ readPage: read, ...list }), changes };
    }
    return this.#shared.scan;
  }

  get #list(): ListEndpoint<OAuthGrant> {
    return {
      path: this.#session.upstream.paths.grants,
      filter: '',
      idOf,
      decode: (call, response, page) => decodePage(call, response, page, GRANT),
    };
  }

  scanCalls(): number {
    return scanCallsOf(this.#session.credentials.stateAtHand, 'grants');
  }

  async retrieve(grantId: string): Promise<OAuthGrant> {
    return this.#retrieve(grantId);
  }

  /** Throws, or rejects with, a `TelnyxError`. */
  #retrieve(grantId: string): Promise<OAuthGrant> {
    return this.#carryOut((spelling) => {
      const call = this.#one(spelling, 'GET', grantId, 'read');
      return this.#session.read(call, (response) => decodeResource(call, response, GRANT, 'id', grantId));
    });
  }

  retrieveMany(grantIds: readonly string[]): Promise<(OAuthGrant | Error)[]> {
    const sourceOf = (memory: ListMemory): BatchReads<OAuthGrant> => ({
      readPage: (page) => pageSource(this.#session, this.#list, memory, { plan: 'batch', ids: grantIds }).read(page),
      readOne: (grantId) => this.#retrieve(grantId),
      idOf,
    });
    return retrieveMany(this.#session, grantIds, sourceOf, 'grants');
  }

  async revoke(grantId: string): Promise<Revocation> {
    return this.#carryOut(async (spelling) => {
      const call = this.#revocation(spelling, grantId);
      const response = await this.#session.send(call);
      // 204 is not documented here, but is as clear as a body.
      if (response.doneBefore || response.status === 204) return { grant: null };
      return { grant: decodeResource(call, response, GRANT, 'id', grantId) };
    });
  }

  async findToRevoke(filter: OAuthGrantFilter): Promise<FoundGrants> {
    const { state } = await this.#session.credentials.of('revoke');
    const { grants } = listMemoriesOf(state);
    const source = pageSource(this.#session, this.#list, grants, { plan: 'scan', access: 'revoke' });
    const { read, ...list } = pagedList(source);
    const all = await new Scan({ readPage: read, ...list }).all().catch((error) => {
      throw toTelnyxError(error);
    });
    const ids = all.filter((grant) => matches(grant, filter)).map(idOf);
    return { count: ids.length, first: (count) => ids.slice(0, count) };
  }

  revokeMany(grantIds: readonly string[], onResult: (result: RevocationResult) => Promise<void>): Promise<Revocations> {
    const revoke = (grantId: string) =>
      this.#carryOut(async (spelling) => requestIdOf(await this.#session.send(this.#revocation(spelling, grantId))));
    return revokeMany(grantIds, { revoke, caller: this.#session.caller, onResult });
  }

  /** Carries out a call with the spelling of the path that the API has. */
  #carryOut<T>(carryOut: (spelling: string) => Promise<T>): Promise<T> {
    const { grants } = this.#session.upstream.paths;
    if (grants.isProven) return carryOut(grants.current);
    const memory = async () => listMemoriesOf((await this.#session.credentials.of('read')).state).grants;
    return carryOutInDoubt(this.#session, this.#list, memory, carryOut);
  }

  #revocation(spelling: string, grantId: string): Call {
    return { ...this.#one(spelling, 'DELETE', grantId, 'revoke'), changesGrants: true };
  }

  #one(spelling: string, method: Call['method'], grantId: string, access: Call['access']): Call {
    const rest = `/${segment(grantId, 'grantId')}`;
    const { grants } = this.#session.upstream.paths;
    const shownPath = grants.shown(spelling, rest);
    return {
      method,
      route: '/oauth_grants/{id}',
      path: spelling + rest,
      shownPath,
      resource: grants,
      access,
      ids: [grantId],
    };
  }
}
