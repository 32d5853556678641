import { hash } from 'node:crypto';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Operation } from '../context.ts';
import { textOf } from '../limits/source-text.ts';

export const NO_OPERATION: Operation = { name: undefined, type: undefined, documentHash: undefined, isPublic: false };

/** What Telnyx publishes, and keeps on publishing for a while. */
const PUBLIC_FIELDS = new Set([
  '__typename',
  'oauthAuthorizationServerMetadata',
  'oauthProtectedResourceMetadata',
  'oauthJsonWebKeySet',
]);

const described = new WeakMap<OperationDefinitionNode, Operation>();

/** The operation's name and type, and a short hash of its document; found out once. */
export function describe(operation: OperationDefinitionNode, document: DocumentNode): Operation {
  let description = described.get(operation);
  if (description === undefined) {
    description = {
      name: operation.name?.value,
      type: operation.operation,
      documentHash: hash('sha256', textOf(document)).slice(0, 12),
      isPublic: isPublic(operation),
    };
    described.set(operation, description);
  }
  return description;
}

function isPublic({ operation, selectionSet: { selections } }: OperationDefinitionNode): boolean {
  return (
    operation === 'query' && selections.every((each) => each.kind === 'Field' && PUBLIC_FIELDS.has(each.name.value))
  );
}
