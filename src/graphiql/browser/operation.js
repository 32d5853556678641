/** Comments and strings, which may hold anything. */
const OPAQUE = /"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g;
const TOKENS = /[{(]|[)}]|(?<![$@\w])(query|mutation|subscription)\b\s*(\w+)?/g;

/** The document with blanks for comments and strings, so that everything else is where it was. */
export const withoutTexts = (document) => document.replace(OPAQUE, (text) => text.replaceAll(/[^\n]/g, ' '));

/** The operations of a document that begin with a keyword: type, name, and where they begin. It may have mistakes. */
export function operationsOf(document) {
  const found = [];
  let depth = 0;
  for (const { 0: token, 1: type, 2: name, index } of withoutTexts(document).matchAll(TOKENS)) {
    if (type === undefined) depth = Math.max(0, depth + (token === '{' || token === '(' ? 1 : -1));
    else if (depth === 0) found.push({ type, name, start: index });
  }
  return found;
}

/** The operation at an offset, else the first one. */
export function operationAt(document, offset) {
  const operations = operationsOf(document);
  const shorthand = { type: 'query', name: undefined, start: 0 };
  return operations.findLast(({ start }) => start <= offset) ?? operations[0] ?? shorthand;
}

/** The name of each variable's type, without the marks of lists and nulls: `{ ids: 'ID' }`. */
export function variableTypes(document) {
  const definitions = withoutTexts(document).matchAll(/\$(\w+)\s*:[\s[]*(\w+)/g);
  return Object.fromEntries([...definitions].map(([, name, type]) => [name, type]));
}

/** The name in the response of the first field of the operation at an offset. Undefined where a fragment is first. */
export function firstField(document, start) {
  const [, name] = /^[^{(]*(?:\([^)]*\))?[^{]*\{\s*(\w+)/.exec(withoutTexts(document).slice(start)) ?? [];
  return name;
}
