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
  description: 'Introspection request (RFC 7662 section 2.1), made as the given client, else as the caller.',
  fields: (t) => ({
    token: t.field({
      type: 'OAuthSecret',
      required: true,
      directives: SECRET,
      description: 'Access token to introspect.',
    }),
    clientId: t.id({
      description: 'Client identifier for HTTP Basic authentication. Only together with `clientSecret`.',
    }),
    clientSecret: t.field({ type: 'OAuthSecret', directives: SECRET, description: 'Client secret of that client.' }),
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
    'Introspection response (RFC 7662 section 2.2). For an inactive token every member but `active` is null.',
  fields: (t) => ({
    active: t.exposeBoolean('active', { description: 'Whether the token is currently active.' }),
    scopes: t.stringList({
      nullable: true,
      description: 'Scopes of the token.',
      resolve: (token) => scopesOf(token.scope),
    }),
    clientId: t.exposeID('client_id', {
      nullable: true,
      description: 'Client identifier of the client that requested the token.',
    }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      directives: ONE_CALL,
      description: 'That client, where the credential has access to it.',
      resolve: (token, _args, context, info) => clientIfAllowed(token.client_id, context, info),
    }),
    exp: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Expiration time of the token.',
      resolve: (token) => dateTimeOf(token.exp),
    }),
    iat: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time at which the token was issued.',
      resolve: (token) => dateTimeOf(token.iat),
    }),
    iss: t.exposeString('iss', { nullable: true, description: 'Issuer of the token.' }),
    aud: t.stringList({
      nullable: true,
      description: 'Intended audience of the token.',
      resolve: ({ aud }) => (typeof aud === 'string' ? [aud] : aud),
    }),
  }),
});

defineMutation('introspectOAuthToken', {
  description: 'Introspects an access token (RFC 7662). A mutation, so that no cache and no URL holds the token.',
  payload: IntrospectOAuthTokenPayload,
  errors: [ValidationError, ProtocolError, ForbiddenError, RateLimitedError],
  access: 'protocol',
  input: { type: IntrospectOAuthTokenInput, description: 'Introspection request.', rules: RULES },
  guarded: true,
  directives: SECRET,
  auditedIds: ({ input }, token) => [input.clientId, token?.client_id],
  resolve: ({ input: { token, clientId, clientSecret } }, { telnyx }) =>
    telnyx.introspection.introspect(token, { client_id: clientId, client_secret: clientSecret }),
});
