import type { Kind } from './kinds.ts';
import {
  asBoolean,
  asClientType,
  asDateTime,
  asGrantType,
  asId,
  asString,
  asStrings,
  asUri,
  listOf,
  type Reader,
  type Readers,
} from './members.ts';

const READERS_BY_KIND = {
  id: asId,
  text: asString,
  flag: asBoolean,
  dateTime: asDateTime,
  uri: asUri,
  uris: listOf(asUri),
  scopes: asStrings,
  clientType: asClientType,
  grantTypes: listOf(asGrantType),
};

/** The type of a member of a client. */
export type ClientMemberKind = keyof typeof READERS_BY_KIND;

/** One member of an OAuth client, by its name on the wire. */
export interface ClientMember {
  readonly kind: ClientMemberKind;
  /** Whether every client has it: a response without it is not a client. */
  readonly always?: true;
  /** Who may set it: `once` create alone, which must; `must` create must, update may; `may` both may. */
  readonly set?: 'once' | 'must' | 'may';
  /** Whether registration (RFC 7591) sets and returns it under the same name. */
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

/** Enum values that the graph does not know, kept beside the members that they were left out of. */
interface Unrecognized {
  readonly unrecognized_client_type?: string | null;
  readonly unrecognized_grant_types?: readonly string[];
}

/** A client as every read returns it: without its secret. Strings are those of the wire. */
export type OAuthClient = Unrecognized & { readonly [N in Always]: AsSent<Read<N>> } & {
  readonly [N in Exclude<Name, Always>]?: AsSent<Read<N>> | null;
};

/** The members of a client that a caller may set. */
export type OAuthClientSettings = { readonly [N in With<{ set: 'must' | 'may' }>]?: Given<N> | undefined };

export type CreateOAuthClientRequest = OAuthClientSettings & {
  readonly [N in With<{ set: 'must' | 'once' }>]: Given<N>;
};

/**
 * The members that a caller may set, as a read returned them. Undefined if it did not return all of them: one that is
 * absent, or has a value that the graph does not know, would get Telnyx' default.
 */
export function settingsOf(client: Partial<OAuthClient>): OAuthClientSettings | undefined {
  const settings: Record<string, unknown> = {};
  for (const [member, { set }] of Object.entries<ClientMember>(CLIENT_MEMBERS)) {
    if (set !== 'must' && set !== 'may') continue;
    const value = client[member as Name];
    if (value == null || value === '') {
      if (set === 'must') return undefined;
      continue;
    }
    // A value that does not fit was replaced by an error.
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (values.some((each) => each === null || each instanceof Error)) return undefined;
    settings[member] = value;
  }
  return (client.unrecognized_grant_types ?? []).length > 0 ? undefined : settings;
}

/** The input for a client with the same settings and another name. Undefined where {@link settingsOf} is. */
export function copyOf(client: OAuthClient, name: string): CreateOAuthClientRequest | undefined {
  const settings = settingsOf(client);
  const { client_type } = client;
  return settings && client_type ? ({ ...settings, client_type, name } as CreateOAuthClientRequest) : undefined;
}

const all = Object.entries(CLIENT_MEMBERS) as [Name, ClientMember][];

/** The client in a response that carries the secret, as far as it can be read. */
export const CLIENT_READERS = Object.fromEntries(
  all.map(([name, { kind }]) => [name, READERS_BY_KIND[kind]]),
) as unknown as Readers<OAuthClient>;

/** Without these the graph has no client. */
export const REQUIRED = all.filter(([, { always }]) => always).map(([name]) => name);

/** The kind of value that each kind of member is checked as; undefined: {@link recognize} checks it. */
const SHAPES: Readonly<Record<ClientMemberKind, Kind | undefined>> = {
  id: 'id',
  text: 'string',
  flag: 'flag',
  dateTime: 'time',
  uri: 'uri?',
  uris: 'uris?',
  scopes: 'texts?',
  clientType: undefined,
  grantTypes: 'list?',
};

/** What all other responses are checked against. */
export const CLIENT_SHAPE: Readonly<Record<string, Kind>> = Object.fromEntries(
  all.flatMap(([name, { kind }]) => (SHAPES[kind] ? [[name, SHAPES[kind]]] : [])),
);

/** Maximum characters of an unknown value, and maximum number of such values that are kept. */
const MAX_LENGTH = 256;
const MAX_UNRECOGNIZED = 100;

/**
 * Moves values that the graph does not know to members of their own, so that a new value at Telnyx affects nothing else
 * of a client.
 *
 * @param misfit called with each member that had such a value
 */
export function recognize<T extends object>(client: T, misfit: (member: string) => void): T {
  const { client_type: type, allowed_grant_types: types } = client as Readonly<Record<string, unknown>>;
  if (type != null && asClientType(type) === null) {
    misfit('client_type');
    const [unrecognized = null] = textsIn([type]);
    Object.assign(client, { client_type: null, unrecognized_client_type: unrecognized });
  }
  if (Array.isArray(types) && !types.every(isGrantType)) {
    misfit('allowed_grant_types');
    const unrecognized = textsIn(types.filter((each) => !isGrantType(each)));
    const known = types.filter(isGrantType);
    Object.assign(client, { allowed_grant_types: known, unrecognized_grant_types: unrecognized });
  }
  return client;
}

function isGrantType(value: unknown): boolean {
  return asGrantType(value) !== null;
}

function textsIn(values: readonly unknown[]): string[] {
  const texts = values.filter((value) => typeof value === 'string');
  return texts.slice(0, MAX_UNRECOGNIZED).map((text) => text.slice(0, MAX_LENGTH));
}
