import type { Shared, SharedSettings } from './index.ts';

/** Where it is logged whether Redis responds. */
export interface SharedLog {
  info(message: string): void;
  warn(kind: string, facts: object, message: string): void;
}

/**
 * Creates the state that is shared through Redis, which is not connected yet. It loads Redis' client library, which
 * processes without Redis do not need.
 *
 * @param processes minimum number of processes, whatever Redis reports
 */
export async function createSharedState(
  settings: SharedSettings,
  log: SharedLog,
  processes = () => 1,
): Promise<Shared> {
  const { createShared } = await import('./index.ts');
  return createShared(
    settings,
    {
      onChange(isUp, reason) {
        if (isUp) log.info('Redis responds');
        else log.warn('redis', { reason }, 'Redis does not respond: each process has an even share of the quotas');
      },
      onDropped(command) {
        log.warn(`redis ${command}`, { command }, 'Redis held what no gateway writes: it was deleted');
      },
    },
    processes,
  );
}
