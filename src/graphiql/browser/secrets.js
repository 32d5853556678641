import { isPlain } from './headers.js';

/** The graph's scalar for what no one else may read. */
const SECRET = 'OAuthSecret';
/** Names of members that hold secrets, whatever their type. */
const NAMES = /(?:secret|token|password|verifier|credential|authorization|api_?key)$|^code$/i;
/** A credential that is shorter would be found in texts that do not hold it. */
const MIN_LENGTH = 6;
const STRING = String.raw`(?:"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*")`;
const MEMBERS = new RegExp(String.raw`\b(\w+)(\s*:\s*)${STRING}`, 'g');
const DEFAULTS = new RegExp(String.raw`(${SECRET}!?\s*=\s*)${STRING}`, 'g');

/** The credentials that these headers hold, without the scheme. */
export function credentialsIn(headers) {
  const values = Object.entries(headers).filter(([name]) => !isPlain(name));
  return values.map(([, value]) => String(value).replace(/^\w+ +/, '')).filter((value) => value.length >= MIN_LENGTH);
}

/**
 * A copy of the variables in which something else stands for each secret: for what has the graph's type for secrets or
 * the name of one, and for what holds a known credential. `types` are the names of the variables' types; `schema` is
 * undefined while it is not known.
 *
 * @param replace answers what stands for the secret at a path of names
 */
export function replaceSecrets(variables, { types, schema, known }, replace) {
  const copyMembers = (object, typeOf, isSecret, path) => {
    const members = Object.entries(object).map(([name, value]) => {
      const type = typeOf(name);
      return [name, copy(value, type, isSecret || type === SECRET || NAMES.test(name), [...path, name])];
    });
    return Object.fromEntries(members);
  };
  const copy = (value, type, isSecret, path) => {
    if (Array.isArray(value)) return value.map((each) => copy(each, type, isSecret, path));
    if (typeof value === 'object' && value !== null) {
      return copyMembers(value, (name) => memberType(schema, type, name), isSecret, path);
    }
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    return isSecret || known.some((each) => String(value).includes(each)) ? replace(path) : value;
  };
  return copyMembers(variables, (name) => types[name], false, []);
}

/** Name of the type of an input's member. Undefined: not known. */
function memberType(schema, type, name) {
  let its = type && schema?.getType(type)?.getFields?.()[name]?.type;
  while (its?.ofType) its = its.ofType;
  return its?.name;
}

/** The document without known credentials, and without strings in place of secrets, which the graph refuses anyway. */
export function redactDocument(document, known) {
  const bare = document
    .replaceAll(MEMBERS, (whole, name, colon) => (NAMES.test(name) ? `${name}${colon}""` : whole))
    .replaceAll(DEFAULTS, '$1""');
  return known.reduce((text, each) => text.replaceAll(each, ''), bare);
}
