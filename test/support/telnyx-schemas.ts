import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * The answers of the Telnyx OAuth API as this project understands them, in JSON Schema (2020-12). Stricter than the
 * published document where a client could not do without a member, and open to members that are not named, since the
 * live service has some.
 */

type Schema = Record<string, unknown>;

const text = { type: 'string' };
const filled = { type: 'string', minLength: 1 };
const integer = { type: 'integer' };
const count = { type: 'integer', minimum: 0 };
const yesNo = { type: 'boolean' };
const uri = { type: 'string', format: 'uri' };
const uriOrNull = { type: ['string', 'null'], format: 'uri' };
const uuid = { type: 'string', format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const timeOrNull = { type: ['string', 'null'], format: 'date-time' };
const scopeList = { type: 'string', pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+( [\\x21\\x23-\\x5b\\x5d-\\x7e]+)*$' };
const grantType = { enum: ['client_credentials', 'authorization_code', 'refresh_token'] };
const list = (items: Schema): Schema => ({ type: 'array', items });
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

/** An object whose members are all required, but those whose name ends in `?`. */
function object(members: Record<string, Schema>): Schema {
  const names = Object.keys(members);
  return {
    type: 'object',
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), members[name]])),
  };
}

const $defs: Record<string, Schema> = {
  client: {
    ...object({
      record_type: { const: 'oauth_client' },
      client_id: filled,
      name: text,
      org_id: text,
      user_id: text,
      client_type: { enum: ['public', 'confidential'] },
      'client_secret?': { type: ['string', 'null'] },
      allowed_scopes: list(text),
      allowed_grant_types: list(grantType),
      redirect_uris: list(uri),
      require_pkce: yesNo,
      logo_uri: uriOrNull,
      policy_uri: uriOrNull,
      tos_uri: uriOrNull,
      created_at: time,
      updated_at: time,
    }),
    if: { properties: { client_type: { const: 'public' } } },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: { not: { required: ['client_secret'] } },
  },
  grant: object({
    id: uuid,
    record_type: { const: 'oauth_grant' },
    client_id: filled,
    scopes: list(text),
    created_at: time,
    last_used_at: timeOrNull,
  }),
  meta: object({
    page_number: { type: 'integer', minimum: 1 },
    page_size: { type: 'integer', minimum: 1, maximum: 100 },
    total_pages: count,
    total_results: count,
  }),
  oneClient: object({ data: ref('client') }),
  oneGrant: object({ data: ref('grant') }),
  clientPage: object({ data: { ...list(ref('client')), maxItems: 100 }, meta: ref('meta') }),
  grantPage: object({ data: { ...list(ref('grant')), maxItems: 100 }, meta: ref('meta') }),
  serverMetadata: object({
    issuer: uri,
    authorization_endpoint: uri,
    token_endpoint: uri,
    introspection_endpoint: uri,
    jwks_uri: uri,
    registration_endpoint: uri,
    grant_types_supported: list(grantType),
    response_types_supported: list({ const: 'code' }),
    code_challenge_methods_supported: list({ enum: ['S256', 'plain'] }),
    token_endpoint_auth_methods_supported: list({ enum: ['none', 'client_secret_basic', 'client_secret_post'] }),
    scopes_supported: list(filled),
  }),
  resourceMetadata: object({ resource: uri, authorization_servers: list(uri) }),
  jwks: object({
    keys: {
      ...list({
        ...object({ kty: { enum: ['RSA', 'EC'] }, use: { const: 'sig' }, alg: filled, kid: filled }),
        // No private member may ever be published (RFC 7518 section 6).
        not: { anyOf: ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].map((member) => ({ required: [member] })) },
      }),
      minItems: 1,
    },
  }),
  consent: object({
    data: object({
      client_id: filled,
      name: text,
      requested_scopes: list(object({ id: filled, name: filled, description: filled })),
      logo_uri: uriOrNull,
      tos_uri: uriOrNull,
      policy_uri: uriOrNull,
      redirect_uri: uri,
      verified: yesNo,
    }),
  }),
  decision: object({ redirect_uri: uri }),
  introspection: {
    ...object({ active: yesNo }),
    if: { properties: { active: { const: true } } },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: object({ scope: scopeList, client_id: filled, exp: integer, iat: integer, iss: uri, aud: text }),
    // RFC 7662 section 2.2: nothing is told about an inactive token.
    else: { maxProperties: 1 },
  },
  token: object({
    access_token: filled,
    token_type: { const: 'Bearer' },
    expires_in: count,
    scope: scopeList,
    'refresh_token?': filled,
  }),
  registration: object({
    client_id: filled,
    client_id_issued_at: integer,
    'client_secret?': filled,
    'client_name?': text,
    grant_types: list(grantType),
    response_types: list(text),
    scope: scopeList,
    token_endpoint_auth_method: { enum: ['none', 'client_secret_basic', 'client_secret_post'] },
    'redirect_uris?': list(uri),
    'logo_uri?': uri,
    'tos_uri?': uri,
    'policy_uri?': uri,
  }),
  oauthError: {
    ...object({ error: { type: 'string', pattern: '^[a-z_]+$' }, 'error_description?': text }),
    not: { required: ['errors'] },
  },
  registrationError: object({
    error: { enum: ['invalid_redirect_uri', 'invalid_client_metadata'] },
    error_description: text,
    invalid_fields: {
      type: 'object',
      minProperties: 1,
      additionalProperties: { ...list(filled), minItems: 1 },
    },
  }),
  platformError: {
    ...object({
      errors: {
        ...list(
          object({
            code: { type: 'string', pattern: '^\\d{5}$' },
            title: filled,
            'detail?': filled,
            'source?': { oneOf: [object({ pointer: filled }), object({ parameter: filled })] },
            'meta?': object({ url: uri }),
          }),
        ),
        minItems: 1,
      },
    }),
    not: { required: ['error'] },
  },
  fieldErrors: {
    allOf: [
      ref('platformError'),
      object({ errors: list(object({ source: object({ pointer: { type: 'string', format: 'json-pointer' } }) })) }),
    ],
  },
};

