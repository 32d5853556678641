import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { rereadManifests } from './manifest.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** How often files are checked for changes, milliseconds. */
const INTERVAL = 10_000;

export interface ReloadOptions {
  /** Files of manifests. Empty: nothing is reloaded. */
  readonly paths: readonly string[];
  readonly trusted: TrustedDocuments;
  /** Returns what is wrong with a document. Undefined: nothing. */
  readonly check: (text: string) => string | undefined;
  /** Called with `ok` when new documents are in use, with `failed` when the old ones are kept. */
  readonly onReload: (result: 'ok' | 'failed') => void;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/** Reloads trusted documents. */
export interface Reloader {
  /** Reads the files again, changed or not. Never rejects. */
  reload(): Promise<void>;
  stop(): void;
}

/**
 * Checks the files every ten seconds, and reads them again if they changed. Kubernetes changes a mounted file by a
 * symbolic link, for which there is no event.
 */
export function startReloading({ paths, trusted, check, onReload, logger }: ReloadOptions): Reloader {
  let seen = '';
  let running: Promise<void> | undefined;
  const read = async () => {
    try {
      const manifest = await rereadManifests(paths, trusted.manifest, check);
      if (isEqual(manifest, trusted.manifest)) return;
      trusted.replace(manifest);
      onReload('ok');
      logger.info({ documents: manifest.size }, 'new trusted documents are in force');
    } catch (error) {
      onReload('failed');
      logger.error(
        { reason: (error as Error).message },
        'the new trusted documents cannot be used: the old ones stay in force',
      );
    }
  };
  const reload = () => {
    running ??= read().finally(() => {
      running = undefined;
    });
    return running;
  };
  const look = async () => {
    const marks = await Promise.all(paths.map(markOf));
    const now = marks.join('\n');
    if (now !== seen && seen !== '') await reload();
    seen = now;
  };
  if (paths.length === 0) return { reload: async () => {}, stop() {} };
  void look();
  const timer = setInterval(look, INTERVAL).unref();
  return { reload, stop: () => clearInterval(timer) };
}

/** A value that changes with the file. */
async function markOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${path} ${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    return `${path} ${(error as NodeJS.ErrnoException).code}`;
  }
}

function isEqual(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && one.entries().every(([id, text]) => other.get(id) === text);
}
