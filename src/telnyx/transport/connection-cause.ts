import { CircuitOpenError, TelnyxError } from '../errors.ts';

/** undici's messages about a proxy's own response, to `CONNECT` and to a plain request. */
const PROXY_ANSWER = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;
const CODE = /^[A-Z][A-Z\d_]{1,63}$/;

/**
 * Why there is no response: a stable code, such as `ENOTFOUND`, `DEPTH_ZERO_SELF_SIGNED_CERT`,
 * `UND_ERR_CONNECT_TIMEOUT` or `PROXY_407`, which holds nothing of the request. If no connection was at fault:
 * `CIRCUIT_OPEN`, or the error's code.
 */
export function causeOf(error: unknown): string {
  if (error instanceof CircuitOpenError) return 'CIRCUIT_OPEN';
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = innerOf(at), depth++) {
    const proxy = PROXY_ANSWER.exec(at.message);
    if (proxy) return `PROXY_${proxy[1]}`;
    const { code } = at as { code?: unknown };
    if (at instanceof TelnyxError && at.cause !== undefined) continue;
    // These only say that something went wrong below.
    if (code === 'UND_ERR_PRX_TLS' || code === 'UND_ERR_PRX_CONN') continue;
    if (typeof code === 'string' && CODE.test(code)) return code;
    if (at.name === 'TimeoutError') return 'TIMEOUT';
  }
  return 'UNKNOWN';
}

/** Whether a proxy responded by itself. */
export function isProxyAnswer(cause: string): boolean {
  return cause.startsWith('PROXY_');
}

/** Whether a proxy refused, perhaps by wrong settings. Its other responses mean that it cannot reach Telnyx. */
export function isProxyRefusal(cause: string): boolean {
  return cause.startsWith('PROXY_4');
}

function innerOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}
