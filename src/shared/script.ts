import { hash } from 'node:crypto';

/** A Lua script that Redis runs atomically. It has one key. */
export interface Script {
  /** Its name in metrics. */
  readonly command: string;
  readonly lua: string;
  /** SHA-1 of its text, by which Redis finds a script that it has loaded. */
  readonly sha: string;
}

/** @param command its name in metrics */
export function script(command: string, lua: string): Script {
  return { command, lua, sha: hash('sha1', lua) };
}

/** The start of scripts that need the time: milliseconds by Redis' own clock, the same for all processes. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
