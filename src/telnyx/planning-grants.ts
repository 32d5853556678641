import { forecastScan } from '../lists/forecast.ts';
import type { Step } from './call-plan.ts';
import { nameOf } from './grant-filter.ts';
import { OAuthGrants } from './oauth-grants.ts';
import { placeholderGrant } from './placeholders.ts';
import { PlanningBatches } from './planning-batches.ts';
import { addPages, checkedRequest, type PlanningList, plannedWindow, planWindow } from './planning-pages.ts';
import type { PlanningSession } from './planning-session.ts';
import { isId } from './transport/call.ts';
import type { Access, FoundGrants, OAuthGrant, OAuthGrantFilter, Revocations, Window, WindowRequest } from './types.ts';

/** The reading of the list that all filters share, until the operation changes the list. */
interface PlanningScan {
  readonly steps: readonly Step[];
  readonly changes: number;
}

/** The account's grants, of which no call is made. */
export class PlanningGrants extends OAuthGrants {
  readonly #session: PlanningSession;
  #batches: PlanningBatches<OAuthGrant> | undefined;
  #scan: PlanningScan | undefined;

  constructor(session: PlanningSession) {
    super(session);
    this.#session = session;
  }

  override async page(
    window: WindowRequest,
    filter?: OAuthGrantFilter,
    { total }: { total: boolean } = { total: true },
  ): Promise<Window<OAuthGrant>> {
    const { plan } = this.#session;
    const list = await this.#list('read');
    const items = filter
      ? this.#planFiltered(list, window, filter, total || window.last != null)
      : await planWindow(list, this.#session.scopeOf('oauth_grants'), window);
    await plan.answered();
    const source = plan.newSource();
    return plannedWindow(items, (isCertain) => {
      const clientId = plan.placeholder(source, isCertain, filter?.client_id);
      return placeholderGrant(plan.placeholder(source, isCertain), clientId);
    });
  }

  /** Answers how many items the window may have. */
  #planFiltered(list: PlanningList, window: WindowRequest, filter: OAuthGrantFilter, isWhole: boolean) {
    const { count } = checkedRequest(window, this.#session.scopeOf(`oauth_grants ${nameOf(filter)}`));
    const { plan } = this.#session;
    // Of the grants to a client that is only planned, it is not certain that anyone asks.
    const isCertain = !plan.isSupposed && (plan.originOf(filter.client_id ?? '')?.isCertain ?? true);
    this.#planScan(list, isWhole, isCertain);
    // The list is read for a text that is no id, too, and no grant is found.
    const mayMatch = filter.client_id === undefined || isId(filter.client_id);
    return { least: 0, most: mayMatch ? Math.min(count, list.outlook.length.most) : 0 };
  }

  override async all(): Promise<readonly OAuthGrant[]> {
    const { plan } = this.#session;
    this.#planScan(await this.#list('read'), true, plan.isBegin);
    await plan.answered();
    return [];
  }

  #planScan(list: PlanningList, isWhole: boolean, isCertain: boolean): void {
    const { plan, grantChanges: changes } = this.#session;
    const { length, largest } = list.outlook;
    const forecast = forecastScan({ length, largest }, isWhole);
    const calls = isCertain ? forecast.calls : { ...forecast.calls, least: 0 };
    if (this.#scan?.changes === changes) {
      for (const step of this.#scan.steps) plan.join(step);
    } else {
      const requests = forecastScan({ length, largest }, true).requests;
      const steps = addPages(list, { ...forecast, requests, calls }, { why: 'scan', isShared: true });
      this.#scan = { steps, changes };
    }
    const [first, rest] = this.#scan.steps;
    if (first) first.least = Math.max(first.least, Math.min(1, calls.least));
    if (rest) rest.least = Math.max(rest.least, calls.least - 1);
  }

  override async retrieveMany(grantIds: readonly string[]): Promise<(OAuthGrant | Error)[]> {
    const { plan } = this.#session;
    this.#batches ??= new PlanningBatches({
      list: await this.#list('read'),
      idName: 'grantId',
      retrieve: (grantId) => this.retrieve(grantId),
      make: (grantId, source) =>
        placeholderGrant(plan.placeholder(source, false, grantId), plan.placeholder(source, false)),
    });
    return this.#batches.read(grantIds);
  }

  override async findToRevoke(): Promise<FoundGrants> {
    const { plan } = this.#session;
    const list = await this.#list('revoke');
    addPages(list, forecastScan(list.outlook, true), { why: 'scan', isShared: false });
    await plan.answered();
    const most = list.outlook.length.most;
    const source = plan.newSource();
    return {
      count: 0,
      first: (count) => Array.from({ length: Math.min(count, most) }, () => plan.placeholder(source, false)),
    };
  }

  override async revokeMany(grantIds: readonly string[]): Promise<Revocations> {
    const { plan } = this.#session;
    const path = '/oauth_grants/{id}';
    const calls = { least: 0, most: grantIds.length };
    if (calls.most > 0) plan.add({ method: 'DELETE', route: path, path, why: 'single', isCounted: true, calls });
    await plan.answered();
    await this.#session.change({ method: 'DELETE', access: 'revoke', changesGrants: true });
    return { results: [], stoppedBy: undefined };
  }

  async #list(access: Access): Promise<PlanningList> {
    const session = this.#session;
    const { grants: outlook } = session.outlooksOf(await session.credentials.of(access));
    return { session, path: session.upstream.paths.grants, filter: '', outlook };
  }
}
