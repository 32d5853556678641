import cluster from 'node:cluster';
import { isatty } from 'node:tty';
import type { Logger } from 'pino';
import { SettingsError } from '../lib/settings-error.ts';

/** The message by which the primary makes its workers read the files of the settings again. */
export const RELOAD = 'reload';

/** SIGHUP, by which operators make daemons read their files again. */
export interface Hangup {
  /** Signals that nothing else may handle. */
  readonly signals: 'SIGHUP'[];
  /** Sets what SIGHUP does. If it was received before, that runs at once. */
  use(reload: () => void): void;
}

/**
 * Handles SIGHUP, except in a process with a terminal, which must end when that closes, and in a worker, which gets a
 * message of its primary instead. Call it before any file is read, so that no change is missed.
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
 * Reloads the settings, one reload after another, and logs the outcome. After a mistake nothing is changed.
 *
 * @param read returns the variables whose values changed; throws `SettingsError`
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
