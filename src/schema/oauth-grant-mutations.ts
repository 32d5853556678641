import { encodeGlobalID } from '@pothos/plugin-relay';
import { ForbiddenError, NotFoundError, RateLimitedError } from '../telnyx/errors.ts';
import type { OAuthGrant as OAuthGrantResource } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { UPSTREAM_CALL } from './cost.ts';
import { OAuthGrant, oauthGrantLoader } from './oauth-grants.ts';
import { resultOf } from './result.ts';

const RevokeOAuthGrantPayload = builder
  .objectRef<{ grantId: string; grant: OAuthGrantResource | null }>('RevokeOAuthGrantPayload')
  .implement({
    description: 'The grant is revoked.',
    fields: (t) => ({
      revokedId: t.id({
        description: 'The global id that it had, for caches.',
        resolve: ({ grantId }) => encodeGlobalID('OAuthGrant', grantId),
      }),
      revokedGrantId: t.exposeID('grantId', { description: 'The identifier that it had.' }),
      grant: t.expose('grant', {
        type: OAuthGrant,
        nullable: true,
        description: 'The grant as it was; null where the answer to the revocation was lost and it was found done.',
      }),
    }),
  });

builder.mutationField('revokeOAuthGrant', (t) =>
  t.field({
    type: resultOf(RevokeOAuthGrantPayload, [NotFoundError, ForbiddenError, RateLimitedError]),
    nullable: true,
    cost: UPSTREAM_CALL,
    voidsScan: true,
    description: 'Revokes a grant, and with it the access of its client.',
    args: { grantId: t.arg.id({ required: true, description: 'Telnyx’ identifier, not the global id.' }) },
    resolve: async (_root, { grantId }, context) => {
      const { grant } = await context.telnyx.oauthGrants.revoke(grantId);
      oauthGrantLoader(context).clear(grantId);
      return { grantId, grant };
    },
  }),
);
