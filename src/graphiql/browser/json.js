const COMMENTS = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const TRAILING_COMMAS = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

/**
 * The object that an editor of GraphiQL holds: JSON with comments and trailing commas. Undefined where it is empty.
 *
 * @param name the editor's, for the error
 * @throws Error where it is something else
 */
export function parseObject(name, text) {
  const bare = text.replace(COMMENTS, '$1').replace(TRAILING_COMMAS, '$1').trim();
  if (bare === '') return undefined;
  const value = parse(bare);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(`${name} must be a JSON object.`);
}

/** Undefined where it is no JSON: the parser's message would repeat the text. */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
