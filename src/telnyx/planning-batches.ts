import { type Bounds, forecastBatch, isProbed } from '../lists/forecast.ts';
import type { Step } from './call-plan.ts';
import { addPages, type PlanningList } from './planning-pages.ts';
import { segment } from './transport/call.ts';

/** The items of a list, whose reads by id are planned. */
export interface PlanningItems<T> {
  /** The whole list. */
  readonly list: PlanningList;
  readonly idName: string;
  /** Plans the read of one item. Rejects with `ValidationError` for what is no id. */
  readonly retrieve: (id: string) => Promise<T>;
  readonly make: (id: string, source: number) => T;
}

/** What batches of one list are known to read so far. */
export class PlanningBatches<T> {
  readonly #items: PlanningItems<T>;
  /** Whether the caller has named ids: an id that an answer brings may be one of them. */
  #isAsked = false;
  readonly #sent = { ids: new Set<string>(), sources: new Set<number | undefined>(), isCertain: false };
  #step: Step | undefined;

  constructor(items: PlanningItems<T>) {
    this.#items = items;
  }

  /** Plans the reads of these ids: an object for each, or the error that it is no id. */
  async read(ids: readonly string[]): Promise<(T | Error)[]> {
    const { list, idName, retrieve, make } = this.#items;
    const { plan } = list.session;
    if (plan.isBegin && ids.length === 1) {
      this.#isAsked = true;
      return [await retrieve(ids[0]!).catch((error: Error) => error)];
    }
    const faults = new Map(ids.map((id) => [id, faultOf(id, idName)]));
    const valid = ids.filter((id) => !faults.get(id));
    if (plan.isBegin) this.#ask(ids, valid);
    else if (valid.length > 0) this.#send(valid);
    await plan.answered();
    const source = plan.newSource();
    return ids.map((id) => faults.get(id) ?? make(id, source));
  }

  /** Ids that the caller names are all read in one batch. */
  #ask(ids: readonly string[], valid: readonly string[]): void {
    const { list } = this.#items;
    const { outlook } = list;
    const { largest, total, isDenied } = outlook;
    this.#isAsked = true;
    const missing = valid.filter((id) => outlook.isMissing(id)).length;
    const wanted = ids.length - missing;
    const known = { wanted, missing, invalid: ids.length - valid.length, total, largest, isDenied };
    // Others take from the quota, too: near the border it may be either way.
    const batches = [MARGIN, 1 / MARGIN].map((margin) => ({ ...known, isScarce: outlook.isScarce(wanted * margin) }));
    const forecasts = batches.map(forecastBatch);
    const calls = {
      least: Math.min(...forecasts.map(({ least }) => least)),
      most: Math.max(...forecasts.map(({ most }) => most)),
    };
    if (calls.most === 0) return;
    if (!batches.every(isProbed)) return void this.#add(calls, ids);
    const probe = { calls: ONCE, requests: [{ number: 1, size: largest }], atOnce: 1 };
    const after = addPages(list, probe, { why: 'batch', isShared: true, ids });
    this.#add({ least: calls.least - 1, most: calls.most - 1 }, ids, after);
  }

  /** How many distinct ids answers bring, and in how many batches they are read, only the answers tell. */
  #send(ids: readonly string[]): void {
    const { plan } = this.#items.list.session;
    for (const id of ids) {
      const origin = plan.originOf(id);
      this.#sent.ids.add(id);
      this.#sent.sources.add(origin?.source);
      this.#sent.isCertain ||= origin?.isCertain === true;
    }
    const isAlone = !this.#isAsked && !this.#items.list.outlook.isRead;
    const calls = {
      least: this.#sent.isCertain && isAlone ? 1 : 0,
      most: this.#sent.ids.size + this.#probes(),
    };
    if (!this.#step) this.#step = this.#add(calls, ids);
    else plan.join(Object.assign(this.#step, calls), ids);
  }

  /** Pages that may be read in vain: one a batch, of batches that are large enough. */
  #probes(): number {
    const { outlook } = this.#items.list;
    const { total, largest, isDenied, isRead } = outlook;
    const [wanted, batches] = [this.#sent.ids.size, this.#sent.sources.size];
    const isScarce = outlook.isScarce(wanted * MARGIN);
    // The length may be learnt before the batch is read.
    const isLearnt = total === undefined && (isRead || batches > 1);
    const mayProbe = isProbed({ wanted, total, largest, isDenied, isScarce }) || (isLearnt && !isDenied && wanted > 1);
    return mayProbe ? Math.min(batches, Math.max(1, Math.floor(wanted / 2))) : 0;
  }

  #add(calls: Bounds, ids: readonly string[], after: readonly Step[] = []): Step {
    const { session, path } = this.#items.list;
    const route = `${path.documented}/{id}`;
    return session.plan.add({ method: 'GET', route, path: route, why: 'batch', isCounted: true, calls, ids, after });
  }
}

/** By how much what is left of the quota may change until the batch is read. */
const MARGIN = 2;

const ONCE: Bounds = { least: 1, most: 1 };

function faultOf(id: string, idName: string): Error | undefined {
  try {
    segment(id, idName);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
