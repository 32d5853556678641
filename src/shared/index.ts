import { randomBytes } from 'node:crypto';
import type { DocumentStore } from '../documents/document-store.ts';
import type { QuotaSharing } from '../telnyx/transport/quota-sharing.ts';
import { createDocumentStore, type LookupResult } from './document-store.ts';
import { createNames, type Names } from './names.ts';
import { HEARTBEAT, PRESENCE, presenceOf, processesOf } from './presence.ts';
import { createRedisClient, type RedisClientOptions } from './redis-client.ts';
import { type CommandResult, RedisLink } from './redis-link.ts';
import { createSharedQuota } from './shared-quota.ts';

/** How to reach Redis, and how the processes of a deployment share state through it. */
export interface SharedSettings extends RedisClientOptions {
  /** Prefix of all keys. */
  readonly prefix: string;
  /** Longest time that a command may take, milliseconds. */
  readonly timeout: number;
  /** Whether the process is ready only once Redis has responded. */
  readonly required: boolean;
  /** The secret that names of keys are derived from: the same in all processes of the deployment. */
  readonly key: string;
}

/** The environment variables of the secrets that may change while the process runs. */
const SECRETS = {
  password: 'REDIS_PASSWORD',
  sentinelPassword: 'REDIS_SENTINEL_PASSWORD',
  key: 'SHARED_KEY',
} as const;

/** Counts what happens, for metrics. */
export interface SharedCounts {
  command(command: string, result: CommandResult): void;
  claimed(asked: number, granted: number): void;
  lookedUp(result: LookupResult): void;
}

/** State that the processes of one deployment share. */
export interface Shared {
  readonly quota: QuotaSharing;
  readonly documents: DocumentStore;
  readonly isUp: boolean;
  /** Whether the process may take requests, as far as Redis matters. */
  readonly isReady: boolean;
  /** A line of `/readyz?verbose`. */
  readonly state: string;
  /** Starts to connect, and does not wait for it: the gateway works without Redis, too. */
  open(counts: SharedCounts | undefined): void;
  /**
   * Takes over secrets that changed: passwords from the next connection on, the key from the next command on.
   *
   * @returns the environment variables that changed
   */
  renew(settings: SharedSettings): string[];
  /** Signs this process off, and closes the connection. */
  close(): Promise<void>;
}

/** Listeners for the log. */
export interface SharedEvents {
  /** Called when Redis responds, and when it stops responding, with the reason. */
  onChange(isUp: boolean, reason: string | undefined): void;
  /** Called when a command deleted what no gateway writes. */
  onDropped(command: string): void;
}

/**
 * Creates the shared state, which is not connected yet.
 *
 * @param atLeast minimum number of processes, whatever Redis reports
 */
export function createShared(settings: SharedSettings, events: SharedEvents, atLeast: () => number): Shared {
  const id = randomBytes(9).toString('base64url');
  let current = settings;
  let nameBy = createNames(settings.prefix, settings.key);
  const names: Names = (kind, name) => nameBy(kind, name);
  const presence = `${settings.prefix}processes`;
  let reported = 1;
  let wasUp = false;
  let counts: SharedCounts | undefined;
  const learn = (reply: unknown): boolean => {
    const count = processesOf(reply);
    reported = count ?? reported;
    return count !== undefined;
  };
  const link = new RedisLink({
    connect: () => createRedisClient(current),
    timeout: settings.timeout,
    check: async (each) => learn(await each.probe(PRESENCE, presence, presenceOf(id, true))),
    onCommand(command, result) {
      if (result === 'dropped') events.onDropped(command);
      counts?.command(command, result);
    },
    onChange(isUp, reason) {
      wasUp ||= isUp;
      events.onChange(isUp, reason);
    },
  });
  const processes = () => Math.max(reported, atLeast());
  const beat = async () => {
    const reply = link.isUp ? await link.run(PRESENCE, presence, presenceOf(id, true)) : undefined;
    if (reply !== undefined && !learn(reply)) link.reject('the reply to a heartbeat is malformed');
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    open(given) {
      counts = given;
      timer = setInterval(beat, HEARTBEAT).unref();
      void link.open();
    },
    renew(fresh) {
      const { password, sentinelPassword, key } = fresh;
      const members = Object.keys(SECRETS) as (keyof typeof SECRETS)[];
      const changed = members.filter((member) => fresh[member] !== current[member]);
      current = { ...current, password, sentinelPassword, key };
      nameBy = createNames(current.prefix, key);
      return changed.map((member) => SECRETS[member]);
    },
    quota: createSharedQuota({
      link,
      names,
      id,
      processes,
      onClaim: (asked, granted) => counts?.claimed(asked, granted),
    }),
    documents: createDocumentStore(link, names, (result) => counts?.lookedUp(result)),
    get isUp() {
      return link.isUp;
    },
    get isReady() {
      return wasUp || !settings.required;
    },
    get state() {
      return `redis: ${link.isUp ? 'up' : 'down'}, processes: ${processes()}`;
    },
    async close() {
      clearInterval(timer);
      if (link.isUp) await link.run(PRESENCE, presence, presenceOf(id, false));
      link.close();
    },
  };
}
