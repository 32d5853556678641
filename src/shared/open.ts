import type { Shared, SharedSettings } from './index.ts';

/** What the log says of Redis. */
export interface SharedLog {
  info(message: string): void;
  warn(kind: string, facts: object, message: string): void;
}

/**
 * What is shared through Redis, which is not connected yet. Loaded only where it is used, with its client library.
 *
 * @param processes that there are, whatever Redis says
 */
export async function createSharedState(
  settings: SharedSettings,
  log: SharedLog,
  processes = () => 1,
): Promise<Shared> {
  const { createShared } = await import('./index.ts');
  const onChange = (isUp: boolean, reason: string | undefined) => {
    if (isUp) log.info('Redis responds');
    else log.warn('redis', { reason }, 'Redis does not respond: each process has an even share of the quotas');
  };
  return createShared(settings, onChange, processes);
}
