import type { AuthorizationServerMetadata, ProtectedResourceMetadata } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { ONE_CALL } from './cost.ts';

const OAuthAuthorizationServerMetadata = builder
  .objectRef<AuthorizationServerMetadata>('OAuthAuthorizationServerMetadata')
  .implement({
    description: 'Metadata of the authorization server (RFC 8414). A member that the server omits is null.',
    fields: (t) => ({
      issuer: t.expose('issuer', {
        type: 'URL',
        nullable: true,
        description: 'Issuer identifier of the authorization server.',
      }),
      authorizationEndpoint: t.expose('authorization_endpoint', {
        type: 'URL',
        nullable: true,
        description: 'URL of the authorization server’s authorization endpoint (RFC 6749 section 3.1).',
      }),
      tokenEndpoint: t.expose('token_endpoint', {
        type: 'URL',
        nullable: true,
        description: 'URL of the authorization server’s token endpoint (RFC 6749 section 3.2).',
      }),
      introspectionEndpoint: t.expose('introspection_endpoint', {
        type: 'URL',
        nullable: true,
        description: 'URL of the authorization server’s introspection endpoint (RFC 7662).',
      }),
      jwksUri: t.expose('jwks_uri', {
        type: 'URL',
        nullable: true,
        description: 'URL of the authorization server’s JSON Web Key Set (RFC 7517).',
      }),
      registrationEndpoint: t.expose('registration_endpoint', {
        type: 'URL',
        nullable: true,
        description: 'URL of the authorization server’s dynamic client registration endpoint (RFC 7591).',
      }),
      grantTypesSupported: t.expose('grant_types_supported', {
        type: ['String'],
        nullable: true,
        description: 'Grant types that the authorization server supports.',
      }),
      responseTypesSupported: t.expose('response_types_supported', {
        type: ['String'],
        nullable: true,
        description: 'Response types that the authorization server supports.',
      }),
      codeChallengeMethodsSupported: t.expose('code_challenge_methods_supported', {
        type: ['String'],
        nullable: true,
        description: 'PKCE code challenge methods that the authorization server supports (RFC 7636).',
      }),
      tokenEndpointAuthMethodsSupported: t.expose('token_endpoint_auth_methods_supported', {
        type: ['String'],
        nullable: true,
        description: 'Client authentication methods that the token endpoint supports.',
      }),
      scopesSupported: t.expose('scopes_supported', {
        type: ['String'],
        nullable: true,
        description: 'Scopes that the authorization server supports.',
      }),
      protectedResources: t.expose('protected_resources', {
        type: ['URL'],
        nullable: { list: true, items: true },
        description: 'Protected resources by identifier (RFC 9728 section 4). An item that is no absolute URI is null.',
      }),
    }),
  });

const OAuthProtectedResourceMetadata = builder
  .objectRef<ProtectedResourceMetadata>('OAuthProtectedResourceMetadata')
  .implement({
    description: 'Metadata of the API as a protected resource (RFC 9728). A member that the API omits is null.',
    fields: (t) => ({
      resource: t.expose('resource', { type: 'URL', nullable: true, description: 'Resource identifier.' }),
      authorizationServers: t.expose('authorization_servers', {
        type: ['URL'],
        nullable: { list: true, items: true },
        description: 'Issuer identifiers of the authorization servers. An item that is no absolute URI is null.',
      }),
      scopesSupported: t.expose('scopes_supported', {
        type: ['String'],
        nullable: true,
        description: 'Scopes used to request access to the protected resource.',
      }),
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
