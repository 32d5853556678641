import { ValidationError } from '../errors.ts';
import type { ResourcePath } from './resource-path.ts';

/**
 * What a caller must be allowed to do for an operation. `public` (discovery) and `protocol` (what OAuth clients do
 * for themselves) send no credential of the caller's.
 */
export type Access = 'public' | 'protocol' | 'introspect' | 'read' | 'write' | 'reveal' | 'revoke';

/** Why a call is made: as a single call, for a window of a list, for many ids at once, or to read a whole list. */
export type Plan = 'single' | 'page' | 'batch' | 'scan';

/** One REST operation to carry out. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The operation's path as documented, for logs, metrics and messages: `/oauth_clients/{id}`. */
  readonly route: string;
  /** The path as sent, encoded, with its query, below the API's base. */
  readonly path: string;
  /** The path in logs and traces, if `path` holds a secret or is not spelled as documented. */
  readonly shownPath?: string | undefined;
  /** The path with two spellings that it is at or below. */
  readonly resource?: ResourcePath;
  /** `.well-known` documents are at the host's root, not below the API's base. */
  readonly atRoot?: boolean;
  readonly access: Access;
  /** Whether it may change the list of grants. */
  readonly changesGrants?: boolean;
  /** The `Authorization` value of an operation with a credential of its own, in place of the caller's. */
  readonly authorization?: string | undefined;
  /** Whether the operation authenticates an OAuth client, so that 401 means `invalid_client`. */
  readonly clientAuthenticated?: boolean;
  readonly json?: unknown;
  readonly form?: URLSearchParams;
  readonly accept?: string;
  /** Default: single. */
  readonly plan?: Plan | undefined;
  /** The ids that it is made for. Undefined: no particular ones. */
  readonly ids?: readonly string[] | undefined;
  /** Values that are masked in the texts of errors. */
  readonly secrets?: readonly string[];
}

/** Whether a call revokes access, or is needed for that: it goes before all others, and no open circuit refuses it. */
export function isUrgent({ method, access }: Call): boolean {
  return method === 'DELETE' || access === 'revoke';
}

/** Maximum characters of an id. */
const MAX_ID_LENGTH = 256;

/**
 * Encodes an id as one path segment.
 *
 * @throws {ValidationError} At `name`: the text is empty, over-long, `.`, `..`, or cannot be encoded in UTF-8.
 */
export function segment(id: string, name: string, maxLength = MAX_ID_LENGTH): string {
  if (isId(id, maxLength)) return encodeURIComponent(id);
  throw new ValidationError([{ path: [name], code: 'format', message: `${name} is not an id.` }]);
}

/** Whether a text can be an id in a path. */
export function isId(text: string, maxLength = MAX_ID_LENGTH): boolean {
  return text !== '' && text !== '.' && text !== '..' && text.length <= maxLength && text.isWellFormed();
}
