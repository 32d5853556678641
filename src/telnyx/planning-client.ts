import { CallPlan, type PlanWatch } from './call-plan.ts';
import { RestApi } from './client.ts';
import { type PlanReport, reportOf } from './plan-report.ts';
import { PlanningClients } from './planning-clients.ts';
import { PlanningGrants } from './planning-grants.ts';
import { checkedRequest, plannedWindow } from './planning-pages.ts';
import { PlanningSession } from './planning-session.ts';
import type { CallContext } from './transport/call-context.ts';
import type { Upstream } from './transport/upstream.ts';
import type { MadeList, Telnyx, Window, WindowRequest } from './types.ts';

/** The REST API for one caller, which makes no call: it tells which ones would be made. */
export interface PlanningTelnyx extends Telnyx {
  /** Nothing was asked for that the REST API would answer. */
  readonly isEmpty: boolean;
  report(): PlanReport;
}

export function createPlanningTelnyx(upstream: Upstream, caller: CallContext, watch: PlanWatch): PlanningTelnyx {
  return new PlanningApi(upstream, new PlanningSession(upstream, caller, new CallPlan(watch)));
}

/** Lists, batches and revocations of many are planned by what is known of the lists; each other call is one step. */
class PlanningApi extends RestApi implements PlanningTelnyx {
  readonly #upstream: Upstream;
  readonly #session: PlanningSession;
  readonly #clients: PlanningClients;
  readonly #grants: PlanningGrants;

  constructor(upstream: Upstream, session: PlanningSession) {
    super(session);
    this.#upstream = upstream;
    this.#session = session;
    this.#clients = new PlanningClients(session);
    this.#grants = new PlanningGrants(session);
  }

  override get oauthClients() {
    return this.#clients;
  }

  override get oauthGrants() {
    return this.#grants;
  }

  /** Of items that are only planned: as many as the window may have. */
  override async windowOf<T>({ name, items }: MadeList<T>, window: WindowRequest): Promise<Window<T>> {
    const { count } = checkedRequest(window, this.#session.scopeOf(name));
    const most = Math.min(count, items.length);
    const remaining = items.values();
    return plannedWindow({ least: 0, most }, () => remaining.next().value!);
  }

  get isEmpty(): boolean {
    return this.#session.plan.isBegin;
  }

  report(): PlanReport {
    return reportOf(this.#session, this.#upstream);
  }
}
