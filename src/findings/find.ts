import { crc32 } from 'node:zlib';
import { settingsOf } from '../telnyx/client-members.ts';
import type { OAuthClientSettings } from '../telnyx/types.ts';
import type { Facts, Problem, Rule, Subject } from './rule.ts';
import type { CodedRule, FindingCode } from './rules.ts';

/** Something that is wrong with a client. */
export interface Finding {
  readonly code: FindingCode;
  readonly rule: Rule;
  readonly client: Subject;
  readonly problem: Problem;
  /** Whether the client is the response to a registration. */
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

/** A placeholder: any finding that a rule may have about a client, while calls are only planned. */
function supposed(code: FindingCode, { fix: _, ...rule }: Rule, client: Subject, isRegistration: boolean): Finding {
  return { code, rule, client, problem: { member: 'name', message: '' }, isRegistration };
}

/** Identifies a finding within the account, as long as its subject does not change. */
export function idOf({ code, client, problem: { item } }: Finding): string {
  return `${client.client_id} ${code} ${item === undefined ? '' : crc32(item)}`;
}

/** The member of the client, by its name on the wire, and the index of the item in it. */
export function pathOf({ client, problem }: Finding): [member: string, index?: number] {
  const { member, item } = problem;
  return item === undefined ? [member] : [member, (client as Record<string, unknown[]>)[member]!.indexOf(item)];
}

/**
 * All members that an update may set, as they were read, except those that fix the client: an update may reset what it
 * omits. Undefined where only a person can tell what is right, and where a read does not return all members.
 */
export function fixOf({ rule, client, problem }: Finding): OAuthClientSettings | undefined {
  const changes = rule.fix?.(client, problem);
  const settings = changes && settingsOf(client);
  return settings && { ...settings, ...changes };
}
