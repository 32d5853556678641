import { ForbiddenError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { ConsentRequest } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { FEW, ONE_CALL } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { SECRET } from './directives.ts';
import { clientIfAllowed, OAuthClient } from './oauth-client.ts';

const OAuthRequestedScope = builder
  .objectRef<NonNullable<ConsentRequest['requested_scopes']>[number]>('OAuthRequestedScope')
  .implement({
    description: 'A scope that a client asks for, in words for the user.',
    fields: (t) => ({
      scopeId: t.exposeString('id', { nullable: true, description: 'The scope itself.' }),
      name: t.exposeString('name', { nullable: true, description: 'What to call it.' }),
      description: t.exposeString('description', { nullable: true, description: 'What it allows.' }),
    }),
  });

const OAuthConsentRequest = builder.objectRef<ConsentRequest>('OAuthConsentRequest').implement({
  description: 'What the consent screen shows: who asks the user for what. Null: Telnyx did not say.',
  fields: (t) => ({
    clientId: t.exposeID('client_id', { nullable: true, description: 'The client that asks.' }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      directives: ONE_CALL,
      description: 'The same, if it is one of the caller’s own clients.',
      resolve: (consent, _args, context, info) => clientIfAllowed(consent.client_id, context, info),
    }),
    name: t.exposeString('name', { nullable: true, description: 'What people call the client.' }),
    requestedScopes: t.expose('requested_scopes', {
      type: [OAuthRequestedScope],
      nullable: true,
      directives: FEW,
      description: 'What it asks for.',
    }),
    logoUri: t.expose('logo_uri', { type: 'URL', nullable: true, description: 'The client’s logo.' }),
    tosUri: t.expose('tos_uri', { type: 'URL', nullable: true, description: 'The client’s terms of service.' }),
    policyUri: t.expose('policy_uri', { type: 'URL', nullable: true, description: 'The client’s privacy policy.' }),
    redirectUri: t.expose('redirect_uri', {
      type: 'URL',
      nullable: true,
      description: 'Where the browser goes after the decision.',
    }),
    verified: t.exposeBoolean('verified', { nullable: true, description: 'Whether Telnyx has verified the client.' }),
  }),
});

builder.queryField('oauthConsentRequest', (t) =>
  t.field({
    type: OAuthConsentRequest,
    nullable: true,
    directives: { ...ONE_CALL, ...SECRET },
    description: 'What this consent token stands for; null where it is unknown, used or expired.',
    args: {
      consentToken: t.arg({
        type: 'OAuthSecret',
        required: true,
        directives: SECRET,
        maxLength: 2_048,
        description: 'From the consent page’s URL.',
      }),
    },
    resolve: (_root, { consentToken }, { telnyx }) => telnyx.consent.retrieve(consentToken),
  }),
);

const DecideOAuthConsentInput = builder.inputType('DecideOAuthConsentInput', {
  directives: SECRET,
  description: 'The user’s decision.',
  fields: (t) => ({
    consentToken: t.field({
      type: 'OAuthSecret',
      required: true,
      directives: SECRET,
      maxLength: 2_048,
      description: 'From the consent page’s URL.',
    }),
    allowed: t.boolean({ required: true, description: 'Whether the user allows it.' }),
  }),
});

const DecideOAuthConsentPayload = builder.objectRef<{ redirect_uri: string }>('DecideOAuthConsentPayload').implement({
  directives: SECRET,
  description: 'The decision is made.',
  fields: (t) => ({
    redirectUri: t.expose('redirect_uri', {
      type: 'OAuthSecret',
      directives: SECRET,
      description: 'Send the browser here: it carries the authorization code, or the refusal.',
    }),
  }),
});

defineMutation('decideOAuthConsent', {
  description: 'Allows or denies what a consent token stands for. The token works once.',
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
