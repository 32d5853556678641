import { copyable } from './copy.js';
import { element } from './element.js';
import { readSafeOperation } from './safe-operation.js';

/** Characters of a link at the most: programs that pass links on cut longer ones. */
const MAX_LENGTH = 32_000;

/** A link to this page with the operation and its variables: in the fragment, which no browser sends to a server. */
export function share() {
  const emptied = [];
  const { query, variables, operationName } = readSafeOperation((path) => {
    emptied.push(path.join('.'));
    return '';
  });
  const page = new URL(location.href);
  page.search = '';
  page.hash = new URLSearchParams({
    query,
    ...(variables && { variables: JSON.stringify(variables) }),
    ...(operationName && { operationName }),
  });
  if (page.href.length > MAX_LENGTH) throw new Error('The operation is too long for a link.');
  const left = emptied.length > 0 ? ` Secrets are left empty: ${emptied.join(', ')}.` : '';
  return [
    element('p', {}, `The link holds the operation and its variables, and no headers.${left}`),
    ...copyable('link', page.href),
  ];
}
