import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SourceError } from './facts.ts';

/** How long npm may take, milliseconds: the package is large. */
const TIMEOUT = 300_000;
const OPTIONS = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--no-package-lock'];

/**
 * Reads the newest `telnyx` package, which npm fetches into a folder that is removed afterwards.
 *
 * @throws {SourceError} npm could not fetch it.
 */
export async function withNewestPackage<T>(read: (folder: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'telnyx-'));
  try {
    await promisify(execFile)('npm', ['install', 'telnyx@latest', '--prefix', folder, ...OPTIONS], {
      timeout: TIMEOUT,
      shell: process.platform === 'win32', // where npm is a script
    }).catch((error) => {
      throw new SourceError(`npm could not fetch the newest telnyx package: ${error.code ?? error.message}`);
    });
    return read(join(folder, 'node_modules/telnyx'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
