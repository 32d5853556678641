import { LENGTH } from '../telnyx/transport/quota-window.ts';
import { LONGEST_WAIT } from '../telnyx/transport/rate-limit.ts';
import { MAX_PROCESSES } from './presence.ts';
import { NOW, script } from './script.ts';

/** Bounds on what a process may tell of itself: calls, and numbers of windows. What tells more is not believed. */
const MAX_CALLS = 1_000_000;
const MAX_SERIAL = 1e12;
/** Fields of a hash: those of the window, and one for each process. */
const MAX_FIELDS = MAX_PROCESSES + 10;

/**
 * Grants places of one rate limit to a process. The hash holds of the current window `told`, the lowest remaining
 * number that a response reported; `stop`, its end; `heard`, the end by its first response, or that of the one before;
 * `untold`, when it began if no response has reported on it yet, else 0; `serial`, its number; `given`, the places
 * granted in it. For each process `r:ID` holds the time of its last claim, its outstanding calls, its waiting urgent
 * calls, its other waiting calls, the places that it was granted, and in which window. All are whole numbers within
 * bounds. If one of the window cannot be read, the whole hash is dropped; if one of a process cannot, that field is.
 *
 * A window begins with a call, so it does not end while calls are outstanding and no response has reported on it. It
 * lasts no longer than the longest window that Telnyx reported to the claiming process. If that process knows of the
 * current window by a response, a `heard` further ahead is forgotten.
 *
 * The places left are the lowest number reported less all outstanding calls, and never more than the limit less the
 * places given. Urgent calls may take all of them. Of the others each process gets at most the level at which all
 * waiting calls would share evenly, places granted earlier in this window included.
 *
 * Arguments: id, limit, length of the window or 0 while unknown, remaining number reported or -1, time to the end
 * reported, outstanding calls, urgent calls wanted, other calls wanted, room, reserve, how long a process counts after
 * its last claim, tolerance of ends. Reply: urgent places granted, other places granted, calls that wait in other
 * processes, number of these processes, time to the end. All times are milliseconds.
 */
export const CLAIM = script(
  'claim',
  `${NOW}
local id = 'r:' .. ARGV[1]
local n = {}
for i = 2, 12 do n[i] = tonumber(ARGV[i]) end
local limit, length, remaining, reset, outstanding = n[2], n[3], n[4], n[5], n[6]
local urgent, normal, room, reserve, believed, tolerance = n[7], n[8], n[9], n[10], n[11], n[12]
local longest = length > 0 and math.max(length, reset) + tolerance or ${LONGEST_WAIT}
if length == 0 then length = ${LENGTH} end

local window, processes = {}, {}
local flat = call('HGETALL')
for i = 1, #flat, 2 do
  if string.sub(flat[i], 1, 2) == 'r:' then processes[flat[i]] = flat[i + 1]
  else window[flat[i]] = flat[i + 1] end
end
local told, given = whole(window.told, limit), whole(window.given, limit)
local stop, heard = whole(window.stop, now + ${LONGEST_WAIT}), whole(window.heard, now + ${LONGEST_WAIT})
local untold, serial = whole(window.untold, now + ${LONGEST_WAIT}), whole(window.serial, ${MAX_SERIAL})
local isRead = told and given and stop and heard and untold and serial
if #flat > 0 and not (isRead and #flat <= ${2 * MAX_FIELDS}) then
  drop()
  isRead, processes = false, {}
end
if not isRead then told, given, stop, heard, untold, serial = limit, 0, 0, 0, 0, 0 end

local out, urgentElsewhere, waiting, waitingIn = outstanding, 0, 0, 0
local others, mine = {}, nil
for field, value in pairs(processes) do
  local at, o, u, w, g, s = string.match(value, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
  at, o, u, w = whole(at, now + ${LONGEST_WAIT}), whole(o, ${MAX_CALLS}), whole(u, ${MAX_CALLS}), whole(w, ${MAX_CALLS})
  g, s = whole(g, math.min(limit, ${MAX_CALLS})), whole(s, ${MAX_SERIAL})
  local isProcess = at and o and u and w and g and s
  if not isProcess then dropped = 1 end
  if not isProcess or at > now or at < now - believed then call('HDEL', field)
  elseif field == id then mine = { g = g, serial = s }
  else
    out = out + o
    urgentElsewhere = urgentElsewhere + u
    waiting = waiting + w
    if w > 0 then waitingIn = waitingIn + 1 end
    others[#others + 1] = { w = w, g = g, serial = s }
  end
end

stop, untold = math.min(stop, now + longest), math.min(untold, now)
if remaining >= 0 and heard > now + longest then heard = 0 end
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
  local low, high = 0, own + wanted
  for _, other in ipairs(others) do high = math.max(high, grantedTo(other) + other.w) end
  while low < high do
    local level = math.ceil((low + high) / 2)
    if needed(level) <= left then low = level else high = level - 1 end
  end
  granted = math.max(math.min(wanted, low - own), 0)
  if granted < wanted and needed(low) < left then granted = granted + 1 end
end

local all = urgentGranted + granted
local function bounded(calls) return math.min(calls, ${MAX_CALLS}) end
call('HSET', 'told', told, 'stop', stop, 'heard', heard, 'untold', untold, 'serial', serial, 'given', given + all, id,
  string.format('%d %d %d %d %d %d',
    now, bounded(outstanding + all), bounded(urgent - urgentGranted), bounded(normal - granted),
    bounded(math.min(own + granted, limit)), serial))
call('PEXPIRE', math.max(stop - now, 0) + 60000)
return { urgentGranted, granted, waiting, waitingIn, math.ceil(stop - now) }
`,
);
