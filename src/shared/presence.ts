import { NOW, script } from './script.ts';

/** Time between two heartbeats of a process, and how long it counts after its last one. Milliseconds. */
export const HEARTBEAT = 3_000;
const HEARD_FOR = 10_000;
/** Maximum number of processes; a higher one counts as this. */
const MAX_PROCESSES = 1_000;

/** Records a heartbeat, or removes the process where the last argument is 0. Replies with the number of processes. */
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

/** The number of processes in its reply; undefined: the reply is malformed. */
export function processesOf(reply: unknown): number | undefined {
  return typeof reply === 'number' && reply >= 1 ? Math.min(reply, MAX_PROCESSES) : undefined;
}
