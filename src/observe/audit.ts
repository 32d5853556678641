import type { Logger } from 'pino';

/** How one mutation ended. Holds no secret. */
export interface AuditEntry {
  /** What it was about: ids as given, and those that came to be. */
  readonly ids: readonly string[];
  /** `OK`, or the error's code. */
  readonly outcome: string;
  /** It failed, but Telnyx may have carried it out. */
  readonly mayHaveHappened?: boolean;
}

/** Who asked, and how to find the request again. */
export interface AuditedRequest {
  readonly who: string;
  readonly requestId: string;
  readonly traceId: string;
  /** Telnyx' own id of the call that decided the outcome. */
  readonly telnyxRequestId: string | undefined;
}

/** Keeps on record what was changed, or was tried to. */
export type AuditLog = (mutation: string, entry: AuditEntry, request: AuditedRequest) => void;

/** Characters that a line keeps of an id or a name. */
const MAX_LENGTH = 256;
/** Control characters that JSON leaves as they are, though terminals and readers of lines may act on them. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;

/** Writes lines at level `info` whatever the log's own level is, unless that is `silent`. */
export function createAuditLog(logger: Logger): AuditLog {
  const log = logger.child({}, { level: logger.level === 'silent' ? 'silent' : 'info' });
  return (mutation, { ids, ...entry }, { who, ...request }) => {
    log.info({ audit: { mutation, who: printable(who), ids: ids.map(printable), ...entry, ...request } }, 'mutation');
    log.flush(); // a process that is killed leaves none of these behind
  };
}

function printable(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(CONTROLS, '\ufffd');
}
