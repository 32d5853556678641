import { AsyncLocalStorage } from 'node:async_hooks';
import type { ResponsePath } from 'graphql';
import type { Why } from '../telnyx/transport/call.ts';
import type { PlannedBatch } from '../telnyx/transport/call-context.ts';
import type { CallRecord } from '../telnyx/transport/call-record.ts';
import type { RateLimit } from '../telnyx/transport/rate-limit.ts';
import type { Fields, FieldsOf } from '../telnyx/types.ts';

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
  readonly plan: Why['plan'];
  /** The fields that it was made for, without list indices. */
  readonly fields: Fields;
}

/** What an operation cost upstream: the value of `extensions.upstream`. */
export interface UpstreamReport {
  readonly calls: readonly TracedCall[];
  /** Calls that reading one by one would have taken more. */
  readonly savedCalls: number;
  /** As Telnyx reported it for the last of the calls; absent where it did not. */
  readonly rateLimit?: RateLimit;
}

/** The root field whose resolver is under way: it made the calls that do not say what made them. */
const resolving = new AsyncLocalStorage<string>();

/** Keeps book of the REST calls of one operation, and of what asked for them. Holds no secret. */
export class UpstreamTrace {
  readonly #calls: { readonly record: CallRecord; readonly fields: Fields }[] = [];
  readonly #fields = new Map<string, Set<string>>();
  #savedCalls = 0;

  onCall(record: CallRecord): void {
    const field = resolving.getStore();
    this.#calls.push({ record, fields: record.why?.fields ?? (field === undefined ? [] : [field]) });
  }

  onBatch({ ids, calls }: PlannedBatch): void {
    this.#savedCalls += ids - calls;
  }

  /** Runs the resolver of the root field at `path`. */
  resolve<R>(path: ResponsePath, resolver: () => R): R {
    return resolving.run(fieldOf(path), resolver);
  }

  /** Notes that the field at `path` asks for the `type` with this id. */
  ask(type: string, id: string, path: ResponsePath): void {
    const key = `${type} ${id}`;
    const fields = this.#fields.get(key) ?? new Set();
    this.#fields.set(key, fields.add(fieldOf(path)));
  }

  /** Which fields asked for an id of `type`. */
  fieldsOf(type: string): FieldsOf {
    return (id) => [...(this.#fields.get(`${type} ${id}`) ?? [])];
  }

  report(): UpstreamReport {
    const calls = this.#calls.toSorted((one, other) => one.record.started - other.record.started);
    const rateLimit = calls.findLast(({ record }) => record.rateLimit)?.record.rateLimit;
    return {
      calls: calls.map(({ record, fields }) => traced(record, fields)),
      savedCalls: this.#savedCalls,
      ...(rateLimit && { rateLimit }),
    };
  }
}

/** A response path as people write it: `oauthGrants.nodes.client`. */
export function fieldOf(path: ResponsePath): string {
  const keys: string[] = [];
  for (let at: ResponsePath | undefined = path; at; at = at.prev) if (typeof at.key === 'string') keys.unshift(at.key);
  return keys.join('.');
}

/** Characters of a path that are shown: of a filter with long texts the beginning says enough. */
const MAX_PATH_LENGTH = 256;

function traced({ method, path, status, duration, retries, shared, why }: CallRecord, fields: Fields): TracedCall {
  return {
    method,
    path: path.length > MAX_PATH_LENGTH ? `${path.slice(0, MAX_PATH_LENGTH)}…` : path,
    status: status ?? null,
    duration: Math.round(duration * 10) / 10,
    retries,
    shared,
    plan: why?.plan ?? 'single',
    fields,
  };
}
