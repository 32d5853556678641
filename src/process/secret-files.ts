import { readFileSync, statSync } from 'node:fs';
import type { Mistake } from './setting-mistakes.ts';
import type { Given } from './setting-scope.ts';

/** Variables that hold a secret. A file may hold it instead: `ROUTER_SECRET_FILE`. */
const SECRETS: readonly string[] = [
  'AUDIT_KEY',
  'REDIS_PASSWORD',
  'REDIS_SENTINEL_PASSWORD',
  'SHARED_KEY',
  'ROUTER_SECRET',
  'TELNYX_API_KEY',
  'TELNYX_CLIENT_SECRET',
];

export const mayBeInFile = (name: string): boolean => SECRETS.includes(name);

/** The variable with the path of the file of a secret. */
export const fileVariable = (secret: string): string => `${secret}_FILE`;

/** Maximum size of a file, bytes: many times what a secret needs. */
const MAX_BYTES = 65_536;

/** Replaces a secret whose file could not be read. It satisfies every rule: the mistake is reported already. */
const UNREAD = 'x'.repeat(64);

/** Adds the secrets that are in files to the variables, and reports mistakes. Surrounding white space is removed. */
export function withSecretFiles(given: Given): { given: Given; mistakes: Mistake[] } {
  const read: Record<string, string> = {};
  const mistakes: Mistake[] = [];
  for (const secret of SECRETS) {
    const name = fileVariable(secret);
    const path = given[name];
    if (path === undefined) continue;
    const [text, mistake] = given[secret] === undefined ? readSecret(path) : ['', `and ${secret} exclude each other`];
    read[secret] = mistake === undefined ? text : UNREAD;
    if (mistake !== undefined) mistakes.push([name, mistake]);
  }
  return { given: { ...given, ...read }, mistakes };
}

function readSecret(path: string): [text: string, mistake?: string] {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return ['', 'is not a file'];
    if (stats.size > MAX_BYTES) return ['', `holds more than ${MAX_BYTES} bytes`];
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? ['', 'is empty'] : [text];
  } catch (error) {
    return ['', `cannot be read: ${(error as NodeJS.ErrnoException).code}`];
  }
}
