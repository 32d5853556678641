import type { z } from 'zod';
import { SettingsError } from '../lib/settings-error.ts';
import type { Given } from './setting-scope.ts';

/** Names of variables that hold secrets; not those with the paths of their files. */
const SECRET = /^(?!.*_FILE$).*(SECRET|_KEY$|TOKEN$|PASSWORD|HEADERS)/;
/** What is wrong with a variable. */
export type Mistake = readonly [name: string, message: string];

/** Characters of a value that a message quotes. */
const MAX_QUOTED = 80;

/**
 * Reads variables by their rules. Throws `SettingsError` with a line for each mistake.
 *
 * @param given the variables that apply
 * @param set all variables that are set: no line shows a secret of theirs
 * @param before mistakes that were found earlier
 */
export function parseVariables<T extends z.ZodType>(
  rules: T,
  given: Given,
  set: Given = given,
  before: readonly Mistake[] = [],
): z.output<T> {
  // Generated code pays only for many values.
  const result = rules.safeParse(given, { jitless: true });
  if (result.success && before.length === 0) return result.data;
  const issues = result.error?.issues.map(({ path, message }): Mistake => [String(path[0]), message]) ?? [];
  throw new SettingsError([...before, ...issues].map(([name, message]) => mistakeLine(name, message, set)));
}

/** A line for a mistake, with the value of the variable. Contains no secret. */
function mistakeLine(name: string, message: string, given: Given): string {
  const value = given[name];
  if (value === undefined || SECRET.test(name)) return `${name}: ${message}`;
  return `${name}: ${message} (given: ${quoted(value, given)})`;
}

function quoted(value: string, given: Given): string {
  const secrets = Object.entries(given).flatMap(([name, secret]) =>
    secret && SECRET.test(name) ? secret.split('\n') : [],
  );
  const shown = secrets
    .reduce((text, secret) => text.replaceAll(secret.trim() || '\n', '***'), value)
    // What may be credentials in a URL, or its query.
    .replace(/^([a-z][a-z\d+.-]*:\/\/)?[\s\S]*@/i, '$1***@')
    .replace(/\?[\s\S]*$/, '?***');
  return JSON.stringify(shown.length > MAX_QUOTED ? `${shown.slice(0, MAX_QUOTED)}...` : shown);
}
