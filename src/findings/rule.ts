import type { OAuthClient, OAuthClientSettings, OAuthGrant } from '../telnyx/types.ts';

export type FindingSeverity = 'LOW' | 'MEDIUM' | 'HIGH';

/** What is known of a client: less from a registration (RFC 7591) than from a read. */
export type Subject = Partial<OAuthClient>;

/** Facts besides the client. A rule finds nothing if a fact that it needs is undefined. */
export interface Facts {
  /** Scopes that the authorization server's metadata names. */
  readonly offeredScopes?: ReadonlySet<string> | undefined;
  /** Grants to the client. */
  readonly grants?: readonly OAuthGrant[] | undefined;
  /** Whether nothing is known of the client, since calls are only planned. It then counts as having a finding. */
  readonly isSupposed?: true | undefined;
  /** Whether the client was just registered, as anyone may do without a credential. */
  readonly isRegistration?: boolean;
  /** Days without use after which a grant counts as unused. */
  readonly unusedGrantDays: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a rule finds. Small, as an account may have hundreds of thousands: the rule computes the rest on demand. */
export interface Problem {
  /** The member of the client, by its name on the wire. */
  readonly member: keyof OAuthClient | 'grants';
  /** The item, if the member is a list whose items the rule checks one by one. */
  readonly item?: string;
  /** One sentence. */
  readonly message: string;
}

/** A rule for clients. */
export interface Rule {
  readonly severity: FindingSeverity;
  /** URL of the section of the RFC that asks for it. */
  readonly reference: string;
  /** What a finding of it means. */
  readonly meaning: string;
  /** What must be read for it, besides the client. */
  readonly needs?: 'metadata' | 'grants';
  readonly find: (client: Subject, facts: Facts) => readonly Problem[];
  /** The members to change so that the problem goes. Undefined: only a person can tell what they should be. */
  readonly fix?: (client: Subject, problem: Problem) => OAuthClientSettings | undefined;
  /** What the fix breaks, and for whom. */
  readonly breaks?: string;
}

/** URL of a section of an RFC. */
export function section(rfc: number, number: string): string {
  return `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${number}`;
}

/** The strings in a member: reads check neither whether it is a list nor what that holds. */
export function textsOf(items: unknown): string[] {
  return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
}

const NONE: readonly Problem[] = [];

/** Finds a member as a whole. */
export function member(name: Problem['member'], message: string, isWrong: (client: Subject) => boolean): Rule['find'] {
  const found = [{ member: name, message }];
  return (client) => (isWrong(client) ? found : NONE);
}

/** Maximum number of items of a member that a rule finds: a client may have thousands. */
const MAX_ITEMS = 10;

/** Finds the first {@link MAX_ITEMS} items of a member that are wrong. A duplicate is found once. */
export function itemsOf(
  name: 'redirect_uris' | 'allowed_scopes',
  isWrong: (item: string, facts: Facts) => boolean,
  messageOf: (item: string) => string,
): Rule['find'] {
  return (client, facts) => {
    const wrong = new Set<string>();
    for (const item of textsOf(client[name])) {
      if (isWrong(item, facts) && wrong.add(item).size === MAX_ITEMS) break;
    }
    return wrong.size === 0 ? NONE : [...wrong].map((item) => ({ member: name, item, message: messageOf(item) }));
  };
}
