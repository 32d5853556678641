import { readFileSync } from 'node:fs';
import { doesNotHold, type Finding, holds } from './checks.ts';
import type { Env } from './io.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----/g;

/** Checks a file that Node warns of if it cannot read it, and then does without. */
export function checkCaFile({ NODE_EXTRA_CA_CERTS: file }: Env): Finding {
  const id = 'ca-file';
  if (!file) return holds(id, 'none is set');
  const advice = 'set NODE_EXTRA_CA_CERTS, before the start and not in .env, to a readable file in PEM';
  try {
    const count = readFileSync(file, 'latin1').match(CERTIFICATE)?.length ?? 0;
    return count > 0 ? holds(id, `${count} in the file`) : doesNotHold(id, 'the file holds none', advice);
  } catch (error) {
    return doesNotHold(id, `the file cannot be read: ${(error as NodeJS.ErrnoException).code}`, advice);
  }
}
