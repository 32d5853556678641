import type { Redis } from 'ioredis';
import { type Script, scriptReplyOf } from './script.ts';

/**
 * Outcome of a command. `resting`: not sent, in the pause after a failure. `dropped`: succeeded, but deleted what no
 * gateway writes.
 */
export type CommandResult = 'ok' | 'dropped' | 'error' | 'timeout' | 'resting';

export interface RedisLinkOptions {
  /** A client that is not connected yet. */
  readonly connect: () => Redis;
  /** Longest time that a command may take, milliseconds. */
  readonly timeout: number;
  /** Called first on each new connection; false: Redis does not respond as it should. */
  readonly check: (link: RedisLink) => Promise<boolean>;
  readonly onCommand: (command: string, result: CommandResult) => void;
  /** Called when Redis responds, and when it stops responding, with the reason. */
  readonly onChange: (isUp: boolean, reason: string | undefined) => void;
}

/** Pause after a failure, doubled for each further one up to the last. Milliseconds. */
const FIRST_PAUSE = 1_000;
const LAST_PAUSE = 10_000;
/** Time for a connection, sentinels and all. Milliseconds. */
const CONNECT_TIMEOUT = 3_000;
/** The reason of a pause after a malformed reply. */
const NO_REDIS = 'it does not respond as Redis does';

class CommandTimeoutError extends Error {}

/**
 * The connection to Redis. A command never takes longer than the timeout and never rejects: one that fails resolves to
 * undefined. After a failure of any kind it sends nothing for a while, and then tries once, over a new connection.
 */
export class RedisLink {
  readonly #options: RedisLinkOptions;
  #redis: Redis | undefined;
  #isUp = false;
  #isClosed = false;
  #pause = FIRST_PAUSE;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Connects, and from now on again whenever the connection is lost. Never rejects. */
  async open(): Promise<void> {
    const redis = this.#connect();
    if (!redis) return;
    let reason = 'the connection was lost';
    redis.on('error', (error) => {
      reason = error.message;
    });
    redis.on('end', () => this.#rest(redis, reason));
    try {
      await within(CONNECT_TIMEOUT, redis.connect());
    } catch (error) {
      this.#rest(redis, reason === 'the connection was lost' ? messageOf(error) : reason);
      return;
    }
    const isFine = await this.#options.check(this);
    if (this.#redis !== redis || this.#isClosed) return;
    if (!isFine) return this.#rest(redis, NO_REDIS);
    this.#isUp = true;
    this.#pause = FIRST_PAUSE;
    this.#options.onChange(true, undefined);
  }

  /** Runs the script if Redis is up. */
  run(script: Script, key: string, args: readonly string[]): Promise<unknown> {
    if (this.#isUp) return this.probe(script, key, args);
    this.#options.onCommand(script.command, 'resting');
    return Promise.resolve(undefined);
  }

  /** Runs the script even if Redis is not known to be up. @see RedisLinkOptions.check */
  async probe(script: Script, key: string, args: readonly string[]): Promise<unknown> {
    const redis = this.#redis;
    if (!redis) return undefined;
    try {
      const reply = scriptReplyOf(await within(this.#options.timeout, evaluate(redis, script, key, args)));
      if (!reply) throw new Error(NO_REDIS);
      this.#options.onCommand(script.command, reply.hasDropped ? 'dropped' : 'ok');
      return reply.value;
    } catch (error) {
      this.#options.onCommand(script.command, error instanceof CommandTimeoutError ? 'timeout' : 'error');
      this.#rest(redis, messageOf(error));
      return undefined;
    }
  }

  /** Takes a reply that is malformed as a failure. */
  reject(reason: string): void {
    if (this.#redis) this.#rest(this.#redis, reason);
  }

  close(): void {
    this.#isClosed = true;
    this.#isUp = false;
    clearTimeout(this.#timer);
    this.#redis?.disconnect();
  }

  #connect(): Redis | undefined {
    try {
      this.#redis = this.#options.connect();
    } catch (error) {
      this.#rest(undefined, messageOf(error));
    }
    return this.#redis;
  }

  #rest(redis: Redis | undefined, reason: string): void {
    if (this.#redis !== redis || this.#isClosed) return;
    this.#redis = undefined;
    this.#isUp = false;
    redis?.disconnect();
    this.#timer = setTimeout(() => void this.open(), this.#pause).unref();
    this.#pause = Math.min(this.#pause * 2, LAST_PAUSE);
    this.#options.onChange(false, reason);
  }
}

/** Runs a script by its hash, or by its text where Redis has not loaded it since it started. */
async function evaluate(redis: Redis, { sha, lua }: Script, key: string, args: readonly string[]): Promise<unknown> {
  try {
    return await redis.evalsha(sha, 1, key, ...args);
  } catch (error) {
    if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
    return redis.eval(lua, 1, key, ...args);
  }
}

/**
 * Rejects after that many milliseconds. A reply that has arrived by then counts, even if a busy process has not read
 * it yet.
 */
function within<T>(timeout: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new CommandTimeoutError(`no response within ${timeout} ms`));
    const timer = setTimeout(() => setImmediate(late), timeout);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
