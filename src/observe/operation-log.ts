import type { Logger } from 'pino';
import type { Observer } from './observer.ts';

/** One line for each operation. */
export function operationLog(logger: Logger): Partial<Observer> {
  return {
    ended({ requestId, traceId }, { name, type, documentHash, duration, upstreamCalls, codes }) {
      const ms = Math.round(duration * 10) / 10;
      logger.info({ operation: name, type, documentHash, ms, upstreamCalls, codes, requestId, traceId }, 'operation');
    },
  };
}
