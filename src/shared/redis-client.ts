import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './address.ts';

/** How to reach Redis. */
export interface RedisClientOptions {
  readonly address: RedisAddress;
  /** Replaces the password in the URL. */
  readonly password: string | undefined;
  /** Password of the sentinels; undefined: they have none. */
  readonly sentinelPassword: string | undefined;
  /** PEM file of the authorities that Redis' certificate is verified by; undefined: Node's authorities. */
  readonly caFile: string | undefined;
}

/** Time for each connection, milliseconds. */
const CONNECT_TIMEOUT = 1_000;

/**
 * Creates a client that is not connected yet. It neither retries nor queues commands, and does not reconnect: its user
 * decides that. RESP2 and no client information keep the list of commands short that Redis must allow.
 */
export function createRedisClient(options: RedisClientOptions): Redis {
  const { address, password, sentinelPassword, caFile } = options;
  const { hosts, sentinelGroup, username, database } = address;
  const secret = password ?? address.password;
  // Read anew for each connection: authorities are replaced while the process runs.
  const tls = caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') };
  const common = {
    ...(address.tls && { tls }),
    protocol: 2 as const,
    db: database,
    ...(username !== undefined && { username }),
    ...(secret !== undefined && { password: secret }),
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    replyMapping: 'legacy' as const,
  } satisfies RedisOptions;
  if (sentinelGroup === undefined) return new Redis({ ...common, ...hosts[0]! });
  return new Redis({
    ...common,
    sentinels: [...hosts],
    name: sentinelGroup,
    sentinelRetryStrategy: () => null,
    sentinelCommandTimeout: CONNECT_TIMEOUT,
    updateSentinels: false,
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(address.tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  });
}
