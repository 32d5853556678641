import { hash } from 'node:crypto';

/** A script that Redis runs as one step. It has one key. */
export interface Script {
  /** For metrics. */
  readonly command: string;
  readonly lua: string;
  /** By which Redis knows a script that it has. */
  readonly sha: string;
}

export function script(command: string, lua: string): Script {
  return { command, lua, sha: hash('sha1', lua) };
}

/** Begins scripts that need the time: milliseconds by Redis' own clock, the same for all processes. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
