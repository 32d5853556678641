import type { IamRefusal } from '../errors.ts';
import type { Call } from './call.ts';

/** The platform's code of a refusal by IAM. */
const CODE = '10010';

/** Maximum number of denying roles that are passed on. */
const MAX_ROLES = 100;

/** @see https://developers.telnyx.com/docs/iam/access/actions */
const ACTION = /[a-z0-9_-]{1,64}\.[a-z0-9_-]{1,64}/.source;
const NOT_GRANTED = new RegExp(`^no grant allows (${ACTION})\\.?$`, 'i');
const DENIED = new RegExp(`^a granted role denies (${ACTION})\\.?$`, 'i');
/** The documentation says what the third text names, not its wording. */
const PRINCIPAL = /\b(principal|service account|user)\b/i;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface PlatformError {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly meta?: { readonly denied_role_ids?: unknown } | null;
}

/**
 * Reads the reason of a 403 by IAM; undefined: it is not one. A text other than the documented ones gives no reason.
 *
 * @param body of the response, parsed
 * @param clean masks secrets in a text: a masked text is not an action
 */
export function iamRefusalOf(
  { method }: Pick<Call, 'method'>,
  body: unknown,
  clean: (text: string) => string,
): IamRefusal | undefined {
  const { errors } = (body ?? {}) as { errors?: unknown };
  const error = Array.isArray(errors) ? errors.find(isIamError) : undefined;
  if (error === undefined) return undefined;
  const { detail, meta } = error;
  const text = typeof detail === 'string' ? clean(detail) : '';
  const notGranted = NOT_GRANTED.exec(text)?.[1];
  const denied = DENIED.exec(text)?.[1];
  if (notGranted) return { reason: 'ACTION_NOT_GRANTED', requiredAction: notGranted, deniedRoleIds: undefined };
  if (denied) return { reason: 'ACTION_DENIED', requiredAction: denied, deniedRoleIds: rolesIn(meta?.denied_role_ids) };
  const namesRequest = text.includes(`${method} /`);
  const reason = namesRequest && PRINCIPAL.test(text) ? 'ROUTE_HAS_NO_ACTION' : 'UNKNOWN';
  return { reason, requiredAction: undefined, deniedRoleIds: undefined };
}

/** The message for people. */
export function messageOf({ reason, requiredAction }: IamRefusal): string {
  if (reason === 'ACTION_NOT_GRANTED') return `No role of this credential allows ${requiredAction}.`;
  if (reason === 'ACTION_DENIED') return `A role of this credential denies ${requiredAction}.`;
  if (reason === 'ROUTE_HAS_NO_ACTION') return 'Telnyx’ IAM knows no action of this route, so no role can allow it.';
  return 'The credential has no access to this resource.';
}

function isIamError(error: unknown): error is PlatformError {
  return typeof error === 'object' && error !== null && String((error as PlatformError).code) === CODE;
}

function rolesIn(ids: unknown): string[] | undefined {
  if (!Array.isArray(ids)) return undefined;
  return ids.filter((id) => typeof id === 'string' && UUID.test(id)).slice(0, MAX_ROLES);
}
