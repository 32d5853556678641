import { NOW, script } from './script.ts';

/** Time between two heartbeats of a process, and how long it counts after its last one. Milliseconds. */
export const HEARTBEAT = 3_000;
const HEARD_FOR = 10_000;
/** Maximum number of processes; a higher one counts as this. */
export const MAX_PROCESSES = 1_000;

/**
 * Records a heartbeat, or removes the process where the last argument is 0. Replies with the number of processes.
 * Heartbeats in the future are removed, since they would never expire.
 */
export const PRESENCE = script(
  'presence',
  `${NOW}
if ARGV[3] == '0' then
  call('ZREM', ARGV[1])
else
  call('ZADD', now, ARGV[1])
end
call('ZREMRANGEBYSCORE', '-inf', now - ARGV[2])
if call('ZREMRANGEBYSCORE', string.format('(%d', now + ARGV[2]), '+inf') > 0 then dropped = 1 end
call('PEXPIRE', ARGV[2])
return call('ZCARD')
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
