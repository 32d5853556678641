import { crc32 } from 'node:zlib';
import { settingsOf } from '../telnyx/client-members.ts';
import type { OAuthClientSettings } from '../telnyx/types.ts';
import type { Facts, FindingSeverity, Problem, Subject } from './rule.ts';
import type { CodedRule, FindingCode } from './rules.ts';

/** Something about a client that should be otherwise. */
export interface Finding extends Pick<Problem, 'path' | 'message'> {
  /** Of all findings of the account only this one has it, as long as what it is about stays. */
  readonly id: string;
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  /** URL of the section of the RFC that asks for it. */
  readonly reference: string;
  /** All members that an update may set, as read but for those that mend it. Null: only a person can tell. */
  readonly fix: OAuthClientSettings | null;
  /** What stops working by the fix, and for whom. Null without one. */
  readonly breaks: string | null;
}

/** What the rules find about one client, in their order. */
export function findingsOf(client: Subject, rules: readonly CodedRule[], facts: Facts): Finding[] {
  return rules.flatMap(([code, { severity, reference, find }]) =>
    find(client, facts).map(({ path, item, message, fix: changes, breaks }) => {
      const fix = changes ? fixOf(client, changes) : null;
      const id = `${client.client_id} ${code} ${item === undefined ? '' : crc32(item)}`;
      return { id, code, severity, message, reference, path, fix, breaks: fix && (breaks ?? null) };
    }),
  );
}

/** The changes in a whole update, as that may replace what it leaves out. */
function fixOf(client: Subject, changes: OAuthClientSettings): OAuthClientSettings | null {
  const settings = settingsOf(client);
  return settings ? { ...settings, ...changes } : null;
}
