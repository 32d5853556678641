import { encodeGlobalID } from '@pothos/plugin-relay';
import { ForbiddenError, NotFoundError, RateLimitedError } from '../telnyx/errors.ts';
import type { OAuthGrant as OAuthGrantResource } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { defineMutation } from './define-mutation.ts';
import { OAuthGrant, oauthGrantLoader } from './oauth-grant.ts';

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

defineMutation('revokeOAuthGrant', {
  description: 'Revokes a grant, and with it the access of its client.',
  payload: RevokeOAuthGrantPayload,
  errors: [NotFoundError, ForbiddenError, RateLimitedError],
  access: 'revoke',
  id: { name: 'grantId', description: 'Telnyx’ identifier, not the global id.' },
  voidsScan: true,
  auditedIds: ({ grantId }) => [grantId],
  resolve: async ({ grantId }, context) => {
    const { grant } = await context.telnyx.oauthGrants.revoke(grantId);
    oauthGrantLoader(context).clear(grantId);
    return { grantId, grant };
  },
});
