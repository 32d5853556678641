/** Strings and comments, whose brackets mean nothing, and brackets. */
const BRACKETS = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[([{]|[)\]}]/g;

/** Whether brackets of any kind stand deeper in each other than `most`, whatever else is wrong. Takes no stack. */
export function isNestedDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(BRACKETS)) {
    if (token === ')' || token === ']' || token === '}') depth--;
    else if (token === '(' || token === '[' || token === '{') depth++;
    if (depth > most) return true;
  }
  return false;
}
