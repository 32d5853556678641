import { formEncode } from '../lib/form-encode.ts';
import type { ClientCredentials } from './types.ts';

/** The credentials of an OAuth client as they are sent: in a header or in the form, and which values are secret. */
export interface ClientAuthentication {
  readonly authorization?: string;
  readonly form: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/**
 * Authenticates a client by one method, never two. Default: Basic with a secret, `none` (the id in the form) without
 * one.
 *
 * @see RFC 6749 section 2.3.1
 */
export function authenticate({ client_id, client_secret, method }: ClientCredentials): ClientAuthentication {
  const secrets = client_secret ? [client_secret] : [];
  const id = client_id === undefined ? {} : { client_id };
  if (client_secret === undefined || method === 'none') return { form: id, secrets };
  if (method === 'client_secret_post') return { form: { ...id, client_secret }, secrets };
  const encoded = Buffer.from(`${formEncode(client_id ?? '')}:${formEncode(client_secret)}`).toString('base64');
  return { authorization: `Basic ${encoded}`, form: {}, secrets };
}
