import { ForbiddenError, type TelnyxError } from '../telnyx/errors.ts';
import type { RevocationResult } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { FEW, PAID_BY_MUTATION } from './cost.ts';
import { OAuthForbiddenReason } from './errors.ts';

/** What came of the grants that a filter matched. */
export interface RevokedGrants {
  readonly matched: number;
  readonly countedAt: Date;
  readonly results: readonly RevocationResult[];
}

export const succeeded = ({ results }: RevokedGrants) => results.filter(({ error }) => error === undefined);
export const failed = ({ results }: RevokedGrants) => results.filter(({ error }) => error !== undefined);
export const remaining = (revoked: RevokedGrants) => revoked.matched - succeeded(revoked).length;

const OAuthGrantRevocationOutcome = builder.enumType('OAuthGrantRevocationOutcome', {
  description: 'How a grant came to be revoked.',
  values: {
    REVOKED: { description: 'By this call.' },
    ALREADY_REVOKED: { description: 'Telnyx did not find it any more: it was revoked meanwhile.' },
  } as const,
});

const OAuthGrantRevocation = builder.objectRef<RevocationResult>('OAuthGrantRevocation').implement({
  description: 'Grant that is revoked.',
  fields: (t) => ({
    grantId: t.exposeID('grantId', { description: 'Telnyx’ identifier of the grant.' }),
    outcome: t.field({
      type: OAuthGrantRevocationOutcome,
      description: 'How it came to be revoked.',
      resolve: ({ wasGone }) => (wasGone ? 'ALREADY_REVOKED' : 'REVOKED'),
    }),
  }),
});

const refusalOf = (error: TelnyxError) => (error instanceof ForbiddenError ? error.refusal : undefined);

const OAuthGrantRevocationError = builder.objectRef<{ error: TelnyxError }>('OAuthGrantRevocationError').implement({
  description: 'Why a grant was not revoked, or may not have been.',
  fields: (t) => ({
    code: t.string({
      description: 'Code of the error, as in `extensions.code`.',
      resolve: ({ error }) => error.code,
    }),
    message: t.string({
      description: 'Message for people. Contains no secret.',
      resolve: ({ error }) => error.message,
    }),
    reason: t.field({
      type: OAuthForbiddenReason,
      nullable: true,
      description: 'Why it is forbidden, for programs. Null: it failed otherwise.',
      resolve: ({ error }) => (error instanceof ForbiddenError ? (error.refusal?.reason ?? 'UNKNOWN') : null),
    }),
    requiredAction: t.string({
      nullable: true,
      description: 'The action of Telnyx’ IAM that a role has to allow: `resource.verb`. Null: Telnyx names none.',
      resolve: ({ error }) => refusalOf(error)?.requiredAction,
    }),
    deniedRoleIds: t.idList({
      nullable: true,
      directives: FEW,
      description: 'The roles that deny it. Null: Telnyx names none.',
      resolve: ({ error }) => refusalOf(error)?.deniedRoleIds,
    }),
    mayHaveHappened: t.boolean({
      description: 'Whether Telnyx may have revoked it all the same: its response was lost.',
      resolve: ({ error }) => error.outcome === 'UNKNOWN',
    }),
  }),
});

const OAuthGrantRevocationFailure = builder.objectRef<RevocationResult>('OAuthGrantRevocationFailure').implement({
  description: 'Grant that was not revoked, or may not have been. Calling again tries it again.',
  fields: (t) => ({
    grantId: t.exposeID('grantId', { description: 'Telnyx’ identifier of the grant.' }),
    error: t.field({
      type: OAuthGrantRevocationError,
      directives: { cost: { weight: 0 } },
      description: 'Why.',
      // The error itself would be taken for one of this field.
      resolve: ({ error }) => ({ error: error! }),
    }),
  }),
});

export const RevokeOAuthGrantsPayload = builder.objectRef<RevokedGrants>('RevokeOAuthGrantsPayload').implement({
  description: 'What came of the grants that matched. Call again until `done`.',
  fields: (t) => ({
    matched: t.exposeInt('matched', { description: 'Number of grants that matched when the list was read.' }),
    countedAt: t.field({
      type: 'DateTime',
      description: 'When reading the list began. As `createdBefore` it leaves out what is granted later.',
      resolve: ({ countedAt }) => countedAt.toISOString(),
    }),
    revoked: t.field({
      type: [OAuthGrantRevocation],
      directives: PAID_BY_MUTATION,
      description: 'Grants that are revoked.',
      resolve: succeeded,
    }),
    failed: t.field({
      type: [OAuthGrantRevocationFailure],
      directives: PAID_BY_MUTATION,
      description: 'Grants that were tried and are not known to be revoked.',
      resolve: failed,
    }),
    remaining: t.int({
      description: 'Number of matched grants that are not known to be revoked: the failed ones, and those not tried.',
      resolve: remaining,
    }),
    done: t.boolean({ description: 'Whether none remains.', resolve: (revoked) => remaining(revoked) === 0 }),
  }),
});
