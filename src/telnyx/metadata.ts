import { complete, decode, isObject } from './decode.ts';
import { AGENT_AUTH, ANONYMOUS_AGENT_AUTH, AUTHORIZATION_SERVER, PROTECTED_RESOURCE } from './document-shapes.ts';
import type { Call } from './transport/call.ts';
import type { UpstreamResponse } from './transport/response-errors.ts';
import type { AgentAuth, AuthorizationServerMetadata, MetadataEntry, ProtectedResourceMetadata } from './types.ts';

/** Bounds on unknown members of a document that are passed on: their number, characters of names, and of values. */
const MAX_ENTRIES = 100;
const MAX_NAME_LENGTH = 128;
const MAX_JSON_LENGTH = 16_384;

/**
 * Decodes the metadata, with its members that have no fields. A member that should be an object, and is not, is among
 * those.
 *
 * @throws {ContractError} The metadata is not what the graph promises.
 */
export function decodeServer(call: Call, response: UpstreamResponse): AuthorizationServerMetadata {
  const document = decode(call, response, AUTHORIZATION_SERVER);
  const { agent_auth } = document as { agent_auth?: unknown };
  const known = namesIn(AUTHORIZATION_SERVER, 'agent_auth', agent_auth);
  return {
    ...document,
    agent_auth: isObject(agent_auth) ? agentAuthOf(call, response, agent_auth) : null,
    additional: entriesOf(document, known),
  };
}

/** Decodes the metadata of a protected resource in the same way. */
export function decodeProtectedResource(call: Call, response: UpstreamResponse): ProtectedResourceMetadata {
  const document = decode(call, response, PROTECTED_RESOURCE);
  return { ...document, additional: entriesOf(document, Object.keys(PROTECTED_RESOURCE)) };
}

function agentAuthOf(call: Call, response: UpstreamResponse, object: Record<string, unknown>): AgentAuth {
  const agentAuth = complete(call, response, object, AGENT_AUTH, 'agent_auth.');
  const { anonymous } = object;
  const known = namesIn(AGENT_AUTH, 'anonymous', anonymous);
  return {
    ...agentAuth,
    anonymous: isObject(anonymous)
      ? {
          ...complete(call, response, anonymous, ANONYMOUS_AGENT_AUTH, 'agent_auth.anonymous.'),
          additional: entriesOf(anonymous, Object.keys(ANONYMOUS_AGENT_AUTH)),
        }
      : null,
    additional: entriesOf(object, known),
  };
}

/** The names of the members that have fields: those of a shape, and `member` unless its value is not an object. */
function namesIn(shape: object, member: string, value: unknown): string[] {
  return value == null || isObject(value) ? [...Object.keys(shape), member] : Object.keys(shape);
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
