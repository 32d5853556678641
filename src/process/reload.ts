import cluster from 'node:cluster';
import { isatty } from 'node:tty';
import type { Logger } from 'pino';
import { SettingsError } from '../lib/settings-error.ts';

/** What the primary tells its workers when files of the settings are to be read again. */
export const RELOAD = 'reload';

/** The signal by which operators have daemons read their files again. */
export interface Hangup {
  /** Signals that nobody else may handle. */
  readonly signals: 'SIGHUP'[];
  /** From now on SIGHUP does this; at once, where it has come before. */
  use(reload: () => void): void;
}

/**
 * Takes SIGHUP, but not in a process with a terminal, which gets it when that closes, and ends with it; a worker hears
 * from its primary instead. To be called before any file is read, so that no change goes unseen.
 */
export function takeHangup(): Hangup {
  const isTaken = !cluster.isWorker && ![0, 1, 2].some((descriptor) => isatty(descriptor));
  const signals: 'SIGHUP'[] = isTaken ? ['SIGHUP'] : [];
  let isDue = false;
  let onHangup = () => {
    isDue = true;
  };
  for (const signal of signals) process.on(signal, () => onHangup());
  return {
    signals,
    use(reload) {
      onHangup = reload;
      if (isDue) reload();
    },
  };
}

/**
 * Reads anew, one time after another, and says what came of it. Where anything is wrong all stays as it was.
 *
 * @param read answers the variables whose values changed; throws `SettingsError`
 */
export function createReload(read: () => Promise<readonly string[]>, logger: Logger): () => void {
  let last = Promise.resolve();
  const once = async () => {
    try {
      logger.info({ changed: await read() }, 'the files of the settings were read again');
    } catch (err) {
      const why = err instanceof SettingsError ? { mistakes: err.mistakes } : { err };
      logger.error(why, 'the files of the settings cannot be used: nothing was changed');
    }
  };
  return () => {
    last = last.then(once);
  };
}
