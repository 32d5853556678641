import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { diagnose } from './causes.ts';
import { type CheckId, cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import type { Reply } from './probe.ts';
import type { Target } from './target.ts';

/** How far the two clocks may differ, milliseconds. `Date` has whole seconds. */
const MAX_SKEW = 5_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Checks the network, by the first request and its reply. */
export async function checkNetwork(target: Target, reply: Reply): Promise<Finding[]> {
  const { proxy, apiUrl, operationTimeout } = target;
  const failed = reply.cause === undefined ? undefined : { ...diagnose(reply.cause), seen: reply.cause };
  const judge = (id: CheckId, good: string): Finding => {
    if (failed?.id === id) return doesNotHold(id, failed.seen, failed.advice);
    return failed === undefined ? holds(id, good) : cannotBeTold(id, 'no response');
  };
  const duration = `${Math.round(reply.duration)} ms`;
  const inTime = reply.duration < operationTimeout;
  return [
    await checkName(new URL(proxy ?? apiUrl).hostname),
    proxy === undefined ? holds('proxy', 'none is set') : judge('proxy', `through ${proxy}`),
    checkPlain(new URL(apiUrl)) ?? judge('tls', 'trusted'),
    failed?.id === 'connection' || failed === undefined
      ? failed === undefined && !inTime
        ? doesNotHold(
            'connection',
            `a response after ${duration}`,
            'raise OPERATION_TIMEOUT_MS, or find out what is slow',
          )
        : judge('connection', `a response after ${duration}`)
      : cannotBeTold('connection', 'no response'),
    checkClock(reply),
  ];
}

async function checkName(host: string): Promise<Finding> {
  if (isIP(host.replace(/^\[|\]$/g, ''))) return holds('dns', `${host} is an address`);
  try {
    const addresses = await lookup(host, { all: true });
    return holds('dns', `${host} has ${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'}`);
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    return doesNotHold('dns', `${host}: ${cause}`, diagnose('ENOTFOUND').advice);
  }
}

/** Checks a URL without TLS, over which others can read keys, except on this machine. */
function checkPlain({ protocol, hostname }: URL): Finding | undefined {
  if (protocol === 'https:') return undefined;
  if (LOOPBACK.test(hostname)) return holds('tls', 'plain HTTP, on this machine');
  return doesNotHold('tls', 'plain HTTP: others can read the keys', 'begin TELNYX_API_URL with https');
}

function checkClock({ headers, at }: Reply): Finding {
  const date = Date.parse(headers.date?.toString() ?? '');
  if (Number.isNaN(date)) return cannotBeTold('clock', 'the response has no date');
  const skew = at - date;
  // The header has whole seconds, rounded down.
  const seen = `${Math.abs(Math.round(skew / 1_000))} s ${skew < 0 ? 'behind' : 'ahead'}`;
  return skew >= -MAX_SKEW && skew <= MAX_SKEW + 1_000
    ? holds('clock', `within ${MAX_SKEW / 1_000} s`)
    : doesNotHold('clock', seen, 'let NTP set this machine’s clock; AUTH_CLOCK_SKEW_S allows callers’ tokens for more');
}
