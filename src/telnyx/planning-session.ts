import type { Bounds } from '../lists/forecast.ts';
import type { CallPlan } from './call-plan.ts';
import { documentAt } from './documents.ts';
import { listMemoriesOf } from './list-memories.ts';
import { ListOutlook } from './list-outlook.ts';
import { placeholderAnswer } from './placeholders.ts';
import { type Call, isUrgent } from './transport/call.ts';
import type { CallContext } from './transport/call-context.ts';
import type { Credential } from './transport/credentials.ts';
import { ResourcePath } from './transport/resource-path.ts';
import type { UpstreamResponse } from './transport/response-errors.ts';
import { Session, type Success } from './transport/session.ts';
import type { Upstream } from './transport/upstream.ts';

/** The lists as a plan sees them. */
interface Outlooks {
  readonly clients: ListOutlook;
  readonly grants: ListOutlook;
}

const ONCE: Bounds = { least: 1, most: 1 };
/** A document that is stale is served, and fetched anew unless that is being done. */
const MAYBE: Bounds = { least: 0, most: 1 };
const NEVER: Bounds = { least: 0, most: 0 };

/**
 * Makes no call. Each that it is asked for becomes a step of a plan, and is answered by a placeholder, so that what is
 * asked of the answer can be planned as well.
 */
export class PlanningSession extends Session {
  readonly plan: CallPlan;
  readonly #kept: Upstream;
  #outlooks: Outlooks | undefined;
  #grantChanges = 0;

  constructor(upstream: Upstream, caller: CallContext, plan: CallPlan) {
    super(withPathsAsTheyAre(upstream), caller);
    this.plan = plan;
    this.#kept = upstream;
  }

  override get grantChanges(): number {
    return this.#grantChanges;
  }

  /** What is known of the lists of this credential. */
  outlooksOf({ state }: Credential): Outlooks {
    const { clients, grants } = listMemoriesOf(state);
    const scarcity = (route: string) => (calls: number) => state.quota.isScarce({ method: 'GET', route }, calls);
    this.#outlooks ??= {
      clients: new ListOutlook(clients, scarcity('/oauth_clients/{id}')),
      grants: new ListOutlook(grants, scarcity('/oauth_grants/{id}')),
    };
    return this.#outlooks;
  }

  override async send(call: Call): Promise<Success> {
    const answer = await this.#answerTo(call, ONCE, undefined);
    if (call.access === 'write' || call.access === 'revoke') await this.change(call);
    return { ...answer, doneBefore: false };
  }

  override async read<T>(call: Call, decode: (response: UpstreamResponse) => T): Promise<T> {
    const document = documentAt(this.#kept, call.route);
    const isKept = document !== undefined && !this.caller.isolated;
    const calls = { absent: ONCE, stale: MAYBE, fresh: NEVER }[isKept ? document.state : 'absent'];
    return decode(await this.#answerTo(call, calls, this.keyOf(call)));
  }

  /** The key by which a read is shared with identical ones; undefined: it is shared with none. */
  keyOf(call: Call): string | undefined {
    return this.caller.isolated || isUrgent(call) ? undefined : `GET ${call.path}`;
  }

  async #answerTo(call: Call, { least, most }: Bounds, key: string | undefined): Promise<UpstreamResponse> {
    const { plan } = this;
    await this.credentials.of(call.access);
    const { method, route, access, authorization, ids } = call;
    if (most > 0) {
      const [path = route] = (call.shownPath ?? call.path).split('?');
      const calls = { least: plan.isFirstOfField() ? least : 0, most };
      const isCounted = access !== 'public' && access !== 'protocol' && authorization === undefined;
      plan.add({ method, route, path, why: call.plan ?? 'single', isCounted, calls, key, ids });
    }
    await plan.answered();
    const source = plan.newSource();
    for (const id of ids ?? []) plan.placeholder(source, false, id);
    return placeholderAnswer(call, () => plan.placeholder(source, false));
  }

  /** What was known of the lists before a call is out of date after it. */
  async change({ access, method, changesGrants }: Pick<Call, 'access' | 'method' | 'changesGrants'>): Promise<void> {
    if (method === 'PUT') return;
    const { clients, grants } = this.outlooksOf(await this.credentials.of(access));
    clients.change({ lost: 1, added: 1 });
    if (!changesGrants) return;
    // Nothing is known of what becomes of the grants to a client that is deleted.
    grants.change({ lost: Number.POSITIVE_INFINITY, added: 1 });
    this.#grantChanges++;
    this.plan.grantsChange();
  }
}

/** Whether a path is spelled so is not what a plan is about: that is told apart. */
function withPathsAsTheyAre({ paths, ...upstream }: Upstream): Upstream {
  const fixed = ({ documented, current }: ResourcePath) => new ResourcePath(documented, '', current);
  return { ...upstream, paths: { clients: fixed(paths.clients), grants: fixed(paths.grants) } };
}
