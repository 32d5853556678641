import { randomBytes } from 'node:crypto';
import type { DocumentStore } from '../documents/document-store.ts';
import type { QuotaSharing } from '../telnyx/transport/quota-sharing.ts';
import { createDocumentStore, type LookupResult } from './document-store.ts';
import { createNames, type Names } from './names.ts';
import { HEARTBEAT, PRESENCE, presenceOf, processesOf } from './presence.ts';
import { createRedisClient, type RedisClientOptions } from './redis-client.ts';
import { type CommandResult, RedisLink } from './redis-link.ts';
import { createSharedQuota } from './shared-quota.ts';

/** Redis, and what the processes of a deployment share through it. */
export interface SharedSettings extends RedisClientOptions {
  /** Of all keys. */
  readonly prefix: string;
  /** Longest time that a command may take, milliseconds. */
  readonly timeout: number;
  /** Whether the process is not ready before Redis answered once. */
  readonly required: boolean;
  /** Makes the names of keys: the same in all processes, and known to no one else. */
  readonly key: string;
}

/** The secrets that may change while the process runs, by their variables. */
const SECRETS = {
  password: 'REDIS_PASSWORD',
  sentinelPassword: 'REDIS_SENTINEL_PASSWORD',
  key: 'SHARED_KEY',
} as const;

/** Counts what happens. */
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
  /** A line for operators. */
  readonly state: string;
  /** Begins to connect, and waits for nothing: whatever Redis does, the gateway works. */
  open(counts: SharedCounts | undefined): void;
  /**
   * Takes over secrets that changed, passwords for the next connection and the key for the next command, and answers
   * which variables hold them.
   */
  renew(settings: SharedSettings): string[];
  /** Takes its leave of the others, and closes the connection. */
  close(): Promise<void>;
}

/**
 * @param onChange Redis answers, or does not any more, for this reason
 * @param atLeast processes that there are, whatever Redis says
 */
export function createShared(
  settings: SharedSettings,
  onChange: (isUp: boolean, reason: string | undefined) => void,
  atLeast: () => number,
): Shared {
  const id = randomBytes(9).toString('base64url');
  let current = settings;
  let nameBy = createNames(settings.prefix, settings.key);
  const names: Names = (kind, name) => nameBy(kind, name);
  const presence = `${settings.prefix}processes`;
  let heard = 1;
  let wasUp = false;
  let counts: SharedCounts | undefined;
  const learn = (reply: unknown): boolean => {
    const count = processesOf(reply);
    heard = count ?? heard;
    return count !== undefined;
  };
  const link = new RedisLink({
    connect: () => createRedisClient(current),
    timeout: settings.timeout,
    check: async (each) => learn(await each.probe(PRESENCE, presence, presenceOf(id, true))),
    onCommand: (command, result) => counts?.command(command, result),
    onChange(isUp, reason) {
      wasUp ||= isUp;
      onChange(isUp, reason);
    },
  });
  const processes = () => Math.max(heard, atLeast());
  const beat = async () => {
    const reply = link.isUp ? await link.run(PRESENCE, presence, presenceOf(id, true)) : undefined;
    if (reply !== undefined && !learn(reply)) link.reject('the reply to a heartbeat is none');
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
