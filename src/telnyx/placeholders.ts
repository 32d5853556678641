import { CLIENT_MEMBERS, type ClientMember, type ClientMemberKind } from './client-members.ts';
import type { Call } from './transport/call.ts';
import type { UpstreamResponse } from './transport/response-errors.ts';
import type { OAuthClient, OAuthGrant } from './types.ts';

const NO_TIME = '1970-01-01T00:00:00Z';

/** Values that fit the graph. They reach no caller. */
const VALUES: Readonly<Record<ClientMemberKind, unknown>> = {
  id: 'planned',
  text: 'planned',
  flag: false,
  dateTime: NO_TIME,
  uri: null,
  uris: [],
  scopes: [],
  clientType: 'confidential',
  grantTypes: [],
};

const MEMBERS = Object.fromEntries(
  Object.entries<ClientMember>(CLIENT_MEMBERS).map(([name, { kind }]) => [name, VALUES[kind]]),
);

/** A client of which nothing is known but its id. */
export function placeholderClient(client_id: string): OAuthClient {
  return { ...MEMBERS, client_id } as unknown as OAuthClient;
}

/** A grant of which nothing is known but the ids. */
export function placeholderGrant(id: string, client_id: string): OAuthGrant {
  return { id, client_id, record_type: 'oauth_grant', scopes: [], created_at: NO_TIME, last_used_at: null };
}

/** @param newId makes the id of an object that the answer brings */
type Answer = (newId: () => string, id: string) => unknown;

const client: Answer = (newId, id = newId()) => ({ data: placeholderClient(id) });
const nothing: Answer = () => ({});

/** What each route would answer with 200, by its path as documented. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  '/oauth_clients': client,
  '/oauth_clients/{id}': client,
  '/oauth_grants/{id}': (newId, id) => ({ data: placeholderGrant(id, newId()) }),
  '/oauth/grants': () => ({ redirect_uri: 'planned:' }),
  '/oauth/consent/{consent_token}': (newId) => ({ data: { client_id: newId() } }),
  '/oauth/token': () => ({ access_token: 'planned' }),
  '/oauth/introspect': (newId) => ({ active: true, client_id: newId() }),
  '/oauth/register': (newId) => ({ client_id: newId() }),
  '/oauth/authorize': nothing,
  '/oauth/jwks': nothing,
  '/.well-known/oauth-authorization-server': nothing,
  '/.well-known/oauth-protected-resource': nothing,
};

/**
 * An answer that lets an operation go on which only plans its calls.
 *
 * @param newId makes the id of an object that the answer brings
 */
export function placeholderAnswer({ route, ids = [] }: Call, newId: () => string): UpstreamResponse {
  const answer = ANSWERS[route];
  if (!answer) throw new Error(`No plan knows what ${route} answers.`);
  const isRedirect = route === '/oauth/authorize';
  return {
    status: isRedirect ? 302 : 200,
    headers: isRedirect ? { location: 'planned:' } : {},
    text: JSON.stringify(answer(newId, ids[0]!)),
  };
}
