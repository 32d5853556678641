import { z } from 'zod';
import { NotFoundError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { AuthorizationRequest, Telnyx } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { defineMutation } from './define-mutation.ts';
import { SECRET } from './directives.ts';
import { OAuthCodeChallengeMethod, OAuthResponseType } from './enums.ts';
import { checked, optional } from './input.ts';
import { numeral } from './input-bounds.ts';
import { pkceValue, redirectUri, scopeString, scopes } from './rules.ts';

const OAuthAuthorizationRequestInput = builder.inputType('OAuthAuthorizationRequestInput', {
  description: 'Authorization request (RFC 6749 section 4.1.1). Its URL has at most 8,000 characters.',
  fields: (t) => ({
    clientId: t.id({ required: true, description: 'Client identifier.' }),
    redirectUri: t.field({ type: 'URL', required: true, description: 'Redirection URI of the client.' }),
    responseType: t.field({
      type: OAuthResponseType,
      required: true,
      defaultValue: 'code',
      description: 'Response type.',
    }),
    scopes: t.stringList({
      maxItems: 100,
      maxLength: 256,
      description: 'Scopes to request; not empty. If omitted, the authorization server uses its default.',
    }),
    state: t.string({
      maxLength: 4_096,
      description: 'Opaque value that the authorization server returns unchanged (RFC 6749 section 10.12).',
    }),
    codeChallenge: t.string({
      maxLength: 128,
      description: 'PKCE code challenge of at least 43 characters (RFC 7636 section 4.2).',
    }),
    codeChallengeMethod: t.field({
      type: OAuthCodeChallengeMethod,
      required: true,
      defaultValue: 'S256',
      description: 'PKCE code challenge method (RFC 7636 section 4.3). Sent whenever there is a code challenge.',
    }),
  }),
});

const RULES = z
  .object({
    clientId: z.string().min(1, { error: 'clientId is empty.' }),
    redirectUri,
    responseType: z.literal('code'),
    scopes: optional(scopes),
    // RFC 6749 section 3.1: a parameter without a value counts as omitted.
    state: optional(z.string()).transform((state) => state || undefined),
    codeChallenge: optional(pkceValue),
    codeChallengeMethod: z.enum(['S256', 'plain']),
  })
  .transform(
    (input): AuthorizationRequest => ({
      response_type: input.responseType,
      client_id: input.clientId,
      redirect_uri: input.redirectUri,
      scope: scopeString(input.scopes),
      state: input.state,
      code_challenge: input.codeChallenge,
      code_challenge_method: input.codeChallenge === undefined ? undefined : input.codeChallengeMethod,
    }),
  );

/** Characters of a URL that every server on its way can be expected to take. @see RFC 9112 section 3 */
const MAX_URL_LENGTH = 8_000;

/** The URL of a request. Throws `ValidationError` if it is too long. */
function urlOf(request: AuthorizationRequest, { authorization }: Telnyx): string {
  const url = authorization.url(request);
  if (url.length <= MAX_URL_LENGTH) return url;
  const message = `The URL of this request has more than ${numeral(MAX_URL_LENGTH)} characters.`;
  throw new ValidationError([{ path: ['input'], code: 'too_big', message }]);
}

const OAuthAuthorizationRequest = builder.objectRef<{ url: string }>('OAuthAuthorizationRequest').implement({
  description: 'Authorization request, ready for a user agent.',
  fields: (t) => ({
    url: t.expose('url', { type: 'URL', description: 'URL to direct the user agent to.' }),
  }),
});

builder.queryField('oauthAuthorizationRequest', (t) =>
  t.field({
    type: OAuthAuthorizationRequest,
    nullable: true,
    description: 'Builds and checks the URL of an authorization request; makes no call. Needs no credential.',
    args: { input: t.arg({ type: OAuthAuthorizationRequestInput, required: true, description: 'The request.' }) },
    resolve: async (_root, { input }, { telnyx }) => {
      await telnyx.authorize('protocol');
      return { url: urlOf(checked(RULES, input), telnyx) };
    },
  }),
);

const StartOAuthAuthorizationPayload = builder
  .objectRef<{ location: string }>('StartOAuthAuthorizationPayload')
  .implement({
    directives: SECRET,
    description: 'Response of the authorization endpoint.',
    fields: (t) => ({
      redirectLocation: t.expose('location', {
        type: 'OAuthSecret',
        directives: SECRET,
        description: 'Consent page with its consent token, or redirection URI with a code or an error.',
      }),
    }),
  });

defineMutation('startOAuthAuthorization', {
  description: 'Makes the authorization request in place of the user agent; follows no redirect. Needs no credential.',
  payload: StartOAuthAuthorizationPayload,
  errors: [ValidationError, ProtocolError, NotFoundError, RateLimitedError],
  access: 'protocol',
  input: { type: OAuthAuthorizationRequestInput, description: 'The request.', rules: RULES },
  guarded: true,
  directives: SECRET,
  resultDirectives: SECRET,
  auditedIds: ({ input }) => [input.clientId],
  resolve: async ({ input }, { telnyx }) => {
    urlOf(input, telnyx);
    return { location: await telnyx.authorization.start(input) };
  },
});
