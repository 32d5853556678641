import { hash } from 'node:crypto';
import { SettingsError } from '../lib/settings-error.ts';
import { type Manifest, readManifests } from './manifest.ts';

/** Reads the trusted documents. Throws `SettingsError` with the file and the position of the mistake. */
export function readTrusted(paths: readonly string[]): Manifest {
  try {
    return readManifests(paths);
  } catch (error) {
    throw new SettingsError([`TRUSTED_DOCUMENTS: ${(error as Error).message}`]);
  }
}

/**
 * The token by which GraphiQL's users may run any document where only trusted ones run. All processes with these
 * documents generate the same token, since a page and its requests may reach different processes.
 */
export function writerTokenOf(trusted: Manifest): string {
  return hash('sha256', JSON.stringify([...trusted]));
}
