import { ValidationError } from '../telnyx/errors.ts';
import type { Authenticate } from './identity.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Lets callers name a managed account by `X-Managed-Account-Id`, if the settings allow it. If the header cannot be
 * accepted, every call that needs a credential fails: it would otherwise affect the manager's own account.
 *
 * @see https://developers.telnyx.com/docs/iam/access/delegations
 */
export function withManagedAccounts(authenticate: Authenticate, isAllowed: boolean): Authenticate {
  return (evidence) => {
    const identity = authenticate(evidence);
    const given = evidence.managedAccount;
    if (given === undefined) return identity;
    const managedAccount = isAllowed && UUID.test(given) ? given.toLowerCase() : undefined;
    if (managedAccount !== undefined) return { ...identity, managedAccount };
    return {
      ...identity,
      authorize(access) {
        if (access === 'public' || access === 'protocol') return identity.authorize(access);
        const message = isAllowed
          ? 'The header X-Managed-Account-Id must be one UUID.'
          : 'This gateway does not accept X-Managed-Account-Id.';
        throw new ValidationError([{ path: [], code: 'managed_account', message }]);
      },
    };
  };
}
