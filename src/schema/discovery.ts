import type { AuthorizationServerMetadata, ProtectedResourceMetadata } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { ONE_CALL } from './cost.ts';

const OAuthAuthorizationServerMetadata = builder
  .objectRef<AuthorizationServerMetadata>('OAuthAuthorizationServerMetadata')
  .implement({
    description: 'What the authorization server says of itself (RFC 8414). Null: it did not say.',
    fields: (t) => ({
      issuer: t.expose('issuer', { type: 'URL', nullable: true, description: 'Its identifier.' }),
      authorizationEndpoint: t.expose('authorization_endpoint', {
        type: 'URL',
        nullable: true,
        description: 'Where browsers go to ask for a code.',
      }),
      tokenEndpoint: t.expose('token_endpoint', { type: 'URL', nullable: true, description: 'Where tokens are had.' }),
      introspectionEndpoint: t.expose('introspection_endpoint', {
        type: 'URL',
        nullable: true,
        description: 'Where tokens are examined (RFC 7662).',
      }),
      jwksUri: t.expose('jwks_uri', { type: 'URL', nullable: true, description: 'Where its keys are (RFC 7517).' }),
      registrationEndpoint: t.expose('registration_endpoint', {
        type: 'URL',
        nullable: true,
        description: 'Where clients register themselves (RFC 7591).',
      }),
      grantTypesSupported: t.expose('grant_types_supported', {
        type: ['String'],
        nullable: true,
        description: 'The grant types it takes.',
      }),
      responseTypesSupported: t.expose('response_types_supported', {
        type: ['String'],
        nullable: true,
        description: 'The response types it takes.',
      }),
      codeChallengeMethodsSupported: t.expose('code_challenge_methods_supported', {
        type: ['String'],
        nullable: true,
        description: 'The PKCE methods it takes (RFC 7636).',
      }),
      tokenEndpointAuthMethodsSupported: t.expose('token_endpoint_auth_methods_supported', {
        type: ['String'],
        nullable: true,
        description: 'How clients may prove themselves at its token endpoint.',
      }),
      scopesSupported: t.expose('scopes_supported', {
        type: ['String'],
        nullable: true,
        description: 'The scopes it grants.',
      }),
      protectedResources: t.expose('protected_resources', {
        type: ['URL'],
        nullable: { list: true, items: true },
        description: 'The resources that its tokens are for (RFC 9728 section 4). A null item: one that is no URI.',
      }),
    }),
  });

const OAuthProtectedResourceMetadata = builder
  .objectRef<ProtectedResourceMetadata>('OAuthProtectedResourceMetadata')
  .implement({
    description: 'What the API says of itself as a protected resource (RFC 9728). Null: it did not say.',
    fields: (t) => ({
      resource: t.expose('resource', { type: 'URL', nullable: true, description: 'Its identifier.' }),
      authorizationServers: t.expose('authorization_servers', {
        type: ['URL'],
        nullable: { list: true, items: true },
        description: 'The issuers whose tokens it takes. A null item: one that is no absolute URI.',
      }),
      scopesSupported: t.expose('scopes_supported', {
        type: ['String'],
        nullable: true,
        description: 'The scopes it knows.',
      }),
    }),
  });

builder.queryFields((t) => ({
  oauthAuthorizationServerMetadata: t.field({
    type: OAuthAuthorizationServerMetadata,
    nullable: true,
    directives: ONE_CALL,
    isPublic: true,
    description: 'The authorization server’s metadata (RFC 8414). Needs no credential.',
    resolve: (_root, _args, { telnyx }) => telnyx.discovery.authorizationServer(),
  }),
  oauthProtectedResourceMetadata: t.field({
    type: OAuthProtectedResourceMetadata,
    nullable: true,
    directives: ONE_CALL,
    isPublic: true,
    description: 'The protected resource’s metadata (RFC 9728). Needs no credential.',
    resolve: (_root, _args, { telnyx }) => telnyx.discovery.protectedResource(),
  }),
}));
