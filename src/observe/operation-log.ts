import { type Logger, pino } from 'pino';
import type { Observer } from './observer.ts';

/** What pino begins its lines with, from a comma on, and where they go. */
interface Parts {
  readonly [pino.symbols.chindingsSym]: string;
  readonly [pino.symbols.streamSym]: { write(line: string): void };
}

/**
 * One line for each operation, at level `info`, as pino would write it. Nothing else is logged as often, and pino,
 * which joins a line of each member by itself, takes a tenth of a short operation. No text in it has a character that
 * JSON would escape: names are GraphQL's, ids of others are let in by a pattern, the rest is the gateway's own.
 */
export function operationLog(logger: Logger): Partial<Observer> {
  const { [pino.symbols.chindingsSym]: bindings, [pino.symbols.streamSym]: stream } = logger as unknown as Parts;
  const level = pino.levels.values.info;
  return {
    ended({ requestId, traceId }, { name, type, documentHash, duration, upstreamCalls, codes }) {
      if (!logger.isLevelEnabled('info')) return;
      const what = text('operation', name) + text('type', type) + text('documentHash', documentHash);
      const ms = Math.round(duration * 10) / 10;
      const told = codes.length === 0 ? '[]' : JSON.stringify(codes);
      const how = `"ms":${ms},"upstreamCalls":${upstreamCalls},"codes":${told}`;
      const ids = `"requestId":"${requestId}","traceId":"${traceId}"`;
      stream.write(`{"level":${level},"time":${Date.now()}${bindings},${what}${how},${ids},"msg":"operation"}\n`);
    },
  };
}

function text(member: string, value: string | undefined): string {
  return value === undefined ? '' : `"${member}":"${value}",`;
}