export type Body = keyof typeof $defs | 'html' | 'nothing';

/** What any operation may answer when the platform's edge, not the operation, has its say. */
const EDGE: Record<number, Body> = { 429: 'platformError', 503: 'platformError' };
const DISCOVERY: Record<number, Body> = { 400: 'oauthError', 401: 'oauthError', ...EDGE };
const MANAGEMENT: Record<number, Body> = { 401: 'oauthError', ...EDGE };

/** Each operation with the statuses that it may answer and what the body is then. */
export const OPERATIONS: Record<string, Record<number, Body>> = {
  'GET /.well-known/oauth-authorization-server': { 200: 'serverMetadata', ...DISCOVERY },
  'GET /.well-known/oauth-protected-resource': { 200: 'resourceMetadata', ...DISCOVERY },
  'GET /oauth/jwks': { 200: 'jwks', ...DISCOVERY },
  'GET /oauth/authorize': { 302: 'nothing', 400: 'html', 404: 'html', 422: 'html', ...EDGE },
  'GET /oauth/consent/{consent_token}': { 200: 'consent', 422: 'oauthError', ...MANAGEMENT },
  'POST /oauth/grants': {
    200: 'decision',
    400: 'platformError',
    415: 'platformError',
    422: 'oauthError',
    ...MANAGEMENT,
  },
  'POST /oauth/register': { 201: 'registration', 400: 'registrationError', 415: 'platformError', ...EDGE },
  'POST /oauth/token': { 200: 'token', 400: 'oauthError', 401: 'oauthError', ...EDGE },
  'POST /oauth/introspect': { 200: 'introspection', 400: 'oauthError', 401: 'oauthError', ...EDGE },
  'GET /oauth_clients': { 200: 'clientPage', 400: 'platformError', ...MANAGEMENT },
  'POST /oauth_clients': {
    201: 'oneClient',
    400: 'platformError',
    415: 'platformError',
    422: 'fieldErrors',
    ...MANAGEMENT,
  },
  'GET /oauth_clients/{id}': { 200: 'oneClient', 403: 'platformError', 404: 'oauthError', ...MANAGEMENT },
  'PUT /oauth_clients/{id}': {
    200: 'oneClient',
    400: 'platformError',
    403: 'platformError',
    404: 'oauthError',
    415: 'platformError',
    422: 'fieldErrors',
    ...MANAGEMENT,
  },
  'DELETE /oauth_clients/{id}': { 204: 'nothing', 403: 'platformError', 404: 'oauthError', ...MANAGEMENT },
  'GET /oauth_grants': { 200: 'grantPage', 400: 'platformError', ...MANAGEMENT },
  'GET /oauth_grants/{id}': { 200: 'oneGrant', 404: 'oauthError', ...MANAGEMENT },
  'DELETE /oauth_grants/{id}': { 200: 'oneGrant', 404: 'oauthError', ...MANAGEMENT },
};

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'https://schemas.example/telnyx', $defs });

/** The validator of a JSON body. */
export function validator(body: Body): ValidateFunction {
  return ajv.getSchema(`https://schemas.example/telnyx#/$defs/${body}`)!;
}
