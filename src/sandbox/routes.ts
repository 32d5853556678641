import type { Answer } from './answers.ts';
import { authorize } from './authorize.ts';
import { createClient, deleteClient, getClient, listClients, updateClient } from './clients.ts';
import { decideConsent, getConsent } from './consent.ts';
import { showConsentPage, takeConsentPage } from './consent-page.ts';
import { getJwks, getResourceMetadata, getServerMetadata } from './discovery.ts';
import { platformError, Refusal } from './errors.ts';
import { getGrant, listGrants, revokeGrant } from './grants.ts';
import { introspect } from './introspection.ts';
import { register } from './registration.ts';
import type { Exchange } from './requests.ts';
import { exchangeToken } from './token.ts';
import type { Spelling, World } from './world.ts';

type Handler = (exchange: Exchange, world: World) => Answer | Promise<Answer>;
type Methods = Record<string, Handler>;

const CLIENTS: Methods = { GET: listClients, POST: createClient };
const CLIENT: Methods = { GET: getClient, PUT: updateClient, DELETE: deleteClient };
const GRANTS: Methods = { GET: listGrants };
const GRANT: Methods = { GET: getGrant, DELETE: revokeGrant };

/**
 * What IAM calls the operations. Telnyx does not publish the names of these; their form is Telnyx' own.
 *
 * @see https://developers.telnyx.com/docs/iam/access/actions
 */
const ACTIONS = new Map<Handler, string>([
  [listClients, 'oauth_clients.read'],
  [getClient, 'oauth_clients.read'],
  [createClient, 'oauth_clients.create'],
  [updateClient, 'oauth_clients.update'],
  [deleteClient, 'oauth_clients.delete'],
  [listGrants, 'oauth_grants.read'],
  [getGrant, 'oauth_grants.read'],
  [decideConsent, 'oauth_grants.create'],
  [revokeGrant, 'oauth_grants.delete'],
]);

/** The paths of the API; `:` leaves a segment open. Clients and grants are published under two spellings. */
const ROUTES: [path: string, methods: Methods, spelling?: Spelling][] = [
  ['/.well-known/oauth-authorization-server', { GET: getServerMetadata }],
  ['/.well-known/oauth-protected-resource', { GET: getResourceMetadata }],
  ['/v2/.well-known/oauth-authorization-server', { GET: getServerMetadata }],
  ['/v2/.well-known/oauth-protected-resource', { GET: getResourceMetadata }],
  ['/v2/oauth/jwks', { GET: getJwks }],
  ['/v2/oauth/authorize', { GET: authorize }],
  ['/v2/oauth/consent/:', { GET: getConsent }],
  ['/v2/oauth/register', { POST: register }],
  ['/v2/oauth/token', { POST: exchangeToken }],
  ['/v2/oauth/introspect', { POST: introspect }],
  ['/v2/oauth_clients', CLIENTS, 'underscore'],
  ['/v2/oauth_clients/:', CLIENT, 'underscore'],
  ['/v2/oauth/clients', CLIENTS, 'slash'],
  ['/v2/oauth/clients/:', CLIENT, 'slash'],
  ['/v2/oauth_grants', GRANTS, 'underscore'],
  ['/v2/oauth_grants/:', GRANT, 'underscore'],
  ['/v2/oauth/grants', { ...GRANTS, POST: decideConsent }, 'slash'],
  // The decision has this path under either spelling.
  ['/v2/oauth/grants', { POST: decideConsent }, 'underscore'],
  ['/v2/oauth/grants/:', GRANT, 'slash'],
  ['/consent', { GET: showConsentPage, POST: takeConsentPage }],
];

const TABLE = ROUTES.map(([path, methods, spelling]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(':', '([^/]+)')}$`),
  methods,
  spelling,
}));

/**
 * Carries out one request.
 * @throws Refusal of the operation, or 404 for an unknown path, 405 for a method that the path does not have
 */
export async function carryOut(exchange: Exchange, world: World): Promise<Answer> {
  for (const { pattern, methods, spelling = world.spelling } of TABLE) {
    if (spelling !== world.spelling && world.spelling !== 'both') continue;
    const match = pattern.exec(exchange.path);
    if (!match) continue;
    const params = match.slice(1).map(decodeSegment);
    if (!params.every((param) => param !== undefined)) break;
    const handler = Object.hasOwn(methods, exchange.method) ? methods[exchange.method] : undefined;
    if (handler) return handler({ ...exchange, params, action: ACTIONS.get(handler) }, world);
    const problem = { code: '10015', title: 'Bad request', detail: `${exchange.method} is not allowed here.` };
    throw new Refusal(platformError(405, problem, { allow: Object.keys(methods).join(', ') }));
  }
  throw new Refusal(platformError(404, { code: '10005', title: 'Resource not found', detail: 'Nothing is here.' }));
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
