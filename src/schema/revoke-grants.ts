import { z } from 'zod';
import type { Context } from '../context.ts';
import { ForbiddenError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { RevocationResult } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { CALL_PER_REVOCATION, FURTHER_REVOCATIONS, REVOKED_AT_ONCE } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { optional } from './input.ts';
import { numeral } from './input-bounds.ts';
import { OAuthGrantFilterInput, oauthGrants, wireFilter } from './oauth-grant.ts';
import { failed, type RevokedGrants, RevokeOAuthGrantsPayload, remaining, succeeded } from './revoked-grants.ts';

const RevokeOAuthGrantsInput = builder.inputType('RevokeOAuthGrantsInput', {
  description: 'Which grants to revoke, and how many.',
  fields: (t) => ({
    where: t.field({
      type: OAuthGrantFilterInput,
      required: true,
      description: 'Grants to revoke; at least one member. `createdBefore` leaves out what is granted meanwhile.',
    }),
    dryRun: t.boolean({ required: true, defaultValue: true, description: 'Only count the grants that match.' }),
    maximumCount: t.int({
      description:
        'Required unless `dryRun`: the highest number of grants that may match, 1 or more. If more match, nothing is ' +
        'revoked.',
    }),
    first: t.int({
      required: true,
      defaultValue: REVOKED_AT_ONCE.usual,
      description: `How many of them to revoke by this call, 1 to ${REVOKED_AT_ONCE.most}.`,
    }),
  }),
});

const RULES = z
  .object({
    where: z.custom<typeof OAuthGrantFilterInput.$inferInput>().transform((where, context) => {
      const filter = wireFilter(where);
      if (filter) return filter;
      const message = 'An empty filter matches every grant of the account: give at least one member.';
      context.addIssue({ code: 'custom', params: { code: 'required' }, message });
      return z.NEVER;
    }),
    dryRun: z.boolean(),
    maximumCount: optional(z.int().min(1)),
    first: z.int().min(1).max(REVOKED_AT_ONCE.most),
  })
  .refine(({ dryRun, maximumCount }) => dryRun || maximumCount !== undefined, {
    error: 'Give the highest number of grants that may be revoked; a dry run tells how many match.',
    path: ['maximumCount'],
    params: { code: 'required' },
    when: ({ value }) => (value as { dryRun?: unknown }).dryRun === false,
  });

type Request = z.output<typeof RULES>;

defineMutation('revokeOAuthGrants', {
  description:
    'Revokes all grants that a filter matches, as many as the time allows; a dry run unless told otherwise. Call it ' +
    'again until it is done. Its calls go before all others. Costs 10 for each page of the list of grants, 1,000 for ' +
    'the revocations, and 10 more for each of `first` above 100.',
  payload: RevokeOAuthGrantsPayload,
  errors: [ValidationError, ForbiddenError, RateLimitedError],
  access: 'revoke',
  input: { type: RevokeOAuthGrantsInput, description: 'Which grants, and how many.', rules: RULES },
  voidsScan: true,
  scansItself: true,
  costByInput: FURTHER_REVOCATIONS,
  directives: CALL_PER_REVOCATION,
  auditedIds: ({ input }) => [input.where.clientId],
  auditedCounts: ({ input }, revoked) => ({
    dryRun: input.dryRun,
    matched: revoked.matched,
    revoked: succeeded(revoked).length,
    failed: failed(revoked).length,
    remaining: remaining(revoked),
  }),
  resolve: ({ input }, context) => revokeGrants(input, context),
});

async function revokeGrants({ where, dryRun, maximumCount, first }: Request, context: Context): Promise<RevokedGrants> {
  const { telnyx } = context;
  const countedAt = new Date();
  const found = await telnyx.oauthGrants.findToRevoke(where);
  const matched = found.count;
  if (dryRun) return { matched, countedAt, results: [] };
  if (matched > maximumCount!) throw tooMany(matched, countedAt);
  const ids = found.first(Math.min(first, maximumCount!));
  const { results, stoppedBy } = await telnyx.oauthGrants.revokeMany(ids, (result) => settle(result, context));
  const isUntouched = results.every(({ error }) => error !== undefined && error.outcome !== 'UNKNOWN');
  if (stoppedBy && isUntouched) throw stoppedBy;
  return { matched, countedAt, results };
}

/** Writes each revocation to the audit log at once: the caller may have gone. */
async function settle({ grantId, error, requestId }: RevocationResult, context: Context): Promise<void> {
  oauthGrants.loaderOf(context).clear(grantId);
  await context.audit('revokeOAuthGrant')({
    ids: [grantId],
    outcome: error?.code ?? 'OK',
    ...(error?.outcome === 'UNKNOWN' && { mayHaveHappened: true }),
    telnyxRequestId: requestId,
  });
}

/** Suggests `createdBefore`, so that nobody can keep the count wrong by adding grants. */
function tooMany(matched: number, countedAt: Date): ValidationError {
  const message =
    `${numeral(matched)} grants match. Nothing was revoked. If that is right, repeat with maximumCount: ${matched}; ` +
    `if grants keep being added, with createdBefore: "${countedAt.toISOString()}" too, and again for what came later.`;
  return new ValidationError([{ path: ['input', 'maximumCount'], code: 'too_many', message }]);
}
