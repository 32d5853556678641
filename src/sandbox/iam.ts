import { platformError, Refusal } from './errors.ts';
import type { Exchange } from './requests.ts';

/** What the roles of an account's key let it do. Patterns are an action (`oauth_clients.read`), `resource.*` or `*`. */
export interface Iam {
  /** Whose key it is, as refusals name it: `service account` and its id. */
  principal: string;
  allows: string[];
  denies: { pattern: string; roleId: string }[];
}

/**
 * Lets the request pass, or refuses it as Telnyx' IAM does: nothing is allowed unless a role allows it, and a deny
 * wins.
 * The texts of the first two refusals are Telnyx' own; of the third the documentation says only what it names.
 *
 * @param action that the route declares; undefined: none
 * @throws Refusal 403
 * @see https://developers.telnyx.com/docs/iam/troubleshooting/denied-requests
 */
export function authorizeAction(action: string | undefined, { method, path }: Exchange, iam: Iam): void {
  if (action === undefined) throw denied(`${method} ${path} has no action that ${iam.principal} could be allowed`);
  const roles = iam.denies.filter(({ pattern }) => covers(pattern, action)).map(({ roleId }) => roleId);
  if (roles.length > 0) throw denied(`a granted role denies ${action}`, { denied_role_ids: roles });
  if (!iam.allows.some((pattern) => covers(pattern, action))) throw denied(`no grant allows ${action}`);
}

function covers(pattern: string, action: string): boolean {
  if (!pattern.endsWith('*')) return pattern === action;
  return action.startsWith(pattern.slice(0, -1));
}

function denied(detail: string, meta: object = {}): Refusal {
  return new Refusal(platformError(403, { code: '10010', title: 'Authorization failed', detail, meta }));
}
