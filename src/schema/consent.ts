import { ForbiddenError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { ConsentRequest, RequestedScope } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { FEW, ONE_CALL } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { SECRET } from './directives.ts';
import { clientIfAllowed, OAuthClient } from './oauth-client.ts';

const OAuthRequestedScope = builder.objectRef<RequestedScope>('OAuthRequestedScope').implement({
  description: 'Scope that a client requests, described for the user.',
  fields: (t) => ({
    scopeId: t.exposeString('id', { nullable: true, description: 'Scope value.' }),
    name: t.exposeString('name', { nullable: true, description: 'Display name of the scope.' }),
    description: t.exposeString('description', { nullable: true, description: 'What the scope allows.' }),
  }),
});

const OAuthConsentRequest = builder.objectRef<ConsentRequest>('OAuthConsentRequest').implement({
  description: 'What the consent page shows: which client requests which scopes. A member that Telnyx omits is null.',
  fields: (t) => ({
    clientId: t.exposeID('client_id', {
      nullable: true,
      description: 'Client identifier of the client that requests consent.',
    }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      directives: ONE_CALL,
      description: 'That client, where the credential has access to it.',
      resolve: (consent, _args, context, info) => clientIfAllowed(consent.client_id, context, info),
    }),
    name: t.exposeString('name', { nullable: true, description: 'Display name of the client.' }),
    requestedScopes: t.expose('requested_scopes', {
      type: [OAuthRequestedScope],
      nullable: true,
      directives: FEW,
      description: 'Scopes that the client requests.',
    }),
    logoUri: t.expose('logo_uri', { type: 'URL', nullable: true, description: 'URL of the client’s logo.' }),
    tosUri: t.expose('tos_uri', { type: 'URL', nullable: true, description: 'URL of the client’s terms of service.' }),
    policyUri: t.expose('policy_uri', {
      type: 'URL',
      nullable: true,
      description: 'URL of the client’s privacy policy.',
    }),
    redirectUri: t.expose('redirect_uri', {
      type: 'URL',
      nullable: true,
      description: 'Redirection URI of the client.',
    }),
    verified: t.exposeBoolean('verified', { nullable: true, description: 'Whether Telnyx has verified the client.' }),
  }),
});

builder.queryField('oauthConsentRequest', (t) =>
  t.field({
    type: OAuthConsentRequest,
    nullable: true,
    directives: { ...ONE_CALL, ...SECRET },
    description: 'Reads the consent request of a consent token; null where the token is unknown, used or expired.',
    args: {
      consentToken: t.arg({
        type: 'OAuthSecret',
        required: true,
        directives: SECRET,
        maxLength: 2_048,
        description: 'Consent token from the URL of the consent page.',
      }),
    },
    resolve: (_root, { consentToken }, { telnyx }) => telnyx.consent.retrieve(consentToken),
  }),
);

const DecideOAuthConsentInput = builder.inputType('DecideOAuthConsentInput', {
  directives: SECRET,
  description: 'Decision of the user on a consent request.',
  fields: (t) => ({
    consentToken: t.field({
      type: 'OAuthSecret',
      required: true,
      directives: SECRET,
      maxLength: 2_048,
      description: 'Consent token from the URL of the consent page.',
    }),
    allowed: t.boolean({ required: true, description: 'Whether the user grants the requested scopes.' }),
  }),
});

const DecideOAuthConsentPayload = builder.objectRef<{ redirect_uri: string }>('DecideOAuthConsentPayload').implement({
  directives: SECRET,
  description: 'Response to a decision.',
  fields: (t) => ({
    redirectUri: t.expose('redirect_uri', {
      type: 'OAuthSecret',
      directives: SECRET,
      description: 'Redirection URI to direct the user agent to, with the authorization code or an error.',
    }),
  }),
});

defineMutation('decideOAuthConsent', {
  description: 'Grants or denies a consent request. The consent token works once.',
  payload: DecideOAuthConsentPayload,
  errors: [ValidationError, ProtocolError, ForbiddenError, RateLimitedError],
  access: 'write',
  input: { type: DecideOAuthConsentInput, description: 'The decision.' },
  guarded: true,
  voidsScan: true,
  directives: SECRET,
  resultDirectives: SECRET,
  auditedIds: () => [],
  resolve: ({ input }, { telnyx }) => telnyx.consent.decide(input.consentToken, input.allowed),
});
