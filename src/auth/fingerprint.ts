import { hash } from 'node:crypto';

/** Identifies a credential in logs. The credential cannot be recovered from it. */
export function fingerprint(credential: string): string {
  return hash('sha256', credential).slice(0, 12);
}
