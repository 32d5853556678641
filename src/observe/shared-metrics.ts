import { Counter, Gauge, type Registry } from 'prom-client';
import type { QuotaSharing } from '../telnyx/transport/quota-sharing.ts';

/** Sources that gauges read at each scrape. */
export interface SharedGauges {
  readonly quota: Pick<QuotaSharing, 'processes' | 'waiting'>;
  /** Undefined: there is no Redis. */
  readonly redis: { readonly isUp: boolean } | undefined;
}

/** Counts what processes share. */
export interface SharedMetrics {
  command(command: string, result: string): void;
  claimed(asked: number, granted: number): void;
  lookedUp(result: string): void;
}

/** Commands that may drop what they find: their counters begin at 0, so that the first time is an increase. */
const DROPPING = ['claim', 'presence', 'document_get'];

/** Registers the metrics of shared quotas: shared by Redis, or among workers. */
export function createSharedMetrics(registry: Registry, { quota, redis }: SharedGauges): SharedMetrics {
  const registers = [registry];
  new Gauge({
    name: 'gateway_quota_processes',
    help: 'Processes that share the quotas, as far as this one knows.',
    aggregator: 'max',
    registers,
    collect() {
      this.set(quota.processes);
    },
  });
  new Gauge({
    name: 'gateway_quota_waiting_calls',
    help: 'Calls that wait for a place in a quota; urgent: revocations and deletions.',
    labelNames: ['lane'],
    registers,
    collect() {
      for (const [lane, count] of Object.entries(quota.waiting)) this.set({ lane }, count);
    },
  });
  if (redis) {
    new Gauge({
      name: 'gateway_redis_up',
      help: '1: Redis responds.',
      aggregator: 'min',
      registers,
      collect() {
        this.set(redis.isUp ? 1 : 0);
      },
    });
  }
  const commands = new Counter({
    name: 'gateway_redis_commands_total',
    help: 'Redis commands, by result; resting: not sent after a failure; dropped: deleted what no gateway wrote.',
    labelNames: ['command', 'result'],
    registers,
  });
  const asked = new Counter({
    name: 'gateway_quota_claims_asked_total',
    help: 'Places in quotas claimed from Redis; repeated claims count again.',
    registers,
  });
  const granted = new Counter({
    name: 'gateway_quota_claims_granted_total',
    help: 'Places in quotas granted by Redis.',
    registers,
  });
  const lookups = new Counter({
    name: 'gateway_shared_documents_total',
    help: 'Documents looked up in Redis by hash; false: the text found there had another hash.',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['hit', 'miss', 'false']) lookups.inc({ result }, 0);
  if (redis) for (const command of DROPPING) commands.inc({ command, result: 'dropped' }, 0);
  return {
    command: (command, result) => commands.inc({ command, result }),
    claimed(more, of) {
      asked.inc(more);
      granted.inc(of);
    },
    lookedUp: (result) => lookups.inc({ result }),
  };
}
