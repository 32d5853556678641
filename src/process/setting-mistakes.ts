import type { z } from 'zod';
import { SettingsError } from '../lib/settings-error.ts';
import type { Given } from './setting-scope.ts';

/** Names of variables that hold secrets, whole. */
const SECRET = /SECRET|_KEY$|TOKEN$|PASSWORD|HEADERS/;
/** Characters that a message quotes of a value. */
const MAX_QUOTED = 80;

/**
 * Reads variables by their rules. Throws `SettingsError` with a line for each mistake.
 *
 * @param given those that apply
 * @param set all that are set, whose secrets no line may show
 */
export function parseVariables<T extends z.ZodType>(rules: T, given: Given, set: Given = given): z.output<T> {
  // Without code made for it: that pays only where much is read.
  const result = rules.safeParse(given, { jitless: true });
  if (result.success) return result.data;
  throw new SettingsError(result.error.issues.map(({ path, message }) => mistakeLine(String(path[0]), message, set)));
}

/** A line for what is wrong with a variable, with what was given; no secret stands in it. */
function mistakeLine(name: string, message: string, given: Given): string {
  const value = given[name];
  if (value === undefined || SECRET.test(name)) return `${name}: ${message}`;
  return `${name}: ${message} (given: ${quoted(value, given)})`;
}

function quoted(value: string, given: Given): string {
  const secrets = Object.entries(given).flatMap(([name, secret]) => (secret && SECRET.test(name) ? [secret] : []));
  const shown = secrets
    .reduce((text, secret) => text.replaceAll(secret, '***'), value)
    // What may be the credentials in a URL, or stand in its query.
    .replace(/^([a-z][a-z\d+.-]*:\/\/)?[\s\S]*@/i, '$1***@')
    .replace(/\?[\s\S]*$/, '?***');
  return JSON.stringify(shown.length > MAX_QUOTED ? `${shown.slice(0, MAX_QUOTED)}...` : shown);
}
