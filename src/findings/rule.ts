import type { OAuthClient, OAuthClientSettings, OAuthGrant } from '../telnyx/types.ts';

export type FindingSeverity = 'LOW' | 'MEDIUM' | 'HIGH';

/** A client as far as it is known: of a registration (RFC 7591) less is known than of a read. */
export type Subject = Partial<OAuthClient>;

/** What is known besides the client. A rule finds nothing where the facts that it needs are undefined. */
export interface Facts {
  /** Scopes that the authorization server's metadata names. */
  readonly offeredScopes?: readonly string[] | undefined;
  /** Grants to the client. */
  readonly grants?: readonly OAuthGrant[] | undefined;
  /** Whether the client was just registered, as anyone may do without a credential. */
  readonly isRegistration?: boolean;
  /** Days without use after which a grant counts as unused. */
  readonly unusedGrantDays: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a rule finds. */
export interface Problem {
  /** The member of the client, by its name on the wire, and the index of the item in it. */
  readonly path: readonly [member: keyof OAuthClient | 'grants', index?: number];
  /** The item, where the same rule may find others in the member. */
  readonly item?: string;
  /** One sentence. */
  readonly message: string;
  /** The members to change. Undefined: only a person can tell what they should be. */
  readonly fix?: OAuthClientSettings | undefined;
  /** What stops working by that, and for whom. */
  readonly breaks?: string | undefined;
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
}

/** URL of a section of an RFC. */
export function section(rfc: number, number: string): string {
  return `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${number}`;
}

/** The strings in a member: reads check neither whether it is a list nor what that holds. */
export function textsOf(items: unknown): string[] {
  return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
}
