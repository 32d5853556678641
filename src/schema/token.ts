import { z } from 'zod';
import { ForbiddenError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { TokenResponse } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { defineMutation } from './define-mutation.ts';
import { SECRET } from './directives.ts';
import { OAuthGrantType, OAuthTokenEndpointAuthMethod } from './enums.ts';
import { optional } from './input.ts';
import { pkceValue, scopeString, scopes } from './rules.ts';
import { scopesOf } from './wire.ts';

const RequestOAuthTokenInput = builder.inputType('RequestOAuthTokenInput', {
  description: 'Access token request (RFC 6749 sections 4.1.3, 4.4.2 and 6). Null counts as omitted.',
  fields: (t) => ({
    grantType: t.field({ type: OAuthGrantType, required: true, description: 'Grant type.' }),
    clientId: t.id({ description: 'Client identifier.' }),
    clientSecret: t.field({
      type: 'OAuthSecret',
      directives: SECRET,
      description: 'Client secret; a public client has none.',
    }),
    clientAuthMethod: t.field({
      type: OAuthTokenEndpointAuthMethod,
      description: 'Client authentication method. Default: HTTP Basic with a client secret, none without one.',
    }),
    code: t.field({ type: 'OAuthSecret', directives: SECRET, description: 'Authorization code. Works once.' }),
    redirectUri: t.field({ type: 'URL', description: 'Redirection URI of the authorization request, unchanged.' }),
    codeVerifier: t.field({
      type: 'OAuthSecret',
      directives: SECRET,
      maxLength: 128,
      description: 'PKCE code verifier of at least 43 characters (RFC 7636 section 4.1).',
    }),
    refreshToken: t.field({ type: 'OAuthSecret', directives: SECRET, description: 'Refresh token.' }),
    scopes: t.stringList({
      maxItems: 100,
      maxLength: 256,
      description: 'Scopes to request with client credentials, or a subset of the granted ones on refresh. Not empty.',
    }),
  }),
});

type Member = 'code' | 'redirectUri' | 'codeVerifier' | 'refreshToken' | 'scopes' | 'clientSecret';

/** Allowed and required members for each grant type. */
const MEMBERS: Record<string, { allowed: Member[]; required: Member[] }> = {
  authorization_code: { allowed: ['code', 'redirectUri', 'codeVerifier', 'clientSecret'], required: ['code'] },
  client_credentials: { allowed: ['scopes', 'clientSecret'], required: ['clientSecret'] },
  refresh_token: { allowed: ['refreshToken', 'scopes', 'clientSecret'], required: ['refreshToken'] },
};

const RULES = z
  .object({
    grantType: z.enum(['authorization_code', 'client_credentials', 'refresh_token']),
    clientId: optional(z.string()),
    clientSecret: optional(z.string()),
    clientAuthMethod: optional(z.enum(['none', 'client_secret_basic', 'client_secret_post'])),
    code: optional(z.string()),
    redirectUri: optional(z.string()),
    codeVerifier: optional(pkceValue),
    refreshToken: optional(z.string()),
    scopes: optional(scopes),
  })
  .superRefine((input, context) => {
    const issue = (member: string, code: string, message: string) =>
      context.addIssue({ code: 'custom', params: { code }, path: [member], message });
    const { allowed, required } = MEMBERS[input.grantType]!;
    for (const member of ['code', 'redirectUri', 'codeVerifier', 'refreshToken', 'scopes', 'clientSecret'] as const) {
      const given = input[member] !== undefined;
      if (!given && required.includes(member)) issue(member, 'required', `${member} is missing for this grant type.`);
      if (given && !allowed.includes(member))
        issue(member, 'unexpected', `${member} does not go with this grant type.`);
    }
    if (!input.clientId) issue('clientId', 'required', 'clientId is missing.');
    const method = input.clientAuthMethod;
    if (method === 'none' && input.clientSecret !== undefined) {
      issue('clientAuthMethod', 'exclusive', 'A client that authenticates by no method sends no secret.');
    }
    if (method !== undefined && method !== 'none' && input.clientSecret === undefined) {
      issue('clientSecret', 'required', 'This authentication method needs the secret.');
    }
  })
  .transform((input) => ({
    request: {
      grant_type: input.grantType,
      code: input.code,
      redirect_uri: input.redirectUri,
      code_verifier: input.codeVerifier,
      refresh_token: input.refreshToken,
      scope: scopeString(input.scopes),
    },
    credentials: { client_id: input.clientId, client_secret: input.clientSecret, method: input.clientAuthMethod },
  }));

const RequestOAuthTokenPayload = builder.objectRef<TokenResponse>('RequestOAuthTokenPayload').implement({
  description:
    'Access token response (RFC 6749 section 5.1). A member that the server omits or that cannot be read is null.',
  fields: (t) => ({
    accessToken: t.expose('access_token', { type: 'OAuthSecret', directives: SECRET, description: 'Access token.' }),
    tokenType: t.exposeString('token_type', { nullable: true, description: 'Type of the access token: `Bearer`.' }),
    expiresIn: t.exposeInt('expires_in', { nullable: true, description: 'Lifetime of the access token in seconds.' }),
    scopes: t.stringList({
      nullable: true,
      description: 'Scopes of the access token. Null: as requested.',
      resolve: (token) => scopesOf(token.scope),
    }),
    refreshToken: t.expose('refresh_token', {
      type: 'OAuthSecret',
      nullable: true,
      directives: SECRET,
      description: 'Refresh token, where the server issues one.',
    }),
  }),
});

defineMutation('requestOAuthToken', {
  description: 'Requests an access token by authorization code, client credentials or refresh token. Needs no API key.',
  payload: RequestOAuthTokenPayload,
  errors: [ValidationError, ProtocolError, ForbiddenError, RateLimitedError],
  access: 'protocol',
  input: { type: RequestOAuthTokenInput, description: 'Access token request.', rules: RULES },
  guarded: true,
  directives: SECRET,
  auditedIds: ({ input }) => [input.clientId],
  resolve: ({ input: { request, credentials } }, { telnyx }) => telnyx.token.request(request, credentials),
});
