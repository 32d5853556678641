import { createHmac } from 'node:crypto';

/** Names things in Redis so that whoever reads it learns neither a credential's hash nor a document's. */
export type Names = (kind: 'quota' | 'document', name: string) => string;

/**
 * @param prefix of all keys
 * @param key the deployment's own, the same in all of its processes
 */
export function createNames(prefix: string, key: string): Names {
  return (kind, name) => `${prefix}${kind}:${createHmac('sha256', key).update(`${kind} ${name}`).digest('base64url')}`;
}
