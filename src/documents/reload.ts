import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { rereadManifests } from './manifest.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** How often files are looked at, milliseconds. */
const INTERVAL = 10_000;

export interface ReloadOptions {
  /** Files of manifests; none: nothing is ever reloaded. */
  readonly paths: readonly string[];
  readonly trusted: TrustedDocuments;
  /** What is wrong with a document; undefined: nothing. */
  readonly check: (text: string) => string | undefined;
  /** New documents are in force, or are not usable, so that the old ones stay. */
  readonly onReload: (result: 'ok' | 'failed') => void;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/** Reloads trusted documents. */
export interface Reloader {
  /** Reads the files again, whatever they look like. Never rejects. */
  reload(): Promise<void>;
  stop(): void;
}

/**
 * Looks at the files every ten seconds, and reads them again where they changed. What Kubernetes mounts changes by a
 * symbolic link, of which no event tells.
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

/** Changes with the file. */
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
