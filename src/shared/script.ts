import { hash } from 'node:crypto';

/** A Lua script that Redis runs atomically. It has one key. */
export interface Script {
  /** Its name in metrics. */
  readonly command: string;
  readonly lua: string;
  /** SHA-1 of its text, by which Redis finds a script that it has loaded. */
  readonly sha: string;
}

/** The reply of a script. */
export interface ScriptReply {
  /** Under the key was something that no gateway writes. The script deleted it and began anew. */
  readonly hasDropped: boolean;
  /** The value that the body returned; null: `false` or nothing. */
  readonly value: unknown;
}

/**
 * The start of all scripts. Whoever can write Redis may leave anything under a key, and a script that fails on it would
 * fail on each call until somebody removes it. So scripts use their key by `call` only, which deletes a value of
 * another type, parse numbers by `whole` only, and `drop` what they cannot read. PEXPIRE deletes, since DEL would be a
 * further right that the gateway's user needs.
 */
const PRELUDE = `
local dropped = 0
local function drop()
  redis.call('PEXPIRE', KEYS[1], -1)
  dropped = 1
end
local function call(command, ...)
  local reply = redis.pcall(command, KEYS[1], ...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  if string.find(reply.err, 'WRONGTYPE', 1, true) then drop() end
  return redis.call(command, KEYS[1], ...)
end
local function whole(text, most)
  local number = text and string.match(text, '^%d+$') and tonumber(text)
  if number and number <= most then return number end
end
`;

/**
 * @param command its name in metrics
 * @param body body of a Lua function; it may use `call(command, ...)`, `drop()` and `whole(text, most)`
 */
export function script(command: string, body: string): Script {
  const lua = `${PRELUDE}
local function main()
${body}
end
local value = main() or false
return { dropped, value }
`;
  return { command, lua, sha: hash('sha1', lua) };
}

/** Reads the reply of a script; undefined: it is malformed. */
export function scriptReplyOf(answer: unknown): ScriptReply | undefined {
  if (!Array.isArray(answer) || answer.length !== 2) return undefined;
  const [dropped, value] = answer;
  return dropped === 0 || dropped === 1 ? { hasDropped: dropped === 1, value } : undefined;
}

/** The start of scripts that need the time: milliseconds by Redis' own clock, the same for all processes. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
