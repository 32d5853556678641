import {
  asBoolean,
  asClientType,
  asDateTime,
  asGrantType,
  asString,
  asStrings,
  asUri,
  listOf,
  type Reader,
  type Readers,
} from './members.ts';

const READERS_BY_KIND = {
  id: asString,
  text: asString,
  flag: asBoolean,
  dateTime: asDateTime,
  uri: asUri,
  uris: listOf(asUri),
  scopes: asStrings,
  clientType: asClientType,
  grantTypes: listOf(asGrantType),
};

/** What a member of a client is. */
export type ClientMemberKind = keyof typeof READERS_BY_KIND;

/** One member of an OAuth client, by its name on the wire. */
export interface ClientMember {
  readonly kind: ClientMemberKind;
  /** Every client has it: an answer without it is no client. */
  readonly always?: true;
  /** Who may set it: `once` create alone, which must; `must` create must, update may; `may` both may. */
  readonly set?: 'once' | 'must' | 'may';
  /** Registration (RFC 7591) sets and answers it under the same name. */
  readonly registered?: true;
  readonly description: string;
}

/** The members of an OAuth client: what the type, create, update and register are made of. */
export const CLIENT_MEMBERS = {
  client_id: { kind: 'id', always: true, description: 'Client identifier (RFC 6749 section 2.2).' },
  record_type: { kind: 'text', always: true, description: 'Telnyx’ name of the type: `oauth_client`.' },
  name: { kind: 'text', always: true, set: 'must', description: 'Display name of the client.' },
  org_id: { kind: 'id', always: true, description: 'Identifier of the organization that owns the client.' },
  user_id: { kind: 'id', always: true, description: 'Identifier of the user who created the client.' },
  client_type: { kind: 'clientType', set: 'once', description: 'Client type (RFC 6749 section 2.1).' },
  allowed_scopes: { kind: 'scopes', set: 'must', description: 'Scopes that the client may request.' },
  allowed_grant_types: { kind: 'grantTypes', set: 'must', description: 'Grant types that the client may use.' },
  redirect_uris: {
    kind: 'uris',
    set: 'may',
    registered: true,
    description: 'Redirection URIs of the client, compared byte for byte (RFC 6749 section 3.1.2).',
  },
  require_pkce: { kind: 'flag', always: true, set: 'may', description: 'Whether the client must use PKCE (RFC 7636).' },
  logo_uri: { kind: 'uri', set: 'may', registered: true, description: 'URL of the client’s logo.' },
  policy_uri: { kind: 'uri', set: 'may', registered: true, description: 'URL of the client’s privacy policy.' },
  tos_uri: { kind: 'uri', set: 'may', registered: true, description: 'URL of the client’s terms of service.' },
  created_at: { kind: 'dateTime', always: true, description: 'Time at which the client was created.' },
  updated_at: { kind: 'dateTime', always: true, description: 'Time at which the client was last changed.' },
} as const satisfies Readonly<Record<string, ClientMember>>;

type Members = typeof CLIENT_MEMBERS;
type Name = keyof Members;
type With<Trait> = { [N in Name]: Members[N] extends Trait ? N : never }[Name];
type Always = With<{ always: true }>;
type Kinds = typeof READERS_BY_KIND;
type Read<N extends Name> = Kinds[Members[N]['kind']] extends Reader<infer T> ? T : never;
type Given<N extends Name> = Read<N> extends readonly (infer Item)[] ? readonly NonNullable<Item>[] : Read<N>;

/** Reads do not check which string it is. */
type AsSent<T> = T extends string ? string : T extends readonly (infer Item)[] ? readonly AsSent<Item>[] : T;

/** A client as every read gives it: without its secret. Strings are the wire's own. */
export type OAuthClient = { readonly [N in Always]: AsSent<Read<N>> } & {
  readonly [N in Exclude<Name, Always>]?: AsSent<Read<N>> | null;
};

/** The members of a client that a caller may set. */
export type OAuthClientSettings = { readonly [N in With<{ set: 'must' | 'may' }>]?: Given<N> | undefined };

export type CreateOAuthClientRequest = OAuthClientSettings & {
  readonly [N in With<{ set: 'must' | 'once' }>]: Given<N>;
};

const all = Object.entries(CLIENT_MEMBERS) as [Name, ClientMember][];

/** Of answers that carry the secret: the client, as far as it can be read. */
export const CLIENT_READERS = Object.fromEntries(
  all.map(([name, { kind }]) => [name, READERS_BY_KIND[kind]]),
) as unknown as Readers<OAuthClient>;

/** Without these the graph has no client. */
export const REQUIRED = all.filter(([, { always }]) => always).map(([name]) => name);

/** What all other answers are checked for. */
export const CLIENT_SHAPE: Readonly<Record<string, 'string' | 'boolean' | 'optional'>> = Object.fromEntries(
  all
    .filter(([, { kind, always }]) => always || kind === 'uri')
    .map(([name, { kind }]) => [name, kind === 'uri' ? 'optional' : kind === 'flag' ? 'boolean' : 'string']),
);
