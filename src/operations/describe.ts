import { hash } from 'node:crypto';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Operation } from '../observe/operation.ts';
import { textOf } from './limits/source-text.ts';

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** The result is public and the same for every caller. Shared caches may store it. */
    isPublic?: true;
  }
}

/** Characters of a name in logs, spans and metrics. */
const MAX_NAME_LENGTH = 64;

const described = new WeakMap<OperationDefinitionNode, Operation>();

/**
 * Describes an operation, once.
 *
 * @param isTrusted whether this is the text of a trusted document
 */
export function describe(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  document: DocumentNode,
  isTrusted: (text: string) => boolean,
): Operation {
  let description = described.get(operation);
  if (description === undefined) {
    const text = textOf(document);
    description = {
      name: operation.name && shortened(operation.name.value),
      type: operation.operation,
      documentHash: hash('sha256', text).slice(0, 12),
      isPublic: isPublic(schema, operation),
      isTrusted: isTrusted(text),
    };
    described.set(operation, description);
  }
  return description;
}

function isPublic(schema: GraphQLSchema, { operation, selectionSet }: OperationDefinitionNode): boolean {
  if (operation !== 'query') return false;
  const fields = schema.getQueryType()!.getFields();
  return selectionSet.selections.every((each) => {
    if (each.kind !== 'Field') return false;
    const name = each.name.value;
    return name === '__typename' || fields[name]?.extensions.isPublic === true;
  });
}

/** Copies the name: a slice would keep the whole document in memory as long as the name is referenced. */
function shortened(name: string): string {
  return Buffer.from(name.slice(0, MAX_NAME_LENGTH), 'latin1').toString('latin1');
}
