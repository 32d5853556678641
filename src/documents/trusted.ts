import { hash } from 'node:crypto';
import { SettingsError } from '../lib/settings-error.ts';
import { type Manifest, readManifests } from './manifest.ts';

/** The trusted documents in these files. Throws `SettingsError` that says which file is wrong, and where. */
export function readTrusted(paths: readonly string[]): Manifest {
  try {
    return readManifests(paths);
  } catch (error) {
    throw new SettingsError([`TRUSTED_DOCUMENTS: ${(error as Error).message}`]);
  }
}

/**
 * What GraphiQL sends so that its user may write documents where only trusted ones run. All processes with these
 * documents make the same token: a page may come from one process and its requests go to another.
 */
export function writerTokenOf(trusted: Manifest): string {
  return hash('sha256', JSON.stringify([...trusted]));
}
