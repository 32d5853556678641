import type { Logger } from 'pino';

/** Pause between two lines of one kind, milliseconds. */
const PAUSE = 60_000;
/** Kinds that are distinguished. */
const MAX_KINDS = 100;

/**
 * Logs a line at `warn`, unless one of this kind was logged within the last minute. `more` counts the lines left out
 * since.
 *
 * @param kind identifies lines that repeat each other; contains no secret, nor do `facts`
 */
export type Warn = (kind: string, facts: object, message: string) => void;

export function createWarn(logger: Logger): Warn {
  const kinds = new Map<string, { nextAt: number; more: number }>();
  return (kind, facts, message) => {
    const now = Date.now();
    const last = kinds.get(kind);
    if (last && now < last.nextAt) {
      last.more++;
      return;
    }
    logger.warn({ ...facts, ...(last && last.more > 0 && { more: last.more }) }, message);
    if (kinds.size >= MAX_KINDS && !last) kinds.clear();
    kinds.set(kind, { nextAt: now + PAUSE, more: 0 });
  };
}
