import { CONSENT_RULES } from './consent.ts';
import { GRANT_TYPE_RULES } from './grant-types.ts';
import { GRANT_RULES } from './grants.ts';
import { REDIRECT_URI_RULES } from './redirect-uris.ts';
import type { FindingSeverity, Rule } from './rule.ts';
import { SCOPE_RULES } from './scopes.ts';

/** All rules by their codes, in the order of findings. */
export const RULES = {
  ...GRANT_TYPE_RULES,
  ...REDIRECT_URI_RULES,
  ...SCOPE_RULES,
  ...GRANT_RULES,
  ...CONSENT_RULES,
} as const;

export type FindingCode = keyof typeof RULES;

export const FINDING_CODES = Object.keys(RULES) as readonly FindingCode[];

/** From the least to the worst. */
export const SEVERITIES: readonly FindingSeverity[] = ['LOW', 'MEDIUM', 'HIGH'];

/** What an operator decides of the rules. */
export interface FindingSettings {
  /** Rules that find nothing. */
  readonly off: readonly FindingCode[];
  /** Days without use after which a grant counts as unused. */
  readonly unusedGrantDays: number;
  /** Whether only calls are planned: see `Facts`. */
  readonly isSupposed?: true;
}

/** Which findings are wanted. */
export interface FindingFilter {
  /** Default: all. */
  readonly minSeverity?: FindingSeverity | null | undefined;
  /** Default: all. */
  readonly codes?: readonly FindingCode[] | null | undefined;
}

/** A rule with its code. */
export type CodedRule = readonly [code: FindingCode, rule: Rule];

/** The rules whose findings are wanted. */
export function rulesFor({ minSeverity, codes }: FindingFilter, { off }: Pick<FindingSettings, 'off'>): CodedRule[] {
  const least = SEVERITIES.indexOf(minSeverity ?? 'LOW');
  return (Object.entries(RULES) as [FindingCode, Rule][]).filter(
    ([code, { severity }]) =>
      SEVERITIES.indexOf(severity) >= least && (codes?.includes(code) ?? true) && !off.includes(code),
  );
}
