import type { ListMemory } from './batch/memory.ts';
import { readBatch } from './batch/read-batch.ts';
import { type Call, segment } from './call.ts';
import { decodeData, decodePage, type Shape } from './decode.ts';
import { matches, nameOf } from './grant-filter.ts';
import type { Http } from './http.ts';
import { type Page, type PageRequest, pageQuery, pastTheEnd } from './pages.ts';
import type { ConnectionArgs } from './paging/arguments.ts';
import { readWindow, type Window } from './paging/window.ts';
import { createScan, type Scan } from './scan.ts';
import type { OAuthGrant, OAuthGrantFilter, Revocation } from './types.ts';

const GRANT: Shape<OAuthGrant> = {
  id: 'string',
  record_type: 'string',
  client_id: 'string',
  scopes: 'array',
  created_at: 'string',
};

const idOf = (grant: OAuthGrant): string => grant.id;

/** The account's grants: what its users allowed OAuth clients to do. */
export class OAuthGrants {
  readonly #http: Http;
  /** One reading of the list for all filters of the operation. */
  #scan: Scan<OAuthGrant> | undefined;

  constructor(http: Http) {
    this.#http = http;
  }

  page(args: ConnectionArgs, filter?: OAuthGrantFilter, wanted = { total: true }): Promise<Window<OAuthGrant>> {
    if (filter === undefined) {
      return readWindow({ scope: 'oauth_grants', idOf, read: (page) => this.#list(page) }, args);
    }
    const sequential = !wanted.total && args.last == null;
    this.#scan ??= createScan({ readPage: (page) => this.#list(page), idOf });
    const scope = `oauth_grants ${nameOf(filter)}`;
    return readWindow(
      this.#scan.filtered((grant) => matches(grant, filter), scope, { sequential }),
      args,
    );
  }

  get #memory(): ListMemory {
    return this.#http.upstream.grantLists.of(this.#http.credentialHash);
  }

  #list(page: PageRequest): Promise<Page<OAuthGrant>> {
    const path = `${this.#http.upstream.grantsPath}?${pageQuery(page)}`;
    const call: Call = { method: 'GET', route: '/oauth_grants', path, access: 'read' };
    return pastTheEnd(page, async () => {
      const decoded = decodePage<OAuthGrant>(call, await this.#http.send(call), page, GRANT);
      if (decoded.total !== undefined) this.#memory.learn(decoded.total);
      return decoded;
    });
  }

  async retrieve(grantId: string): Promise<OAuthGrant> {
    const call = this.#one('GET', grantId, 'read');
    return decodeData(call, await this.#http.send(call), GRANT);
  }

  retrieveMany(grantIds: readonly string[]): Promise<(OAuthGrant | Error)[]> {
    const source = {
      readPage: (page: PageRequest) => this.#list(page),
      readOne: (grantId: string) => this.retrieve(grantId),
      idOf,
    };
    return readBatch(grantIds, source, this.#memory);
  }

  async revoke(grantId: string): Promise<Revocation> {
    const call = this.#one('DELETE', grantId, 'revoke');
    const answer = await this.#http.send(call);
    this.#memory.forget();
    this.#scan = undefined;
    // 204 is not documented here, but says all that matters.
    if (answer.doneBefore || answer.status === 204) return { grant: null };
    return { grant: decodeData(call, answer, GRANT) };
  }

  #one(method: Call['method'], grantId: string, access: Call['access']): Call {
    const path = `${this.#http.upstream.grantsPath}/${segment(grantId, 'grantId')}`;
    return { method, route: '/oauth_grants/{id}', path, access };
  }
}
