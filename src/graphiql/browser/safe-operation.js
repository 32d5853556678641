import { readHeaders, readOperation } from './editors.js';
import { graph } from './graph.js';
import { firstField, variableTypes } from './operation.js';
import { credentialsIn, redactDocument, replaceSecrets } from './secrets.js';

/** The operation in the editor without its secrets. `replace` answers what stands for the one at a path of names. */
export function readSafeOperation(replace) {
  const { query, type, start, operationName, variables } = readOperation();
  const known = credentialsIn(readHeaders());
  const of = { types: variableTypes(query), schema: graph.schema, known };
  return {
    query: redactDocument(query, known),
    type,
    field: firstField(query, start),
    operationName,
    variables: variables && replaceSecrets(variables, of, replace),
  };
}
