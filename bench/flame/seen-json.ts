/*
 * `JSON.parse` and `JSON.stringify` as functions in JavaScript: V8's own have no frame in a profile, so that their time
 * would be that of their callers. What runs in this file is JSON.
 */
const { parse, stringify } = JSON;

JSON.parse = function parseJson(text, reviver) {
  return parse(text, reviver);
};

JSON.stringify = function stringifyJson(value: unknown, replacer?: never, space?: string | number) {
  return stringify(value, replacer, space);
};
