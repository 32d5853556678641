import type { CallRecord, RateLimit } from './telnyx/call-record.ts';
import type { FieldsOf } from './telnyx/types.ts';

/** A response path as graphql-js keeps it. */
interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}

/** One REST call in `extensions.upstream`. */
export interface TracedCall {
  readonly method: string;
  readonly path: string;
  /** Null: no answer came, or another request's answer served. */
  readonly status: number | null;
  /** Milliseconds, retries included. */
  readonly duration: number;
  readonly retries: number;
  /** Another request was asking the same at the time; this one made no call. */
  readonly shared: boolean;
  readonly plan: string;
  /** The fields that it was made for, without list indices. */
  readonly fields: readonly string[];
}

/** What an operation cost upstream: the value of `extensions.upstream`. */
export interface UpstreamReport {
  readonly calls: readonly TracedCall[];
  /** Calls that reading one by one would have taken more. */
  readonly savedCalls: number;
  /** As Telnyx reported it last; absent where it did not. */
  readonly rateLimit?: RateLimit;
}

/** Keeps book of the REST calls of one operation, and of what asked for them. Holds no secret. */
export class UpstreamTrace {
  readonly #calls: CallRecord[] = [];
  readonly #fields = new Map<string, Set<string>>();
  #savedCalls = 0;

  onCall(record: CallRecord): void {
    this.#calls.push(record);
  }

  onSaving(calls: number): void {
    this.#savedCalls += calls;
  }

  /** Notes that the field at `path` asks for the `type` with this id. */
  ask(type: string, id: string, path: Path): void {
    const key = `${type} ${id}`;
    const fields = this.#fields.get(key) ?? new Set();
    this.#fields.set(key, fields.add(fieldOf(path)));
  }

  /** Which fields asked for an id of `type`. */
  fieldsOf(type: string): FieldsOf {
    return (id) => [...(this.#fields.get(`${type} ${id}`) ?? [])];
  }

  report(): UpstreamReport {
    const calls = this.#calls.toSorted((one, other) => one.started - other.started);
    const rateLimit = calls.findLast((call) => call.rateLimit)?.rateLimit;
    return { calls: calls.map(traced), savedCalls: this.#savedCalls, ...(rateLimit && { rateLimit }) };
  }
}

/** A response path as people write it: `oauthGrants.nodes.client`. */
export function fieldOf(path: Path): string {
  const keys: string[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) if (typeof at.key === 'string') keys.unshift(at.key);
  return keys.join('.');
}

function traced({ method, path, status, duration, retries, shared, why }: CallRecord): TracedCall {
  return {
    method,
    path,
    status: status ?? null,
    duration: Math.round(duration * 10) / 10,
    retries,
    shared,
    plan: why?.plan ?? 'single',
    fields: why?.fields ?? [],
  };
}
