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
  description: 'What a client asks a user for (RFC 6749 section 4.1.1). As a URL it has at most 8,000 characters.',
  fields: (t) => ({
    clientId: t.id({ required: true, description: 'Who asks.' }),
    redirectUri: t.field({ type: 'URL', required: true, description: 'Where to lead the browser back to.' }),
    responseType: t.field({
      type: OAuthResponseType,
      required: true,
      defaultValue: 'code',
      description: 'What to answer with.',
    }),
    scopes: t.stringList({
      maxItems: 100,
      maxLength: 256,
      description: 'What for; not empty. Not given: what the server takes as default.',
    }),
    state: t.string({
      maxLength: 4_096,
      description: 'Comes back unchanged, so that the client knows its own request.',
    }),
    codeChallenge: t.string({
      maxLength: 128,
      description: 'PKCE challenge, 43 characters or more (RFC 7636 section 4.2).',
    }),
    codeChallengeMethod: t.field({
      type: OAuthCodeChallengeMethod,
      required: true,
      defaultValue: 'S256',
      description: 'How the challenge was made of its verifier. Sent whenever there is a challenge.',
    }),
  }),
});

const RULES = z
  .object({
    clientId: z.string().min(1, { error: 'clientId is empty.' }),
    redirectUri,
    responseType: z.literal('code'),
    scopes: optional(scopes),
    // RFC 6749 section 3.1: sent without a value is the same as left out.
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

/** The URL of a request. Throws `ValidationError` where it is too long. */
function urlOf(request: AuthorizationRequest, { authorization }: Telnyx): string {
  const url = authorization.url(request);
  if (url.length <= MAX_URL_LENGTH) return url;
  const message = `The URL of this request has more than ${numeral(MAX_URL_LENGTH)} characters.`;
  throw new ValidationError([{ path: ['input'], code: 'too_big', message }]);
}

const OAuthAuthorizationRequest = builder.objectRef<{ url: string }>('OAuthAuthorizationRequest').implement({
  description: 'An authorization request, ready for a browser.',
  fields: (t) => ({
    url: t.expose('url', { type: 'URL', description: 'Send the user’s browser here.' }),
  }),
});

builder.queryField('oauthAuthorizationRequest', (t) =>
  t.field({
    type: OAuthAuthorizationRequest,
    nullable: true,
    description: 'The URL of an authorization request, built and checked; nothing is called. Needs no credential.',
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
    description: 'Where the authorization endpoint sends the browser.',
    fields: (t) => ({
      redirectLocation: t.expose('location', {
        type: 'OAuthSecret',
        directives: SECRET,
        description: 'The consent page with its token, or the client’s redirect URI with a code or an error.',
      }),
    }),
  });

defineMutation('startOAuthAuthorization', {
  description: 'Makes the authorization request in the browser’s place; follows nothing. Needs no credential.',
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
