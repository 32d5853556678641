import { createHmac } from 'node:crypto';

/** Names a key in Redis, so that a reader of Redis learns neither a credential's hash nor a document's. */
export type Names = (kind: 'quota' | 'document', name: string) => string;

/**
 * Derives names by HMAC-SHA-256.
 *
 * @param prefix of all names
 * @param key the deployment's secret, the same in all of its processes
 */
export function createNames(prefix: string, key: string): Names {
  return (kind, name) => `${prefix}${kind}:${createHmac('sha256', key).update(`${kind} ${name}`).digest('base64url')}`;
}
