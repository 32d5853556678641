import { crc32 } from 'node:zlib';
import { settingsOf } from '../telnyx/client-members.ts';
import type { OAuthClientSettings } from '../telnyx/types.ts';
import type { Facts, Problem, Rule, Subject } from './rule.ts';
import type { CodedRule, FindingCode } from './rules.ts';

/** Something about a client that should be otherwise. */
export interface Finding {
  readonly code: FindingCode;
  readonly rule: Rule;
  readonly client: Subject;
  readonly problem: Problem;
  /** The client is what a registration was answered. */
  readonly isRegistration: boolean;
}

/** What the rules find about one client, in their order. */
export function findingsOf(client: Subject, rules: readonly CodedRule[], facts: Facts): Finding[] {
  const isRegistration = facts.isRegistration === true;
  if (facts.isSupposed) return rules.slice(0, 1).map(([code, rule]) => supposed(code, rule, client, isRegistration));
  const found: Finding[] = [];
  for (const [code, rule] of rules) {
    for (const problem of rule.find(client, facts)) found.push({ code, rule, client, problem, isRegistration });
  }
  return found;
}

/** Stands for whatever may be found. */
function supposed(code: FindingCode, { fix: _, ...rule }: Rule, client: Subject, isRegistration: boolean): Finding {
  return { code, rule, client, problem: { member: 'name', message: '' }, isRegistration };
}

/** Tells a finding from all others of the account, as long as what it is about stays. */
export function idOf({ code, client, problem: { item } }: Finding): string {
  return `${client.client_id} ${code} ${item === undefined ? '' : crc32(item)}`;
}

/** The member of the client, by its name on the wire, and the index of the item in it. */
export function pathOf({ client, problem }: Finding): [member: string, index?: number] {
  const { member, item } = problem;
  return item === undefined ? [member] : [member, (client as Record<string, unknown[]>)[member]!.indexOf(item)];
}

/**
 * All members that an update may set, as read but for those that mend the client: an update may replace what it leaves
 * out. Undefined where only a person can tell, and where a read does not tell all members.
 */
export function fixOf({ rule, client, problem }: Finding): OAuthClientSettings | undefined {
  const changes = rule.fix?.(client, problem);
  const settings = changes && settingsOf(client);
  return settings && { ...settings, ...changes };
}
