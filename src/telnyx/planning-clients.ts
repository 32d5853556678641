import { forecastScan } from '../lists/forecast.ts';
import { MAX_PAGE_SIZE } from '../lists/pages.ts';
import type { Step } from './call-plan.ts';
import { queryOf } from './client-filter.ts';
import { OAuthClients } from './oauth-clients.ts';
import { placeholderClient } from './placeholders.ts';
import { PlanningBatches } from './planning-batches.ts';
import { addPages, type PlanningList, plannedWindow, planWindow } from './planning-pages.ts';
import type { PlanningSession } from './planning-session.ts';
import type { OAuthClient, OAuthClientFilter, Window, WindowRequest } from './types.ts';

/** The account's OAuth clients, of which no call is made. */
export class PlanningClients extends OAuthClients {
  readonly #session: PlanningSession;
  #batches: PlanningBatches<OAuthClient> | undefined;
  #scan: readonly Step[] | undefined;

  constructor(session: PlanningSession) {
    super(session);
    this.#session = session;
  }

  override async page(window: WindowRequest, filter: OAuthClientFilter = {}): Promise<Window<OAuthClient>> {
    const { plan } = this.#session;
    const query = queryOf(filter);
    const list = await this.#list(query);
    list.outlook.isRead = true;
    const items = await planWindow(list, this.#session.scopeOf(`oauth_clients?${query}`), window);
    await plan.answered();
    const source = plan.newSource();
    return plannedWindow(items, (isCertain) => placeholderClient(plan.placeholder(source, isCertain)));
  }

  override async all(): Promise<readonly OAuthClient[]> {
    const { plan } = this.#session;
    const list = await this.#list('');
    list.outlook.isRead = true;
    if (this.#scan) for (const step of this.#scan) plan.join(step);
    else this.#scan = addPages(list, forecastScan(list.outlook, true), { why: 'scan', isShared: true });
    await plan.answered();
    const source = plan.newSource();
    const count = Math.min(list.outlook.length.most, MAX_PAGE_SIZE);
    return Array.from({ length: count }, () => placeholderClient(plan.placeholder(source, false)));
  }

  override async retrieveMany(clientIds: readonly string[]): Promise<(OAuthClient | Error)[]> {
    const { plan } = this.#session;
    this.#batches ??= new PlanningBatches({
      list: await this.#list(''),
      idName: 'clientId',
      retrieve: (clientId) => this.retrieve(clientId),
      make: (clientId, source) => placeholderClient(plan.placeholder(source, false, clientId)),
    });
    return this.#batches.read(clientIds);
  }

  async #list(filter: string): Promise<PlanningList> {
    const session = this.#session;
    const { clients: outlook } = session.outlooksOf(await session.credentials.of('read'));
    return { session, path: session.upstream.paths.clients, filter, outlook };
  }
}
