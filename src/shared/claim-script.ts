import { LONGEST_WAIT } from '../telnyx/transport/rate-limit.ts';
import { NOW, script } from './script.ts';

/**
 * Grants places of one rate limit to a process. The hash holds of the current window `told`, the lowest remaining
 * number that a response reported; `stop`, its end; `heard`, the end by its first response, or that of the one before;
 * `untold`, when it began if no response has reported on it yet, else 0; `serial`, its number; `given`, the places
 * granted in it. For each process `r:ID` holds the time of its last claim, its outstanding calls, its waiting urgent
 * calls, its other waiting calls, the places that it was granted, and in which window.
 *
 * A window begins with a call, so it does not end while calls are outstanding and no response has reported on it.
 *
 * The places left are the lowest number reported less all outstanding calls, and never more than the limit less the
 * places given. Urgent calls may take all of them. Of the others each process gets at most the level at which all
 * waiting calls would share evenly, places granted earlier in this window included.
 *
 * Arguments: id, limit, length of the window, remaining number reported or -1, time to the end reported, outstanding
 * calls, urgent calls wanted, other calls wanted, room, reserve, how long a process counts after its last claim,
 * tolerance of ends. Reply: urgent places granted, other places granted, calls that wait in other processes, number of
 * these processes, time to the end. All times are milliseconds.
 */
export const CLAIM = script(
  'claim',
  `${NOW}
local id = 'r:' .. ARGV[1]
local n = {}
for i = 2, 12 do n[i] = tonumber(ARGV[i]) end
local limit, length, remaining, reset, outstanding = n[2], n[3], n[4], n[5], n[6]
local urgent, normal, room, reserve, believed, tolerance = n[7], n[8], n[9], n[10], n[11], n[12]

local window, processes = {}, {}
local flat = redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  if string.sub(flat[i], 1, 2) == 'r:' then processes[flat[i]] = flat[i + 1]
  else window[flat[i]] = tonumber(flat[i + 1]) end
end

local out, urgentElsewhere, waiting, waitingIn = outstanding, 0, 0, 0
local others, mine = {}, nil
for field, value in pairs(processes) do
  local at, o, u, w, g, s = string.match(value, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
  at = tonumber(at)
  if not at or at > now or at < now - believed then redis.call('HDEL', KEYS[1], field)
  elseif field == id then mine = { g = tonumber(g), serial = tonumber(s) }
  else
    out = out + o
    urgentElsewhere = urgentElsewhere + u
    waiting = waiting + w
    if tonumber(w) > 0 then waitingIn = waitingIn + 1 end
    others[#others + 1] = { w = tonumber(w), g = tonumber(g), serial = tonumber(s) }
  end
end

local told, stop, heard = window.told, window.stop, window.heard or 0
local untold, serial, given = window.untold or 0, window.serial or 0, window.given or 0
if heard > now + ${LONGEST_WAIT} then heard = 0 end
if not told or not stop or stop > now + ${LONGEST_WAIT} then stop, untold = 0, 0 end
if now >= stop then
  if untold > 0 and out > 0 and now < untold + length + 10000 then
    stop = now + 200
  else
    told, stop, untold, serial, given = limit, now + length, now, serial + 1, 0
  end
end
if remaining >= 0 then
  local ends = now + reset
  if untold > 0 then
    if ends > heard + math.min(tolerance, length / 2) then
      told, heard, stop, untold = math.min(told, remaining), ends, ends, 0
    end
  elseif math.abs(ends - heard) <= tolerance then
    told, stop = math.min(told, remaining), math.max(stop, ends)
  elseif ends > heard then
    told, heard, stop, serial, given = remaining, ends, ends, serial + 1, 0
  end
end
local function grantedTo(process) return process and process.serial == serial and process.g or 0 end
local own = grantedTo(mine)

local left = math.max(math.floor(math.min(told - out, limit - given)), 0)
local urgentGranted = math.min(urgent, room, left)
left = left - urgentGranted - reserve - math.max(urgentElsewhere - reserve, 0)
local wanted = math.max(math.min(normal, room - urgentGranted), 0)
local granted = 0
if left > 0 and wanted > 0 then
  local function needed(level)
    local sum = math.max(math.min(wanted, level - own), 0)
    for _, other in ipairs(others) do
      sum = sum + math.max(math.min(other.w, level - grantedTo(other)), 0)
    end
    return sum
  end
  local low, high = 0, 2 * limit
  while low < high do
    local level = math.ceil((low + high) / 2)
    if needed(level) <= left then low = level else high = level - 1 end
  end
  granted = math.max(math.min(wanted, low - own), 0)
  if granted < wanted and needed(low) < left then granted = granted + 1 end
end

local all = urgentGranted + granted
redis.call('HSET', KEYS[1], 'told', told, 'stop', stop, 'heard', heard, 'untold', untold, 'serial', serial,
  'given', given + all, id,
  string.format('%d %d %d %d %d %d',
    now, outstanding + all, urgent - urgentGranted, normal - granted, own + granted, serial))
redis.call('PEXPIRE', KEYS[1], math.max(stop - now, 0) + 60000)
return { urgentGranted, granted, waiting, waitingIn, math.ceil(stop - now) }
`,
);
