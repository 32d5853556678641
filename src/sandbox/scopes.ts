/** The scopes that the live authorization server offers. Clients may hold others: a scope is a free string. */
export const SCOPES = [
  ...'account_management ai edge_compute enterprise_integrations fax messaging networking numbers'.split(' '),
  ...'reporting speech storage verify video voice wireless'.split(' '),
]
  .flatMap((area) => [`${area}.read`, `${area}.write`])
  .concat('authentication_and_access.read', 'billing.read')
  .sort();

/** How a consent request shows a scope to the person who decides. */
export function describeScope(id: string): { id: string; name: string; description: string } {
  const [area = id, access] = id.split('.');
  const words = area.replaceAll('_', ' ');
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  if (access === 'read') return { id, name: `${name} (read)`, description: `See your ${words} data` };
  if (access === 'write') return { id, name: `${name} (write)`, description: `Change your ${words} data` };
  return { id, name, description: `Use your ${words} access` };
}

/**
 * Splits a scope parameter; undefined when it is malformed.
 * @see RFC 6749 section 3.3
 */
export function parseScope(text: string): string[] | undefined {
  const scopes = text.split(' ');
  return scopes.every((scope) => isScope(scope)) ? [...new Set(scopes)] : undefined;
}

export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}
