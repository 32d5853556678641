import { AsyncLocalStorage } from 'node:async_hooks';
import type { ResponsePath } from 'graphql';
import type { Plan } from '../telnyx/transport/call.ts';
import type { PlannedBatch } from '../telnyx/transport/call-context.ts';
import type { CallRecord } from '../telnyx/transport/call-record.ts';
import type { RateLimit } from '../telnyx/transport/rate-limit.ts';

/** One REST call in `extensions.upstream`. */
export interface TracedCall {
  readonly method: string;
  readonly path: string;
  /** Null: no response came, or the call of another request was shared. */
  readonly status: number | null;
  /** Milliseconds after the first call began. */
  readonly start: number;
  /** Milliseconds, retries included. */
  readonly duration: number;
  readonly retries: number;
  /** This request made no call, but shared one that another request had in flight. */
  readonly shared: boolean;
  readonly plan: Plan;
  /** The fields that it was made for, without list indices. */
  readonly fields: readonly string[];
}

/** A finished call, to be compared with what was planned. */
export interface MadeCall extends Pick<CallRecord, 'method' | 'route' | 'path' | 'plan' | 'retries' | 'shared'> {
  readonly fields: readonly string[];
}

/** The calls of an operation: the value of `extensions.upstream`. */
export interface UpstreamReport {
  readonly calls: readonly TracedCall[];
  /** Calls that single reads would have taken in addition. */
  readonly savedCalls: number;
  /** As Telnyx reported it last. Absent where it did not. */
  readonly rateLimit?: RateLimit;
}

/** What an operation reads once for all its fields: the whole list of grants; the metadata that findings need. */
type Shared = 'grants' | 'metadata';

/** The fields that a call is made for. */
type Requesters = (call: Pick<CallRecord, 'ids'>) => Iterable<string>;

/** Who asks for calls in an asynchronous context. */
interface Asking {
  readonly requesters: Requesters;
  readonly isSupposed: boolean;
}

/** Set only for traced requests. */
const asking = new AsyncLocalStorage<Asking>();

/**
 * The fields that a call is made for which begins here; to be asked when the operation is over, as a scan may serve
 * further fields.
 */
export function requestersOf(call: Pick<CallRecord, 'ids'>): () => readonly string[] {
  const requesters = asking.getStore()?.requesters;
  return () => [...new Set(requesters?.(call))];
}

/** Whether the field that asks is below one that may turn out to hold nothing: see {@link UpstreamTrace.suppose}. */
export function isSupposed(): boolean {
  return asking.getStore()?.isSupposed ?? false;
}

/** Records the REST calls of one operation, and the fields that caused them. Contains no secret. */
export class UpstreamTrace {
  readonly #calls: { readonly record: CallRecord; readonly requesters: Requesters | undefined }[] = [];
  readonly #byId = new Map<string, Set<string>>();
  readonly #sharing = new Map<Shared, Set<string>>();
  readonly #supposed = new Set<string>();
  #savedCalls = 0;

  onCall(record: CallRecord): void {
    this.#calls.push({ record, requesters: asking.getStore()?.requesters });
    if (record.changesGrants) this.grantsChange();
  }

  /** Fields that ask from now on need another scan. */
  grantsChange(): void {
    this.#sharing.delete('grants');
  }

  onBatch({ ids, calls }: PlannedBatch): void {
    this.#savedCalls += ids - calls;
  }

  /** Runs the resolver of the root field at `path`, which requests all calls that no field below it requests. */
  resolve<R>(path: ResponsePath, resolver: () => R): R {
    return asking.run({ requesters: () => [fieldOf(path)], isSupposed: false }, resolver);
  }

  /** The field at `path` may turn out to be null or empty: whether fields below it ask for anything is not certain. */
  suppose(path: ResponsePath): void {
    this.#supposed.add(fieldOf(path));
  }

  /** Records that the field at `path` requests the `type` with this id. */
  ask(type: string, id: string, path: ResponsePath): void {
    const key = `${type} ${id}`;
    const fields = this.#byId.get(key) ?? new Set();
    this.#byId.set(key, fields.add(fieldOf(path)));
    this.suppose(path);
  }

  /** Reads objects of `type` together, for the fields that have requested them so far. */
  readMany<R>(type: string, ids: readonly string[], read: () => R): R {
    const byId = new Map(ids.map((id) => [id, [...(this.#byId.get(`${type} ${id}`) ?? [])]]));
    const requesters: Requesters = (call) => (call.ids ?? []).flatMap((id) => byId.get(id) ?? []);
    return asking.run({ requesters, isSupposed: false }, read);
  }

  /**
   * Reads what is read once for all fields that need it, for the field at `path` and for those that join later. After a
   * call that changes grants, those are read again.
   */
  share<R>(what: Shared, path: ResponsePath, read: () => R): R {
    const field = fieldOf(path);
    const fields = (this.#sharing.get(what) ?? new Set<string>()).add(field);
    this.#sharing.set(what, fields);
    const isSupposed = this.#supposed.values().some((above) => field.startsWith(`${above}.`));
    return asking.run({ requesters: () => fields, isSupposed }, read);
  }

  /** The calls in the order in which they ended. */
  made(): MadeCall[] {
    return this.#calls.map(({ record, requesters }) => ({ ...record, fields: [...new Set(requesters?.(record))] }));
  }

  report(): UpstreamReport {
    const calls = this.#calls.toSorted((one, other) => one.record.started - other.record.started);
    const first = calls[0]?.record.started ?? 0;
    const rateLimit = calls.findLast(({ record }) => record.rateLimit)?.record.rateLimit;
    return {
      calls: calls.map(({ record, requesters }) => traced(record, first, [...new Set(requesters?.(record))])),
      savedCalls: this.#savedCalls,
      ...(rateLimit && { rateLimit }),
    };
  }
}

/** A response path in dot notation: `oauthGrants.nodes.client`. */
function fieldOf(path: ResponsePath): string {
  const keys: string[] = [];
  for (let at: ResponsePath | undefined = path; at; at = at.prev) if (typeof at.key === 'string') keys.unshift(at.key);
  return keys.join('.');
}

/** Characters of a path that are shown: filters can be long. */
const MAX_PATH_LENGTH = 256;

function traced(
  { method, path, status, started, duration, retries, shared, plan }: CallRecord,
  first: number,
  fields: readonly string[],
): TracedCall {
  return {
    method,
    path: path.length > MAX_PATH_LENGTH ? `${path.slice(0, MAX_PATH_LENGTH)}…` : path,
    status: status ?? null,
    start: tenths(started - first),
    duration: tenths(duration),
    retries,
    shared,
    plan,
    fields,
  };
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
