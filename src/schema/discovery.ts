import type {
  AgentAuth,
  AuthorizationServerMetadata,
  MetadataEntry,
  ProtectedResourceMetadata,
} from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { FEW, ONE_CALL } from './cost.ts';

/** Options of fields for optional members: a URL, URLs or strings. */
const url = (description: string) => ({ type: 'URL', nullable: true, description }) as const;
const urls = (description: string) =>
  ({ type: ['URL'] as ['URL'], nullable: { list: true, items: true }, description }) as const;
const texts = (description: string) => ({ type: ['String'] as ['String'], nullable: true, description }) as const;

const OAuthMetadataEntry = builder.objectRef<MetadataEntry>('OAuthMetadataEntry').implement({
  description: 'A metadata member that has no field of its own here.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, as the server writes it. At most 128 characters.' }),
    json: t.exposeString('json', {
      nullable: true,
      description: 'Its value, as JSON. Null where that has more than 16,384 characters.',
    }),
  }),
});

/** Options of the field for members without a field of their own. */
const ADDITIONAL = {
  type: [OAuthMetadataEntry] as [typeof OAuthMetadataEntry],
  directives: FEW,
  description: 'The members that have no field here, in the server’s order; at most 100.',
};

const OAuthAnonymousAgentAuth = builder
  .objectRef<NonNullable<AgentAuth['anonymous']>>('OAuthAnonymousAgentAuth')
  .implement({
    description: 'How agents without an account get credentials. Null: the server did not say.',
    fields: (t) => ({
      credentialTypesSupported: t.expose(
        'credential_types_supported',
        texts('The kinds of credentials that they may get.'),
      ),
      additionalMetadata: t.expose('additional', ADDITIONAL),
    }),
  });

const OAuthAgentAuth = builder.objectRef<AgentAuth>('OAuthAgentAuth').implement({
  description: 'How agents get credentials, an extension of Telnyx’ (`agent_auth`). Null: the server did not say.',
  fields: (t) => ({
    anonymous: t.expose('anonymous', {
      type: OAuthAnonymousAgentAuth,
      nullable: true,
      description: 'For agents without an account.',
    }),
    authMd: t.expose('auth_md', url('Instructions for agents.')),
    skill: t.expose('skill', url('The skill for agents.')),
    eventsSupported: t.expose('events_supported', texts('The events that agents can be told of.')),
    grantsSupported: t.expose('grants_supported', texts('The grant types that agents may use.')),
    identityTypesSupported: t.expose('identity_types_supported', texts('The kinds of identity that agents may have.')),
    identityAssertionSupported: t.expose('identity_assertion_supported', {
      type: 'Boolean',
      nullable: true,
      description: 'Whether agents may present an identity assertion.',
    }),
    protectedResourceMetadataUri: t.expose(
      'protected_resource_metadata_uri',
      url('URL of the protected resource’s metadata (RFC 9728).'),
    ),
    additionalMetadata: t.expose('additional', ADDITIONAL),
  }),
});

const OAuthAuthorizationServerMetadata = builder
  .objectRef<AuthorizationServerMetadata>('OAuthAuthorizationServerMetadata')
  .implement({
    description: 'Metadata of the authorization server (RFC 8414). A member that the server omits is null.',
    fields: (t) => ({
      issuer: t.expose('issuer', url('Issuer identifier of the authorization server.')),
      authorizationEndpoint: t.expose(
        'authorization_endpoint',
        url('URL of the authorization server’s authorization endpoint (RFC 6749 section 3.1).'),
      ),
      tokenEndpoint: t.expose(
        'token_endpoint',
        url('URL of the authorization server’s token endpoint (RFC 6749 section 3.2).'),
      ),
      introspectionEndpoint: t.expose(
        'introspection_endpoint',
        url('URL of the authorization server’s introspection endpoint (RFC 7662).'),
      ),
      jwksUri: t.expose('jwks_uri', url('URL of the authorization server’s JSON Web Key Set (RFC 7517).')),
      registrationEndpoint: t.expose(
        'registration_endpoint',
        url('URL of the authorization server’s dynamic client registration endpoint (RFC 7591).'),
      ),
      grantTypesSupported: t.expose(
        'grant_types_supported',
        texts('Grant types that the authorization server supports.'),
      ),
      responseTypesSupported: t.expose(
        'response_types_supported',
        texts('Response types that the authorization server supports.'),
      ),
      codeChallengeMethodsSupported: t.expose(
        'code_challenge_methods_supported',
        texts('PKCE code challenge methods that the authorization server supports (RFC 7636).'),
      ),
      tokenEndpointAuthMethodsSupported: t.expose(
        'token_endpoint_auth_methods_supported',
        texts('Client authentication methods that the token endpoint supports.'),
      ),
      scopesSupported: t.expose('scopes_supported', texts('Scopes that the authorization server supports.')),
      protectedResources: t.expose(
        'protected_resources',
        urls('Protected resources by identifier (RFC 9728 section 4). An item that is no absolute URI is null.'),
      ),
      agentAuth: t.expose('agent_auth', {
        type: OAuthAgentAuth,
        nullable: true,
        description: 'How agents get credentials, an extension of Telnyx’.',
      }),
      additionalMetadata: t.expose('additional', ADDITIONAL),
    }),
  });

const OAuthProtectedResourceMetadata = builder
  .objectRef<ProtectedResourceMetadata>('OAuthProtectedResourceMetadata')
  .implement({
    description: 'Metadata of the API as a protected resource (RFC 9728). A member that the API omits is null.',
    fields: (t) => ({
      resource: t.expose('resource', url('Resource identifier.')),
      authorizationServers: t.expose(
        'authorization_servers',
        urls('Issuer identifiers of the authorization servers. An item that is no absolute URI is null.'),
      ),
      scopesSupported: t.expose('scopes_supported', texts('Scopes used to request access to the protected resource.')),
      additionalMetadata: t.expose('additional', ADDITIONAL),
    }),
  });

builder.queryFields((t) => ({
  oauthAuthorizationServerMetadata: t.field({
    type: OAuthAuthorizationServerMetadata,
    nullable: true,
    directives: ONE_CALL,
    isPublic: true,
    description: 'Reads the authorization server metadata (RFC 8414). Needs no credential.',
    resolve: (_root, _args, { telnyx }) => telnyx.discovery.authorizationServer(),
  }),
  oauthProtectedResourceMetadata: t.field({
    type: OAuthProtectedResourceMetadata,
    nullable: true,
    directives: ONE_CALL,
    isPublic: true,
    description: 'Reads the protected resource metadata (RFC 9728). Needs no credential.',
    resolve: (_root, _args, { telnyx }) => telnyx.discovery.protectedResource(),
  }),
}));
