import type { AbortLike } from '../../lib/abort.ts';
import { AbortedError, ForbiddenError, TelnyxError, TimeoutError } from '../errors.ts';
import { abortable } from './single-flight.ts';

/** The setting that lets the gateway find out how a path is spelled. */
const AUTO = 'auto';

/** Pause between two searches for the spelling, and two checks of it; how long one is trusted. Milliseconds. */
const PAUSE = 60_000;

/** The caller that a search is made for. */
export interface Seeker {
  /** Whether this caller's responses hold for all callers. */
  readonly maySearch: boolean;
  readonly signal: AbortLike;
}

/** A path of the management API: Telnyx publishes each under two spellings. */
export class ResourcePath {
  /** As in the OpenAPI document. Routes, traces and cursors have it, whichever spelling is in use. */
  readonly documented: string;
  #current: string;
  #other: string | undefined;
  #isProven: boolean;
  #search: Promise<void> | undefined;
  #nextSearch = Number.NEGATIVE_INFINITY;
  /** Since when all responses were about missing items. */
  #missingSince: number | undefined;
  #check: Promise<void> | undefined;
  #nextCheck = Number.NEGATIVE_INFINITY;
  readonly #onChange: ((path: string) => void) | undefined;

  /**
   * @param documented the spelling to begin with
   * @param alternative the other one
   * @param setting a path to use whatever the API responds, or {@link AUTO}
   * @param onChange called with the spelling that was found
   */
  constructor(documented: string, alternative: string, setting: string, onChange?: (path: string) => void) {
    const isAuto = setting === AUTO;
    this.documented = documented;
    this.#current = isAuto ? documented : setting;
    this.#other = isAuto ? alternative : undefined;
    this.#isProven = !isAuto;
    this.#onChange = onChange;
  }

  /** The spelling in use. */
  get current(): string {
    return this.#current;
  }

  /** Whether the API has responded at the spelling in use. If so, a 404 of one item is about that item. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** A path below this one as it is shown in traces; undefined: as it is sent. */
  shown(spelling: string, rest: string): string | undefined {
    return spelling === this.documented ? undefined : this.documented + rest;
  }

  /** A response shows that this path, or one below it, exists. */
  prove(path: string): void {
    if ((this.#isProven && this.#missingSince === undefined) || !path.startsWith(this.#current)) return;
    this.#isProven = true;
    this.#missingSince = undefined;
  }

  /**
   * An item below this path was not found. That says nothing about the spelling. But if Telnyx has moved the list,
   * every response is like that: after a minute of it the spelling is in doubt again.
   */
  miss(path: string): void {
    if (this.#other === undefined || !path.startsWith(this.#current)) return;
    const now = performance.now();
    this.#missingSince ??= now;
    if (now - this.#missingSince >= PAUSE) this.#isProven = false;
  }

  /**
   * The path of an item at the spelling in use, if `error` says that there is nothing at `path` and that has the other
   * spelling: a list read has found out meanwhile. Waits for a search in flight. Undefined: `path` is up to date.
   */
  async movedTo(path: string, error: unknown, signal: AbortLike): Promise<string | undefined> {
    if (!isAbsent(error)) return undefined;
    if (this.#search && path.startsWith(`${this.#current}/`)) await abortable(this.#search, signal);
    const other = this.#other;
    return other !== undefined && path.startsWith(`${other}/`) ? this.#current + path.slice(other.length) : undefined;
  }

  /**
   * Reads the list at the other spelling if `error` says that it is not at `path`: at most once a minute, once for all
   * callers. If it is there, that spelling is used from then on. Throws `error` if it is not.
   */
  async readElsewhere<T>(
    path: string,
    error: unknown,
    readAt: (path: string) => Promise<T>,
    { maySearch, signal }: Seeker,
  ): Promise<T> {
    if (!isAbsent(error)) {
      if (namesAction(error)) this.prove(path);
      throw error;
    }
    while (path === this.#current) {
      if (this.#search) await abortable(this.#search, signal);
      else if (this.#other !== undefined && maySearch && performance.now() >= this.#nextSearch) {
        return this.#readOther(this.#other, error, readAt);
      } else throw error;
    }
    return readAt(this.#current);
  }

  async #readOther<T>(other: string, error: unknown, readAt: (path: string) => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#search = promise;
    this.#nextSearch = performance.now() + PAUSE;
    try {
      const value = await readAt(other);
      this.#change(other);
      return value;
    } catch (second) {
      if (namesAction(second)) this.#change(other);
      // Its caller disconnected, or had no time left: that must not keep others from searching.
      if (second instanceof AbortedError || second instanceof TimeoutError) this.#nextSearch = Number.NEGATIVE_INFINITY;
      throw isAbsent(second) ? error : second;
    } finally {
      this.#search = undefined;
      resolve();
    }
  }

  #change(path: string): void {
    this.#other = this.#current;
    this.#current = path;
    this.#isProven = true;
    this.#missingSince = undefined;
    this.#onChange?.(path);
  }

  /**
   * Carries out a call on one item, or one that creates an item, while no response has proven the spelling. If nothing
   * is at its path, it reads the list to find out whether the item is missing or the spelling wrong, and repeats the
   * call at the spelling of the list. That is safe, since a 404 has changed nothing.
   *
   * @param readList reads one item of the list, by way of {@link readElsewhere}
   */
  async doubt<T>(carryOut: (path: string) => Promise<T>, readList: () => Promise<unknown>, seeker: Seeker): Promise<T> {
    const path = this.#current;
    try {
      const value = await carryOut(path);
      this.prove(path);
      return value;
    } catch (error) {
      if (!isAbsent(error)) throw error;
      if (!this.#isProven) await this.#checkOnce(readList, seeker);
      if (path === this.#current) throw error;
      return carryOut(this.#current);
    }
  }

  async #checkOnce(readList: () => Promise<unknown>, { maySearch, signal }: Seeker): Promise<void> {
    if (!this.#check && maySearch && performance.now() >= this.#nextCheck) {
      this.#nextCheck = performance.now() + PAUSE;
      const settled = () => {
        this.#check = undefined;
        if (signal.aborted) this.#nextCheck = Number.NEGATIVE_INFINITY;
      };
      this.#check = readList().then(settled, settled);
    }
    if (this.#check) await abortable(this.#check, signal);
  }
}

/** Whether nothing is at the path. IAM refuses a route without an action before it is known whether that exists. */
function isAbsent(error: unknown): boolean {
  if (error instanceof ForbiddenError) return error.refusal?.reason === 'ROUTE_HAS_NO_ACTION';
  return error instanceof TelnyxError && (error.status === 404 || error.status === 405);
}

/** Whether IAM knows an action of the route, so that the route exists. */
function namesAction(error: unknown): boolean {
  return error instanceof ForbiddenError && error.refusal?.requiredAction !== undefined;
}
