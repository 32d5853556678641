import { hash } from 'node:crypto';

/** Names a credential in logs: the same for the same one, and nothing to get it back from. */
export function fingerprint(credential: string): string {
  return hash('sha256', credential).slice(0, 12);
}
