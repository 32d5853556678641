import { readFileSync, statSync } from 'node:fs';
import type { Mistake } from './setting-mistakes.ts';
import type { Given } from './setting-scope.ts';

/** Variables that hold a secret. Each may name a file that holds it instead: `ROUTER_SECRET_FILE`. */
const SECRETS: readonly string[] = [
  'REDIS_PASSWORD',
  'REDIS_SENTINEL_PASSWORD',
  'SHARED_KEY',
  'ROUTER_SECRET',
  'TELNYX_API_KEY',
  'TELNYX_CLIENT_SECRET',
];

export const mayBeInFile = (name: string): boolean => SECRETS.includes(name);

/** The name of the variable that names the file of a secret. */
export const fileVariable = (secret: string): string => `${secret}_FILE`;

/** Many times what any secret needs, bytes. */
const MAX_BYTES = 65_536;

/** What secrets are after a file of theirs could not be read: good for every rule, as one mistake is told already. */
const UNREAD = 'x'.repeat(64);

/** The variables with the secrets that stand in files, and what is wrong with those. White space around is not read. */
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
