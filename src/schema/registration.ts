import { z } from 'zod';
import type { ClientMember } from '../telnyx/client-members.ts';
import { ForbiddenError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { Registration, RegistrationRequest } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { memberFields, memberInputs, memberRules, toWire } from './client-members.ts';
import { ONE_CALL } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { SECRET } from './directives.ts';
import { OAuthGrantType, OAuthTokenEndpointAuthMethod } from './enums.ts';
import { optional } from './input.ts';
import { clientIfAllowed, OAuthClient } from './oauth-client.ts';
import { scopeString, scopes } from './rules.ts';
import { dateTimeOf, scopesOf } from './wire.ts';

const isRegistered = ({ registered }: ClientMember) => registered;
const metadataOf = toWire(isRegistered);

const RegisterOAuthClientInput = builder.inputType('RegisterOAuthClientInput', {
  description: 'Client metadata (RFC 7591 section 2). Null counts as omitted.',
  fields: (t) => ({
    ...memberInputs(t, isRegistered),
    clientName: t.string({ maxLength: 256, description: 'Display name of the client.' }),
    grantTypes: t.field({
      type: [OAuthGrantType],
      maxItems: 10,
      description: 'Grant types that the client may use. Default: the authorization code grant.',
    }),
    responseTypes: t.stringList({
      maxItems: 10,
      maxLength: 64,
      description: 'Response types that the client may use. Default: `code`.',
    }),
    scopes: t.stringList({
      maxItems: 100,
      maxLength: 256,
      description: 'Scopes that the client may request; not empty.',
    }),
    tokenEndpointAuthMethod: t.field({
      type: OAuthTokenEndpointAuthMethod,
      description: 'Client authentication method at the token endpoint. Default: HTTP Basic.',
    }),
  }),
});

const RULES = z
  .object({
    ...memberRules(isRegistered, optional),
    clientName: optional(z.string()),
    grantTypes: optional(z.array(z.enum(['authorization_code', 'client_credentials', 'refresh_token']))),
    responseTypes: optional(z.array(z.string())),
    scopes: optional(scopes),
    tokenEndpointAuthMethod: optional(z.enum(['none', 'client_secret_basic', 'client_secret_post'])),
  })
  .transform(
    (input): RegistrationRequest => ({
      client_name: input.clientName,
      grant_types: input.grantTypes,
      response_types: input.responseTypes,
      scope: scopeString(input.scopes),
      token_endpoint_auth_method: input.tokenEndpointAuthMethod,
      ...metadataOf(input),
    }),
  );

export const RegisterOAuthClientPayload = builder.objectRef<Registration>('RegisterOAuthClientPayload').implement({
  description:
    'Client information response (RFC 7591 section 3.2.1). A member that the server omits or that cannot be read is ' +
    'null.',
  fields: (t) => ({
    clientId: t.exposeID('client_id', { description: 'Client identifier.' }),
    clientIdIssuedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time at which the client identifier was issued.',
      resolve: (registration) => dateTimeOf(registration.client_id_issued_at),
    }),
    clientSecret: t.expose('client_secret', {
      type: 'OAuthSecret',
      nullable: true,
      directives: SECRET,
      description: 'Client secret; null for a public client.',
    }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      directives: ONE_CALL,
      description: 'The client, where the credential has access to it; null for an anonymous caller.',
      resolve: (registration, _args, context, info) => clientIfAllowed(registration.client_id, context, info),
    }),
    clientName: t.exposeString('client_name', { nullable: true, description: 'Display name of the client.' }),
    ...memberFields(t, isRegistered),
    grantTypes: t.expose('grant_types', {
      type: ['String'],
      nullable: true,
      description: 'Grant types that the client may use.',
    }),
    responseTypes: t.expose('response_types', {
      type: ['String'],
      nullable: true,
      description: 'Response types that the client may use.',
    }),
    scopes: t.stringList({
      nullable: true,
      description: 'Scopes that the client may request.',
      resolve: (registration) => scopesOf(registration.scope),
    }),
    tokenEndpointAuthMethod: t.exposeString('token_endpoint_auth_method', {
      nullable: true,
      description: 'Client authentication method at the token endpoint.',
    }),
  }),
});

defineMutation('registerOAuthClient', {
  description: 'Registers an OAuth client dynamically (RFC 7591). Needs no credential.',
  payload: RegisterOAuthClientPayload,
  errors: [ValidationError, ProtocolError, ForbiddenError, RateLimitedError],
  access: 'protocol',
  input: { type: RegisterOAuthClientInput, description: 'Client metadata.', rules: RULES },
  guarded: true,
  auditedIds: (_args, registration) => [registration?.client_id],
  resolve: ({ input }, { telnyx }) => telnyx.registration.register(input),
});
