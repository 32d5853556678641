import { itemsOf, type Rule, section, textsOf } from './rule.ts';

/** A scope that lets a client change things, or do everything. */
const BROAD = /(?:^|[.:/])(?:write|admin|all|\*)$/i;

/** Characters of a scope in a message. */
const MAX_SHOWN = 64;

const shown = (scope: string) => (scope.length > MAX_SHOWN ? `${scope.slice(0, MAX_SHOWN)}…` : scope);

export const SCOPE_RULES = {
  ANONYMOUS_REGISTRATION_WITH_BROAD_SCOPE: {
    severity: 'MEDIUM',
    reference: section(9700, '2.3'),
    meaning: 'A client that was registered without a credential may request a scope to change things, or to do all.',
    find: itemsOf(
      'allowed_scopes',
      (scope, { isRegistration }) => isRegistration === true && BROAD.test(scope),
      (scope) => `Anyone can register such a client, and this one may request the scope ${shown(scope)}.`,
    ),
  },
  SCOPE_NOT_OFFERED: {
    severity: 'LOW',
    reference: section(8414, '2'),
    meaning: 'A scope is not among those that the authorization server’s metadata names.',
    needs: 'metadata',
    find: itemsOf(
      'allowed_scopes',
      (scope, { offeredScopes }) => offeredScopes !== undefined && offeredScopes.size > 0 && !offeredScopes.has(scope),
      (scope) => `The authorization server’s metadata does not name the scope ${shown(scope)}, so it may be unknown.`,
    ),
    fix({ allowed_scopes }, { item }) {
      const left = textsOf(allowed_scopes).filter((scope) => scope !== item);
      return left.length > 0 ? { allowed_scopes: left } : undefined;
    },
    breaks: 'Requests for this scope are refused: for users of the apps that ask for it.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
