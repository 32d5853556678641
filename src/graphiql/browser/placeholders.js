import { isPlain } from './headers.js';

/*
 * A placeholder is the name of an environment variable between two characters that stand in no text: JSON leaves them
 * as they are, and each snippet writes the variable as its language reads it.
 */
const MARK = /\uE000(\w+)\uE001/g;

/** Stands for the secret at a path of names: `['input', 'clientSecret']` is `CLIENT_SECRET`. */
export function placeholder(path) {
  const names = path.filter((name) => name !== 'input').map(upperSnake);
  return `\uE000${names.join('_') || 'SECRET'}\uE001`;
}

const upperSnake = (name) =>
  name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_')
    .replaceAll(/\W+/g, '_')
    .toUpperCase();

/** Puts what `write` makes of its variable in place of each. */
export const fillIn = (text, write) => text.replaceAll(MARK, (_, name) => write(name));

export const hasPlaceholder = (text) => text.search(MARK) >= 0;

/** The variables that stand in a text, each once. */
export const variablesIn = (text) => [...new Set([...text.matchAll(MARK)].map(([, name]) => name))];

/** Pairs of name and value, with placeholders for all that may be a credential. */
export function hideCredentials(headers) {
  return Object.entries(headers).map(([name, value]) => [name, isPlain(name) ? String(value) : hidden(name, value)]);
}

function hidden(name, value) {
  if (name.toLowerCase() !== 'authorization') return placeholder([name]);
  const [scheme = ''] = /^\w+ +/.exec(String(value)) ?? [];
  return `${scheme}${placeholder(['TELNYX_TOKEN'])}`;
}
