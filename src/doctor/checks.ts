/** The result of a check. */
export type State = 'holds' | 'does not hold' | 'cannot be told';

/** What the doctor checks in one line of its report. */
interface Check {
  readonly group: string;
  /** What the gateway relies on. `docs/doctor.md` says what it does where this does not hold. */
  readonly assumption: string;
}

const here = (assumption: string): Check => ({ group: 'here', assumption });
const network = (assumption: string): Check => ({ group: 'network', assumption });
const discovery = (assumption: string): Check => ({ group: 'discovery', assumption });
const access = (assumption: string): Check => ({ group: 'paths and access', assumption });
const lists = (assumption: string): Check => ({ group: 'lists', assumption });
const filters = (assumption: string): Check => ({ group: 'filters', assumption });
const items = (assumption: string): Check => ({ group: 'items', assumption });
const quota = (assumption: string): Check => ({ group: 'quota', assumption });
const introspection = (assumption: string): Check => ({ group: 'introspection', assumption });

/** Every check, in the order of the report. Each has one line in every report. */
export const CHECKS = {
  settings: here('the gateway starts with these settings'),
  'ca-file': here('NODE_EXTRA_CA_CERTS names a readable file of certificates'),
  clock: here('this clock agrees with Telnyx’ clock'),
  dns: network('the host name resolves'),
  proxy: network('the proxy lets requests through'),
  tls: network('the certificate is trusted'),
  connection: network('Telnyx responds within the deadline of an operation'),
  metadata: discovery('the authorization server’s metadata is at the host’s root'),
  'metadata-members': discovery('the metadata’s members are of the kinds that this release knows'),
  issuer: discovery('the metadata names the configured issuer'),
  endpoints: discovery('the metadata’s endpoints are below TELNYX_API_URL'),
  pkce: discovery('the authorization server supports PKCE with S256'),
  'protected-resource': discovery('the protected resource’s metadata is at the host’s root'),
  'resource-members': discovery('that metadata’s members are of the kinds that this release knows'),
  jwks: discovery('the key set holds public keys'),
  'jwks-members': discovery('the keys’ members are of the kinds that this release knows'),
  'clients-path': access('the list of clients has the configured path'),
  'grants-path': access('the list of grants has the configured path'),
  key: access('Telnyx accepts the key'),
  'clients-access': access('the key may list clients'),
  'grants-access': access('the key may list grants'),
  iam: access('a refusal names the action that the roles lack'),
  'clients-page-size': lists('pages of clients hold as many items as asked for, up to 100'),
  'clients-total': lists('the list of clients reports its total'),
  'clients-order': lists('the list of clients keeps its order'),
  'clients-end': lists('past its end, the list of clients is empty'),
  'clients-members': lists('clients have the members that this release knows'),
  'grants-page-size': lists('pages of grants hold as many items as asked for, up to 100'),
  'grants-total': lists('the list of grants reports its total'),
  'grants-order': lists('the list of grants keeps its order'),
  'grants-end': lists('past its end, the list of grants is empty'),
  'grants-members': lists('grants have the members that this release knows'),
  'filter-client-type': filters('filter[client_type] is honoured'),
  'filter-verified': filters('filter[verified] is honoured'),
  'filter-grant-type': filters('filter[allowed_grant_types][contains] is honoured'),
  'filter-name': filters('filter[name] is honoured'),
  'filter-name-contains': filters('filter[name][contains] is honoured'),
  'filter-client-id': filters('filter[client_id] is honoured'),
  'client-by-id': items('a client is found under its client_id'),
  'grant-by-id': items('a grant is found under its id'),
  'missing-client': items('an unknown client is a 404'),
  'missing-grant': items('an unknown grant is a 404'),
  'client-secret': items('reading a confidential client shows its secret'),
  'rate-limit': quota('responses have the quota in x-ratelimit headers'),
  'rate-limit-reset': quota('x-ratelimit-reset is a time within the next hour'),
  'introspection-basic': introspection('introspection accepts a client’s credentials by Basic'),
  'introspection-bearer': introspection('introspection accepts the key'),
} as const satisfies Readonly<Record<string, Check>>;

export type CheckId = keyof typeof CHECKS;

export const CHECK_IDS = Object.keys(CHECKS) as CheckId[];

/** One line of the report. */
export interface Finding {
  readonly id: CheckId;
  readonly state: State;
  /** What was seen. It holds no secret, and no name of the account's clients. */
  readonly seen: string;
  /** What to do about it. */
  readonly advice?: string;
}

export const holds = (id: CheckId, seen: string): Finding => ({ id, state: 'holds', seen });

/** @param advice what to do about it: a setting where there is one */
export const doesNotHold = (id: CheckId, seen: string, advice: string): Finding => ({
  id,
  state: 'does not hold',
  seen,
  advice,
});

/** @param advice what the check needs, where the user can provide it */
export const cannotBeTold = (id: CheckId, seen: string, advice?: string): Finding => ({
  id,
  state: 'cannot be told',
  seen,
  ...(advice !== undefined && { advice }),
});
