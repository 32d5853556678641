import { UnauthenticatedError } from '../telnyx/errors.ts';
import { fingerprint } from './fingerprint.ts';
import { type Authenticate, bearerOf } from './identity.ts';

/** `AUTH_MODE=passthrough`: the caller's own bearer token goes upstream where the REST API requires one. */
export const passthrough: Authenticate = (evidence) => {
  const token = bearerOf(evidence);
  const header = token === undefined ? undefined : `Bearer ${token}`;
  return {
    who: async () => (token === undefined ? 'anonymous' : `key ${fingerprint(token)}`),
    authorize(access) {
      if (access === 'public' || access === 'protocol') return undefined;
      if (header !== undefined) return header;
      throw new UnauthenticatedError(
        evidence.authorization.length === 0
          ? 'A Telnyx API key is required, as Authorization: Bearer <key>.'
          : 'Exactly one Authorization header is allowed, of the form Bearer <key>.',
      );
    },
  };
};
