import type { Logger } from 'pino';

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

/** Characters of an id or name that are logged. */
const MAX_LENGTH = 256;
/** Control characters that JSON does not escape and terminals or log readers may interpret. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;

/** Writes lines at level `info`, unless the level of the log is `silent`. */
export function createAuditLog(logger: Logger): AuditLog {
  const log = logger.child({}, { level: logger.level === 'silent' ? 'silent' : 'info' });
  return (mutation, { ids, ...entry }, { who, ...request }) => {
    log.info({ audit: { mutation, who: printable(who), ids: ids.map(printable), ...entry, ...request } }, 'mutation');
    log.flush(); // a killed process loses none of these lines
  };
}

function printable(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(CONTROLS, '\ufffd');
}
