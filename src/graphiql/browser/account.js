import { headerOf } from './headers.js';

/** Characters of a managed account's id that are shown. */
const MAX_LENGTH = 64;

/**
 * Says whose data an operation with these headers reads and changes, as far as the gateway knows. It never says the
 * credential.
 */
export function describeAccount({ place, lends, holders }, headers) {
  const managed = headerOf(headers, 'x-managed-account-id');
  const account = managed === undefined ? '' : `, for the managed account ${managed.slice(0, MAX_LENGTH)}`;
  return `${place}, ${credentialOf(lends, holders, headers)}${account}`;
}

function credentialOf(lends, holders, headers) {
  const authorization = headerOf(headers, 'authorization');
  if (lends) {
    const isProven = authorization !== undefined || headerOf(headers, 'x-router-secret') !== undefined;
    return `with the gateway's own credential${isProven ? '' : ', and no token of yours in Headers'}`;
  }
  if (authorization === undefined) return 'without a key: Headers has none';
  if (!holders) return 'account of the key in Headers';
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  const holder = Object.hasOwn(holders, key) ? holders[key] : undefined;
  return holder ? `account of ${holder}` : 'with a key that it does not know';
}
