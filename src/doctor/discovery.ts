import {
  AGENT_AUTH,
  ANONYMOUS_AGENT_AUTH,
  AUTHORIZATION_SERVER,
  JSON_WEB_KEY,
  PROTECTED_RESOURCE,
} from '../telnyx/document-shapes.ts';
import { fits, type Shape } from '../telnyx/kinds.ts';
import { type CheckId, cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import { ADVICE } from './members.ts';
import { membersOf, outcomeOf, type Reply } from './probe.ts';
import type { Target } from './target.ts';
import { listed, shown } from './words.ts';

export const METADATA = '/.well-known/oauth-authorization-server';
const RESOURCE_METADATA = '/.well-known/oauth-protected-resource';

/** Checks discovery and the key set, which need no key. @param metadata the response to {@link METADATA} */
export async function checkDiscovery(target: Target, metadata: Reply): Promise<Finding[]> {
  const { probe, rootUrl, apiUrl } = target;
  return [
    ...(await checkMetadata(target, metadata)),
    ...(await checkResource(target, await probe.ask(rootUrl + RESOURCE_METADATA))),
    ...checkKeySet(await probe.ask(`${apiUrl}/oauth/jwks`)),
  ];
}

async function checkMetadata(target: Target, metadata: Reply): Promise<Finding[]> {
  const document = await checkDocument(target, 'metadata', METADATA, metadata);
  if (document.state !== 'holds') return [document];
  const members = membersOf(metadata.json);
  return [
    document,
    checkMembers('metadata-members', [
      ...misfitsIn(members, AUTHORIZATION_SERVER),
      ...misfitsIn(members.agent_auth, AGENT_AUTH, 'agent_auth.'),
      ...misfitsIn(membersOf(members.agent_auth).anonymous, ANONYMOUS_AGENT_AUTH, 'agent_auth.anonymous.'),
    ]),
    checkIssuer(target, members),
    checkEndpoints(target, members),
    checkPkce(members),
  ];
}

async function checkResource(target: Target, metadata: Reply): Promise<Finding[]> {
  const document = await checkDocument(target, 'protected-resource', RESOURCE_METADATA, metadata);
  if (document.state !== 'holds') return [document];
  return [document, checkMembers('resource-members', misfitsIn(metadata.json, PROTECTED_RESOURCE))];
}

function checkKeySet(reply: Reply): Finding[] {
  const { keys } = membersOf(reply.json);
  if (reply.status !== 200 || !Array.isArray(keys)) return [checkKeys(reply)];
  const misfits = keys.flatMap((key, n) => {
    const isEmpty = Object.keys(membersOf(key)).length === 0;
    return isEmpty ? [`keys[${n}]`] : misfitsIn(key, JSON_WEB_KEY, `keys[${n}].`);
  });
  return [checkKeys(reply), checkMembers('jwks-members', misfits)];
}

/** Names of the members that are present and do not fit. */
function misfitsIn<T>(object: unknown, shape: Shape<T>, within = ''): string[] {
  const members = membersOf(object);
  const names = Object.keys(shape) as (keyof T & string)[];
  return names.filter((name) => !fits(shape[name]!, members[name])).map((name) => within + name);
}

function checkMembers(id: CheckId, misfits: readonly string[]): Finding {
  if (misfits.length === 0) return holds(id, 'all fit');
  return doesNotHold(id, `do not fit: ${listed(misfits)}`, ADVICE);
}

async function checkDocument(
  { probe, apiUrl }: Target,
  id: 'metadata' | 'protected-resource',
  path: string,
  reply: Reply,
): Promise<Finding> {
  const members = Object.keys(membersOf(reply.json));
  if (reply.status === 200 && members.length > 0) return holds(id, `${members.length} members`);
  if (reply.status === 0) return cannotBeTold(id, outcomeOf(reply));
  const elsewhere = await probe.ask(apiUrl + path);
  const found = elsewhere.status === 200 && Object.keys(membersOf(elsewhere.json)).length > 0;
  return doesNotHold(
    id,
    reply.status === 200 ? '200 without a JSON object' : outcomeOf(reply),
    found ? `set TELNYX_WELL_KNOWN_URL=${apiUrl}` : 'check TELNYX_API_URL, and TELNYX_WELL_KNOWN_URL where it is set',
  );
}

type Json = Readonly<Record<string, unknown>>;

function checkIssuer({ issuer }: Target, { issuer: named }: Json): Finding {
  if (named === issuer) return holds('issuer', shown(issuer));
  if (named == null) return cannotBeTold('issuer', 'the metadata names none');
  return doesNotHold('issuer', shown(named), `if you trust that server, set TELNYX_ISSUER=${shown(named)}`);
}

function checkEndpoints({ apiUrl }: Target, members: Json): Finding {
  const endpoints = Object.entries(members).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
  if (endpoints.length === 0) return cannotBeTold('endpoints', 'the metadata names none');
  const elsewhere = endpoints.filter(([, url]) => typeof url !== 'string' || !url.startsWith(`${apiUrl}/`));
  if (elsewhere.length === 0) return holds('endpoints', `${endpoints.length} endpoints`);
  const [[name, url]] = elsewhere as [[string, unknown]];
  return doesNotHold(
    'endpoints',
    `${name} is ${shown(url)}`,
    'clients that follow the metadata call that server: set TELNYX_API_URL to the same base, if it is the API',
  );
}

function checkPkce({ code_challenge_methods_supported: methods }: Json): Finding {
  if (!Array.isArray(methods)) return cannotBeTold('pkce', 'the metadata does not say');
  const seen = listed(methods.map(String));
  if (methods.includes('S256')) return holds('pkce', seen);
  return doesNotHold('pkce', seen || 'none', 'nothing to set: callers must pass codeChallengeMethod: PLAIN, or none');
}

function checkKeys(reply: Reply): Finding {
  if (reply.status === 0) return cannotBeTold('jwks', outcomeOf(reply));
  const { keys } = membersOf(reply.json);
  const usable = Array.isArray(keys)
    ? keys.map(membersOf).filter(({ kty }) => typeof kty === 'string' && kty !== 'oct')
    : [];
  if (reply.status === 200 && usable.length > 0) {
    const kinds = usable.map(({ kty, alg }) => (typeof alg === 'string' ? alg : String(kty)));
    return holds('jwks', `${usable.length} ${usable.length === 1 ? 'key' : 'keys'}: ${listed(kinds)}`);
  }
  return doesNotHold(
    'jwks',
    reply.status === 200 ? 'no public key' : outcomeOf(reply),
    'check TELNYX_API_URL; without keys, verify tokens by introspectOAuthToken',
  );
}
