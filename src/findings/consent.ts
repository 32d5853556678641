import { uses } from './grant-types.ts';
import { member, type Rule, section } from './rule.ts';

/** Rules for the consent page, which only clients with the authorization code grant have. */
export const CONSENT_RULES = {
  POLICY_URI_MISSING: {
    severity: 'LOW',
    reference: section(7591, '2'),
    meaning: 'Users are asked for consent, but are shown no privacy policy.',
    find: member(
      'policy_uri',
      'The client asks users for consent, but names no privacy policy that could be shown to them.',
      (client) => uses(client, 'authorization_code') && !client.policy_uri,
    ),
  },
  TOS_URI_MISSING: {
    severity: 'LOW',
    reference: section(7591, '2'),
    meaning: 'Users are asked for consent, but are shown no terms of service.',
    find: member(
      'tos_uri',
      'The client asks users for consent, but names no terms of service that could be shown to them.',
      (client) => uses(client, 'authorization_code') && !client.tos_uri,
    ),
  },
} as const satisfies Readonly<Record<string, Rule>>;
