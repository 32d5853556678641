import { NOW, script } from './script.ts';

/** How often a process says that it is there, and how long it is believed. Milliseconds. */
export const HEARTBEAT = 3_000;
const HEARD_FOR = 10_000;
/** More processes than this are not believed. */
const MAX_PROCESSES = 1_000;

/** Says that the process is there, or with a 0 at the end that it is not any more; how many are. */
export const PRESENCE = script(
  'presence',
  `${NOW}
if ARGV[3] == '0' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], now, ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
`,
);

/** The arguments of {@link PRESENCE}. */
export function presenceOf(id: string, isThere: boolean): string[] {
  return [id, String(HEARD_FOR), isThere ? '1' : '0'];
}

/** Its reply as a number of processes; undefined: it is none. */
export function processesOf(reply: unknown): number | undefined {
  return typeof reply === 'number' && reply >= 1 ? Math.min(reply, MAX_PROCESSES) : undefined;
}
