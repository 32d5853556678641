import type { AgentAuth, AuthorizationServerMetadata, MetadataEntry } from './types.ts';

/** Members of a document that are passed on without being known, the characters of their names and of their values. */
const MAX_ENTRIES = 100;
const MAX_NAME_LENGTH = 128;
const MAX_JSON_LENGTH = 16_384;

/** The members of each object that have fields of their own. */
const SERVER_MEMBERS = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'introspection_endpoint',
  'jwks_uri',
  'registration_endpoint',
  'grant_types_supported',
  'response_types_supported',
  'code_challenge_methods_supported',
  'token_endpoint_auth_methods_supported',
  'scopes_supported',
  'protected_resources',
];
const RESOURCE_MEMBERS = ['resource', 'authorization_servers', 'scopes_supported'];
const AGENT_MEMBERS = [
  'anonymous',
  'auth_md',
  'skill',
  'events_supported',
  'grants_supported',
  'identity_types_supported',
  'identity_assertion_supported',
  'protected_resource_metadata_uri',
];
const ANONYMOUS_MEMBERS = ['credential_types_supported'];

/**
 * The metadata with what it holds besides the members that have fields. What is known as an object, but is none, is
 * told among those.
 */
export function completeServer(document: object): AuthorizationServerMetadata {
  const { agent_auth } = document as { agent_auth?: unknown };
  const isKnown = agent_auth == null || isObject(agent_auth);
  const known = isKnown ? [...SERVER_MEMBERS, 'agent_auth'] : SERVER_MEMBERS;
  return {
    ...document,
    agent_auth: isObject(agent_auth) ? completeAgentAuth(agent_auth) : null,
    additional: entriesOf(document, known),
  };
}

/** The same of the metadata of a protected resource. */
export function completeResource<T extends object>(document: T): T & { additional: MetadataEntry[] } {
  return { ...document, additional: entriesOf(document, RESOURCE_MEMBERS) };
}

function completeAgentAuth(agentAuth: Record<string, unknown>): AgentAuth {
  const { anonymous } = agentAuth;
  const isKnown = anonymous == null || isObject(anonymous);
  const known = isKnown ? AGENT_MEMBERS : AGENT_MEMBERS.filter((name) => name !== 'anonymous');
  return {
    ...agentAuth,
    anonymous: isObject(anonymous) ? { ...anonymous, additional: entriesOf(anonymous, ANONYMOUS_MEMBERS) } : null,
    additional: entriesOf(agentAuth, known),
  };
}

function entriesOf(object: object, known: readonly string[]): MetadataEntry[] {
  return Object.entries(object)
    .filter(([name]) => !known.includes(name) && name.length <= MAX_NAME_LENGTH)
    .slice(0, MAX_ENTRIES)
    .map(([name, value]) => {
      const json = JSON.stringify(value);
      return { name, json: json.length <= MAX_JSON_LENGTH ? json : null };
    });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
