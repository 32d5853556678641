/** Characters of one text from upstream that a report shows. */
const MAX_SHOWN = 120;
/** Names that a report lists. */
const MAX_LISTED = 8;

/** A text from upstream, made safe for a terminal: one bounded line without control characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  const clean = text.slice(0, MAX_SHOWN + 1).replace(/[^\x20-\x7e]/g, '?');
  return clean.length > MAX_SHOWN ? `${clean.slice(0, MAX_SHOWN)}...` : clean;
}

/** Joins names by commas: the first eight, and the number of the others. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MAX_LISTED;
  const some = names.slice(0, MAX_LISTED).map(shown).join(', ');
  return rest > 0 ? `${some} and ${rest} more` : some;
}

/** Returns a function that masks the secrets in a text, plain or percent-encoded. Ignores ones below 4 characters. */
export function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  // A long secret may hold a short one.
  const given = secrets.filter((secret) => secret !== undefined && secret.length >= 4) as string[];
  const forms = given.flatMap((secret) => [secret, encodeURIComponent(secret)]).toSorted((a, b) => b.length - a.length);
  return (text) => forms.reduce((masked, form) => masked.replaceAll(form, '***'), text);
}
