import { z } from 'zod';
import { ForbiddenError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { Introspection } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { ONE_CALL } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { SECRET } from './directives.ts';
import { optional } from './input.ts';
import { clientIfAllowed, OAuthClient } from './oauth-client.ts';
import { dateTimeOf, scopesOf } from './wire.ts';

const IntrospectOAuthTokenInput = builder.inputType('IntrospectOAuthTokenInput', {
  directives: SECRET,
  description: 'The token to examine, and as whom: the client whose credentials are given, else the caller.',
  fields: (t) => ({
    token: t.field({ type: 'OAuthSecret', required: true, directives: SECRET, description: 'An access token.' }),
    clientId: t.id({ description: 'The client that asks. Only together with its secret.' }),
    clientSecret: t.field({ type: 'OAuthSecret', directives: SECRET, description: 'The secret of that client.' }),
  }),
});

const RULES = z
  .object({
    token: z.string(),
    clientId: optional(z.string().min(1, { error: 'clientId is empty.' })),
    clientSecret: optional(z.string()),
  })
  .superRefine(({ clientId, clientSecret }, context) => {
    if ((clientId === undefined) === (clientSecret === undefined)) return;
    const missing = clientId === undefined ? 'clientId' : 'clientSecret';
    const message = 'clientId and clientSecret go together.';
    context.addIssue({ code: 'custom', params: { code: 'required' }, path: [missing], message });
  });

const IntrospectOAuthTokenPayload = builder.objectRef<Introspection>('IntrospectOAuthTokenPayload').implement({
  description:
    'What the server knows of the token (RFC 7662 section 2.2). An inactive token has no more than `active`.',
  fields: (t) => ({
    active: t.exposeBoolean('active', { description: 'Whether the token works now.' }),
    scopes: t.stringList({
      nullable: true,
      description: 'What it is good for.',
      resolve: (token) => scopesOf(token.scope),
    }),
    clientId: t.exposeID('client_id', { nullable: true, description: 'The client that it was issued to.' }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      directives: ONE_CALL,
      description: 'The same, if it is one of the caller’s own clients.',
      resolve: (token, _args, context, info) => clientIfAllowed(token.client_id, context, info),
    }),
    exp: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it expires.',
      resolve: (token) => dateTimeOf(token.exp),
    }),
    iat: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was issued.',
      resolve: (token) => dateTimeOf(token.iat),
    }),
    iss: t.exposeString('iss', { nullable: true, description: 'Who issued it.' }),
    aud: t.stringList({
      nullable: true,
      description: 'Whom it is for.',
      resolve: ({ aud }) => (typeof aud === 'string' ? [aud] : aud),
    }),
  }),
});

defineMutation('introspectOAuthToken', {
  description: 'Examines an access token (RFC 7662). A mutation, so that no cache and no URL ever holds the token.',
  payload: IntrospectOAuthTokenPayload,
  errors: [ValidationError, ProtocolError, ForbiddenError, RateLimitedError],
  access: 'protocol',
  input: { type: IntrospectOAuthTokenInput, description: 'The token.', rules: RULES },
  guarded: true,
  directives: SECRET,
  auditedIds: ({ input }, token) => [input.clientId, token?.client_id],
  resolve: ({ input: { token, clientId, clientSecret } }, { telnyx }) =>
    telnyx.introspection.introspect(token, { client_id: clientId, client_secret: clientSecret }),
});
