/** The value of a header, whatever the case of its name. Undefined: it is not there. */
export function headerOf(headers, name) {
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name);
  return found && String(found[1]);
}
