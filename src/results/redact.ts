/** Removes the value that a message of graphql-js repeats. Each pattern takes time linear in the value. */
export function withoutValue(message: string): string {
  return message
    .replace(/^Value "[\s\S]*" (does not exist in "\w+" enum)/, 'The value $1')
    .replace(/( cannot represent (?:(?! cannot represent )[^:])*value): [\s\S]*$/, '$1.')
    .replace(/^Field "(?!\w+" )[\s\S]*" (is not defined by type)/, 'A field $1')
    .replace(/, found [\s\S]*$/, '.');
}
