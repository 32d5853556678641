import { ValidationError } from '../errors.ts';
import type { ResourcePath } from './resource-path.ts';

/**
 * What a caller must be allowed to do for an operation. `public` (discovery) and `protocol` (what OAuth clients do
 * for themselves) send no credential of the caller's.
 */
export type Access = 'public' | 'protocol' | 'introspect' | 'read' | 'write' | 'reveal' | 'revoke';

/** Why a call is made: for its own sake, for a window of a list, for many ids at once, or to read a whole list. */
export type Plan = 'single' | 'page' | 'batch' | 'scan';

/** One REST operation about to be carried out. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The operation's path as documented, for logs, metrics and messages: `/oauth_clients/{id}`. */
  readonly route: string;
  /** The path as sent, encoded, with its query, below the API's base. */
  readonly path: string;
  /** The path as shown to people; given where `path` holds a secret, or is spelled otherwise than documented. */
  readonly shownPath?: string | undefined;
  /** The path that it is at or below, which Telnyx publishes under two spellings. */
  readonly resource?: ResourcePath;
  /** `.well-known` documents stand at the host's root, not below the API's base. */
  readonly atRoot?: boolean;
  readonly access: Access;
  /** Afterwards the list of grants may be another. */
  readonly changesGrants?: boolean;
  /** Instead of the caller's credential: the whole `Authorization` value, where the operation brings its own. */
  readonly authorization?: string | undefined;
  /** The operation authenticates an OAuth client, so that 401 means `invalid_client`. */
  readonly clientAuthenticated?: boolean;
  readonly json?: unknown;
  readonly form?: URLSearchParams;
  readonly accept?: string;
  /** Default: single. */
  readonly plan?: Plan | undefined;
  /** The ids that it is made for. Undefined: none in particular. */
  readonly ids?: readonly string[] | undefined;
  /** Values that must never come back in an error text. */
  readonly secrets?: readonly string[];
}

/** Whether it takes access away, or is needed for that: it goes before all others, and no open circuit refuses it. */
export function isUrgent({ method, access }: Call): boolean {
  return method === 'DELETE' || access === 'revoke';
}

/** Characters of an id. */
const MAX_ID_LENGTH = 256;

/**
 * An id as one path segment. Throws `ValidationError` at `name` for what no id can be: empty, over-long, `.`, `..`,
 * or text that UTF-8 cannot hold.
 */
export function segment(id: string, name: string, maxLength = MAX_ID_LENGTH): string {
  if (isId(id, maxLength)) return encodeURIComponent(id);
  throw new ValidationError([{ path: [name], code: 'format', message: `${name} is not an id.` }]);
}

/** Whether a text can be an id in a path. */
export function isId(text: string, maxLength = MAX_ID_LENGTH): boolean {
  return text !== '' && text !== '.' && text !== '..' && text.length <= maxLength && text.isWellFormed();
}
