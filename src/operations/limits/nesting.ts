/** Matches strings and comments, whose brackets do not count, and brackets. */
const BRACKETS = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[([{]|[)\]}]/g;

/** Whether brackets of any kind nest deeper than `most`, in a valid document or not. Not recursive. */
export function isNestedDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(BRACKETS)) {
    if (token === ')' || token === ']' || token === '}') depth--;
    else if (token === '(' || token === '[' || token === '{') depth++;
    if (depth > most) return true;
  }
  return false;
}
