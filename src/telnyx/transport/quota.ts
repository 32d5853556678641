import { Bucket, type Member } from './bucket.ts';
import { type Call, isUrgent } from './call.ts';
import type { QuotaSharing } from './quota-sharing.ts';
import { rateLimitOf, retryWaitOf } from './rate-limit.ts';
import type { UpstreamResponse } from './response-errors.ts';
import type { Waiting } from './waiter.ts';

/** Maximum of calls in flight before the first response reports a quota. */
const MAX_FIRST_CALLS = 16;
/** Calls that take more than this share of the remaining window count as many. */
const MANY = 0.1;
/** How long a 429 without a time closes its bucket, milliseconds. */
const DEFAULT_WAIT = 1_000;

/** The calls of one method and route: Telnyx reports the limit that applies "for the current request". */
interface RouteMember extends Member {
  /** Whether a response has shown which bucket it belongs to. Until then the bucket is a guess. */
  isConfirmed: boolean;
  isProbed: boolean;
}

/** The rest of one limit in its current window. */
export interface QuotaLeft {
  /** The same object for calls that share the limit. */
  readonly limit: object;
  readonly remaining: number;
  /** Milliseconds to the end of the window; undefined: the next call begins one. */
  readonly reset: number | undefined;
}

/** Permission to send one call. */
export interface Pass {
  readonly member: RouteMember;
  /** Whether it was sent although the bucket had no place for it. */
  readonly isProbe: boolean;
}

/**
 * The quotas of one credential, learnt from responses (`x-ratelimit-*`): one bucket for each limit. A route belongs to
 * the limit that its last response reported. A call over the quota waits for the next window, or fails at once if its
 * turn comes after its deadline. What was learnt may be wrong, so such a call is sometimes sent as a probe.
 */
export class Quota {
  readonly #routes = new Map<string, Partial<Record<Call['method'], RouteMember>>>();
  readonly #sharing: QuotaSharing | undefined;
  readonly #name: string;
  readonly #first = new Bucket(Number.POSITIVE_INFINITY, { maxInFlight: MAX_FIRST_CALLS });
  readonly #unlimited = new Bucket(Number.POSITIVE_INFINITY);
  /** The bucket of routes without a response yet: that of the last response of another route. */
  #guess = this.#first;

  /**
   * @param sharing how other processes share it; undefined: there are none
   * @param name identifies the credential
   */
  constructor(sharing?: QuotaSharing, name = '') {
    this.#sharing = sharing;
    this.#name = name;
  }

  /** Permission to send the call, if there is a place for it. Each pass must be returned by {@link leave}. */
  tryEnter(call: Call): Pass | undefined {
    const member = this.#memberOf(call);
    if (member.bucket.tryEnter(member, isUrgent(call))) return { member, isProbe: false };
    const isRepeatable = call.method === 'GET' || call.method === 'DELETE';
    return isRepeatable && this.#mayProbe(call) && this.#mayBelongElsewhere(member) ? probe(member) : undefined;
  }

  /** Waits for a place. Rejects with `RateLimitedError`, or the signal's reason. */
  async enter(call: Call, waiting: Waiting): Promise<Pass> {
    const member = this.#memberOf(call);
    const { bucket } = member;
    if (this.#mayProbe(call) && bucket.refuses(waiting)) {
      if (bucket.window.isProbeDue || this.#mayBelongElsewhere(member)) return probe(member);
    }
    await bucket.enter(member, waiting);
    return { member, isProbe: false };
  }

  /** Whether this many calls of one kind would take a large share of the remaining quota, or have to wait. */
  isScarce(kind: Pick<Call, 'method' | 'route'>, calls: number): boolean {
    return calls > this.#bucketFor(kind).left * MANY;
  }

  /** Returns the pass, and learns from the response. Undefined: there was none. */
  leave({ member, isProbe }: Pass, response: UpstreamResponse | undefined): void {
    const { bucket } = member;
    if (isProbe) member.isProbed = false;
    if (response) this.#learn(member, isProbe, response);
    member.bucket.leave(member);
    if (member.bucket !== bucket) bucket.admit();
  }

  /** What is left for such calls, as responses reported; takes no place. Undefined: no limit is known. */
  leftFor(kind: Pick<Call, 'method' | 'route'>): QuotaLeft | undefined {
    const { window, left } = this.#bucketFor(kind);
    if (!Number.isFinite(window.limit)) return undefined;
    return { limit: window, remaining: Math.max(0, Math.floor(left)), reset: window.told?.reset };
  }

  #learn(member: RouteMember, isProbe: boolean, response: UpstreamResponse): void {
    const rateLimit = rateLimitOf(response.headers);
    const isRefusal = response.status === 429;
    // An error of an intermediary states no limit, which does not mean that there is none.
    if (!rateLimit && !isRefusal && response.status >= 500) return;
    const isSuccess = response.status >= 200 && response.status < 300;
    // Neither a probe nor a later window has met the limit that was learnt.
    const isFree = !rateLimit && !isRefusal && (isProbe || (isSuccess && member.bucket.window.isOver));
    if (rateLimit) this.#assign(member, this.#bucketOf(member, rateLimit.limit));
    else if (isFree || !member.isConfirmed) this.#assign(member, this.#unlimited);
    const { window } = member.bucket;
    if (isRefusal) window.close(retryWaitOf(response) ?? DEFAULT_WAIT);
    else if (rateLimit) window.learn(rateLimit, isProbe);
    else if (isFree) window.reopen();
    member.bucket.reschedule();
  }

  #assign(member: RouteMember, bucket: Bucket): void {
    member.isConfirmed = true;
    if (member.bucket !== bucket) member.bucket.move(member, bucket);
    if (this.#guess === this.#first)
      for (const each of this.#members()) if (!each.isConfirmed) each.bucket.move(each, bucket);
    this.#guess = bucket;
  }

  /** If other processes share the quota, what was learnt is probably right, so only reads are sent as probes. */
  #mayProbe({ method }: Call): boolean {
    return method === 'GET' || this.#sharing === undefined || this.#sharing.processes <= 1;
  }

  /** Its calls may have a quota of their own, which the first response will show. */
  #mayBelongElsewhere({ bucket, isConfirmed, isProbed }: RouteMember): boolean {
    return !isConfirmed && !isProbed && bucket !== this.#first;
  }

  /** A bucket lives as long as a route belongs to it. */
  #bucketOf({ bucket }: RouteMember, limit: number): Bucket {
    if (bucket.window.limit === limit) return bucket;
    return this.#members().find((other) => other.bucket.window.limit === limit)?.bucket ?? this.#newBucket(limit);
  }

  #newBucket(limit: number): Bucket {
    return new Bucket(limit, { sharing: this.#sharing, name: `${this.#name} ${limit}` });
  }

  /** The bucket that such calls belong to, or the one that they would begin with. */
  #bucketFor({ method, route }: Pick<Call, 'method' | 'route'>): Bucket {
    return this.#routes.get(route)?.[method]?.bucket ?? this.#guess;
  }

  #memberOf({ method, route }: Call): RouteMember {
    const byMethod = this.#routes.get(route) ?? {};
    if (!byMethod[method]) this.#routes.set(route, byMethod);
    byMethod[method] ??= { bucket: this.#guess, inFlight: 0, isConfirmed: false, isProbed: false };
    return byMethod[method];
  }

  #members(): IteratorObject<RouteMember> {
    return this.#routes.values().flatMap((byMethod) => Object.values(byMethod));
  }
}

function probe(member: RouteMember): Pass {
  member.isProbed = true;
  member.bucket.probe(member);
  return { member, isProbe: true };
}
