import { type Logger, pino } from 'pino';
import type { Observer } from './observer.ts';

/** Internals of pino: the serialized bindings, which begin with a comma, and the destination. */
interface Parts {
  readonly [pino.symbols.chindingsSym]: string;
  readonly [pino.symbols.streamSym]: { write(line: string): void };
}

/**
 * Logs one line for each operation, at level `info`, in pino's format. Nothing else is logged as often, and pino takes
 * a tenth of a short operation for it. No text in the line has a character that JSON would escape: names are GraphQL
 * names, ids of clients match a pattern, the rest is the gateway's own.
 */
export function operationLog(logger: Logger): Partial<Observer> {
  const { [pino.symbols.chindingsSym]: bindings, [pino.symbols.streamSym]: stream } = logger as unknown as Parts;
  const level = pino.levels.values.info;
  return {
    ended({ requestId, traceId }, { name, type, documentHash, duration, upstreamCalls, codes }) {
      if (!logger.isLevelEnabled('info')) return;
      const what = text('operation', name) + text('type', type) + text('documentHash', documentHash);
      const ms = Math.round(duration * 10) / 10;
      const codeList = codes.length === 0 ? '[]' : JSON.stringify(codes);
      const how = `"ms":${ms},"upstreamCalls":${upstreamCalls},"codes":${codeList}`;
      const ids = `"requestId":"${requestId}","traceId":"${traceId}"`;
      stream.write(`{"level":${level},"time":${Date.now()}${bindings},${what}${how},${ids},"msg":"operation"}\n`);
    },
  };
}

function text(member: string, value: string | undefined): string {
  return value === undefined ? '' : `"${member}":"${value}",`;
}
