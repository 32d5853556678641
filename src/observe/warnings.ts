import type { Logger } from 'pino';

/** Between two lines about the same thing, milliseconds. */
const PAUSE = 60_000;
/** Things that are told apart. */
const MAX_KINDS = 100;

/**
 * Writes a line at `warn`, unless one of this kind was written within the last minute. What was left out since is
 * counted as `more`.
 *
 * @param kind what makes two lines the same; holds no secret, as `facts` do not
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
