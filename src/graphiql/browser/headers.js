/** Headers of which it is known that they hold no credential. */
const PLAIN = [
  'accept',
  'accept-language',
  'apollographql-client-name',
  'apollographql-client-version',
  'content-type',
  'graphql-client-name',
  'graphql-client-version',
  'traceparent',
  'x-managed-account-id',
  'x-request-id',
  'x-sandbox-fault',
  'x-timeout-ms',
  'x-upstream-plan',
  'x-upstream-trace',
];

/** Whether everyone may read the header's value. */
export const isPlain = (name) => PLAIN.includes(name.toLowerCase());

/** The value of a header, whatever the case of its name. Undefined: it is not there. */
export function headerOf(headers, name) {
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name);
  return found && String(found[1]);
}
