import type { z } from 'zod';
import { SettingsError } from '../lib/settings-error.ts';
import type { Given } from './setting-scope.ts';

/** Names of variables that hold secrets, whole; not those that name their files. */
const SECRET = /^(?!.*_FILE$).*(SECRET|_KEY$|TOKEN$|PASSWORD|HEADERS)/;
/** What is wrong with a variable. */
export type Mistake = readonly [name: string, message: string];

/** Characters that a message quotes of a value. */
const MAX_QUOTED = 80;

/**
 * Reads variables by their rules. Throws `SettingsError` with a line for each mistake.
 *
 * @param given those that apply
 * @param set all that are set, whose secrets no line may show
 * @param before mistakes that were found before
 */
export function parseVariables<T extends z.ZodType>(
  rules: T,
  given: Given,
  set: Given = given,
  before: readonly Mistake[] = [],
): z.output<T> {
  // Without code made for it: that pays only where much is read.
  const result = rules.safeParse(given, { jitless: true });
  if (result.success && before.length === 0) return result.data;
  const issues = result.error?.issues.map(({ path, message }): Mistake => [String(path[0]), message]) ?? [];
  throw new SettingsError([...before, ...issues].map(([name, message]) => mistakeLine(name, message, set)));
}

/** A line for what is wrong with a variable, with what was given; no secret stands in it. */
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
    // What may be the credentials in a URL, or stand in its query.
    .replace(/^([a-z][a-z\d+.-]*:\/\/)?[\s\S]*@/i, '$1***@')
    .replace(/\?[\s\S]*$/, '?***');
  return JSON.stringify(shown.length > MAX_QUOTED ? `${shown.slice(0, MAX_QUOTED)}...` : shown);
}
