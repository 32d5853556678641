import { hostname } from 'node:os';
import { type DestinationStream, type Logger, pino } from 'pino';
import { VERSION } from '../lib/version.ts';
import { AuditChain } from './chain.ts';

/** How one mutation ended. Contains no secret. */
export interface AuditEntry {
  /** Ids of what it changed: as given, and as created. */
  readonly ids: readonly string[];
  /** `OK`, or the error's code. */
  readonly outcome: string;
  /** It failed, but Telnyx may have made the change. */
  readonly mayHaveHappened?: boolean;
  /** Of a mutation that changes many resources: how many, and whether it was a dry run. */
  readonly counts?: Readonly<Record<string, number | boolean>> | undefined;
  /** Telnyx' own id of the call that decided the outcome. Left out: the last of the operation's calls. */
  readonly telnyxRequestId?: string | undefined;
}

/** The caller, and the ids of the request. */
export interface AuditedRequest {
  readonly who: string;
  /** The managed account that it affected. Undefined: the caller's own. */
  readonly managedAccount: string | undefined;
  readonly requestId: string;
  readonly traceId: string;
  /** Telnyx' own id of the call that decided the outcome. */
  readonly telnyxRequestId: string | undefined;
}

/** Records a mutation, successful or not. */
export type AuditLog = (mutation: string, entry: AuditEntry, request: AuditedRequest) => void;

/** The audit log of a process. */
export interface OpenAuditLog {
  readonly record: AuditLog;
  /** Takes over a key that changed, and returns the names of the variables that did. */
  renew(keys: readonly string[] | undefined): string[];
  /** Ends the chain, so that a missing end shows. */
  close(): void;
}

type Send = (line: string) => void;

/** Characters of an id or name that are logged. */
const MAX_LENGTH = 256;
/** Control characters that JSON does not escape and terminals or log readers may interpret. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Writes a line for each mutation to where the logger writes, whatever its level, unless that is `silent`.
 *
 * @param keys the first signs the lines, which are CloudEvents then; undefined: they are lines of the logger, unsigned
 * @param send also gets each line
 */
export function openAuditLog(logger: Logger, keys?: readonly string[], send?: Send): OpenAuditLog {
  if (logger.level === 'silent') return { record() {}, renew: () => [], close() {} };
  return keys ? signed(logger, keys[0]!, send) : unsigned(logger, send);
}

function unsigned(logger: Logger, send: Send | undefined): OpenAuditLog {
  const log = logger.child({}, { level: 'info' });
  return {
    record(mutation, entry, request) {
      const audit = recordOf(mutation, entry, request);
      log.info({ audit }, 'mutation');
      log.flush(); // a killed process loses none of these lines
      send?.(JSON.stringify({ audit }));
    },
    renew: () => [],
    close() {},
  };
}

function signed(logger: Logger, key: string, send: Send | undefined): OpenAuditLog {
  const write = writerOf(logger);
  const chain = new AuditChain(key);
  const add = (...event: Parameters<AuditChain['next']>) => {
    const line = chain.next(...event);
    write(`${line}\n`);
    send?.(line);
  };
  let isClosed = false;
  add('opened', { pid: process.pid, hostname: hostname(), version: VERSION });
  return {
    record(...mutation) {
      add('mutation', recordOf(...mutation));
      if (isClosed) add('closed'); // its caller had left, and the stop did not wait for it
    },
    renew(keys) {
      if (!keys || !chain.rekey(keys[0]!)) return [];
      add('rekeyed');
      return ['AUDIT_KEY'];
    },
    close() {
      isClosed = true;
      add('closed');
    },
  };
}

function recordOf(mutation: string, { ids, ...entry }: AuditEntry, { who, ...request }: AuditedRequest) {
  return { mutation, who: printable(who), ids: ids.map(printable), ...entry, ...request };
}

function printable(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(CONTROLS, '\ufffd');
}

/**
 * Writes text as it is to where the logger writes, each by itself and at once: workers share a pipe, which keeps a
 * write of up to 4,096 bytes in one piece.
 *
 * @see pipe(7), `PIPE_BUF`
 */
function writerOf(logger: Logger): (text: string) => void {
  const { streamSym, needsMetadataGsym } = pino.symbols;
  const stream = (logger as unknown as Record<symbol, DestinationStream & { lastLevel?: number }>)[streamSym]!;
  return (text) => {
    logger.flush();
    // Of several streams, pino's `multistream` writes to those that take the level of the line.
    if (needsMetadataGsym in stream) stream.lastLevel = logger.levels.values.info!;
    stream.write(text);
    logger.flush();
  };
}
