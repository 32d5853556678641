import { type AccountSeed, ALICE_KEY } from '../../src/sandbox/index.ts';

/** Revokes many grants, and answers all there is to know. */
export const REVOKE = `mutation ($input: RevokeOAuthGrantsInput!) { revokeOAuthGrants(input: $input) {
  __typename ... on OAuthError { code message } ... on OAuthValidationError { issues { path code } }
  ... on RevokeOAuthGrantsPayload {
    matched countedAt revoked { grantId outcome } remaining done
    failed { grantId error { code mayHaveHappened reason requiredAction deniedRoleIds } }
  }
} }`;

/** An account with so many grants to the client `bad`, and two to the client `good`. */
export function accountWith(count: number): AccountSeed {
  const clients = ['bad', 'good'].map((client_id) => ({ client_id }));
  const grants: AccountSeed['grants'] = [
    { id: 'good-0', client_id: 'good' },
    ...Array.from({ length: count }, (_, index) => ({ id: `bad-${index}`, client_id: 'bad' })),
    { id: 'good-1', client_id: 'good' },
  ];
  return { key: ALICE_KEY, clients, grants };
}

export interface AuditLine {
  mutation: string;
  ids: string[];
  outcome: string;
  mayHaveHappened?: true;
  counts?: object;
}

/** The audit lines of that mutation, in a log of whole lines. */
export const auditOf = ({ log }: { readonly log: readonly string[] }, mutation: string): AuditLine[] =>
  log
    .map((line) => JSON.parse(line) as { audit?: AuditLine })
    .flatMap(({ audit }) => (audit?.mutation === mutation ? [audit] : []));
