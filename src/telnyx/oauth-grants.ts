import type { BatchSource } from './batch/read-batch.ts';
import { batchOf, retrieveMany } from './batch/retrieve-many.ts';
import { type Call, segment, type Why } from './call.ts';
import { decodeData, decodePage, type Shape } from './decode.ts';
import { matches, nameOf } from './grant-filter.ts';
import type { Http } from './http.ts';
import { type Page, type PageRequest, pageQuery, pastTheEnd } from './pages.ts';
import type { ConnectionArgs } from './paging/arguments.ts';
import { readWindow, type Window } from './paging/window.ts';
import { createScan, type Scan } from './scan.ts';
import type { Fields, FieldsOf, OAuthGrant, OAuthGrantFilter, Revocation } from './types.ts';

const GRANT: Shape<OAuthGrant> = {
  id: 'string',
  record_type: 'string',
  client_id: 'string',
  scopes: 'array',
  created_at: 'string',
};

const idOf = (grant: OAuthGrant): string => grant.id;

/** One reading of the list for all filters of the operation, until the operation changes something. */
interface SharedScan {
  readonly scan: Scan<OAuthGrant>;
  /** Who asked for it. */
  readonly fields: string[];
  readonly changes: number;
}

/** The account's grants: what its users allowed OAuth clients to do. */
export class OAuthGrants {
  readonly #http: Http;
  #shared: SharedScan | undefined;

  constructor(http: Http) {
    this.#http = http;
  }

  page(
    args: ConnectionArgs,
    filter?: OAuthGrantFilter,
    { total, fields = [] }: { total: boolean; fields?: Fields } = { total: true },
  ): Promise<Window<OAuthGrant>> {
    if (filter === undefined) {
      const why: Why = { plan: 'page', fields };
      return readWindow({ scope: 'oauth_grants', idOf, read: (page) => this.#list(page, why) }, args);
    }
    const sequential = !total && args.last == null;
    const predicate = (grant: OAuthGrant) => matches(grant, filter);
    return readWindow(this.#scan(fields).filtered(predicate, `oauth_grants ${nameOf(filter)}`, { sequential }), args);
  }

  #scan(askers: Fields): Scan<OAuthGrant> {
    const { changes } = this.#http;
    if (this.#shared?.changes !== changes) {
      const fields: string[] = [];
      const scan = createScan({ readPage: (page) => this.#list(page, { plan: 'scan', fields }), idOf });
      this.#shared = { scan, fields, changes };
    }
    const { scan, fields } = this.#shared;
    for (const field of askers) if (!fields.includes(field)) fields.push(field);
    return scan;
  }

  async #list(page: PageRequest, why: Why): Promise<Page<OAuthGrant>> {
    const path = `${this.#http.upstream.grantsPath}?${pageQuery(page)}`;
    const call: Call = { method: 'GET', route: '/oauth_grants', path, access: 'read', why };
    const { grantList } = await this.#http.account('read');
    const read = this.#http.read(call, (answer) => decodePage<OAuthGrant>(call, answer, page, GRANT));
    return pastTheEnd(page, read, grantList);
  }

  async retrieve(grantId: string, fields: Fields = []): Promise<OAuthGrant> {
    return this.#retrieve(grantId, fields);
  }

  /** Throws, or rejects with, a `TelnyxError`. */
  #retrieve(grantId: string, fields: Fields = []): Promise<OAuthGrant> {
    const call = this.#one('GET', grantId, 'read', { plan: 'single', fields });
    return this.#http.read(call, (answer) => decodeData(call, answer, GRANT));
  }

  retrieveMany(grantIds: readonly string[], fieldsOf?: FieldsOf): Promise<(OAuthGrant | Error)[]> {
    const source: BatchSource<OAuthGrant> = {
      readPage: (page) => this.#list(page, batchOf(grantIds, fieldsOf)),
      readOne: (grantId) => this.#retrieve(grantId, fieldsOf?.(grantId)),
      idOf,
    };
    return retrieveMany(this.#http, grantIds, source, 'grantList');
  }

  async revoke(grantId: string): Promise<Revocation> {
    const call = this.#one('DELETE', grantId, 'revoke');
    const answer = await this.#http.send(call);
    // 204 is not documented here, but says all that matters.
    if (answer.doneBefore || answer.status === 204) return { grant: null };
    return { grant: decodeData(call, answer, GRANT) };
  }

  #one(method: Call['method'], grantId: string, access: Call['access'], why?: Why): Call {
    const path = `${this.#http.upstream.grantsPath}/${segment(grantId, 'grantId')}`;
    return { method, route: '/oauth_grants/{id}', path, access, why };
  }
}
