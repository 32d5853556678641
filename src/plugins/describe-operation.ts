import { hash } from 'node:crypto';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';

/** What may be told of an operation: nothing that its caller put into variables. */
export interface Operation {
  readonly name: string | undefined;
  readonly type: OperationDefinitionNode['operation'] | undefined;
  readonly documentHash: string | undefined;
}

export const NO_OPERATION: Operation = { name: undefined, type: undefined, documentHash: undefined };

const hashes = new WeakMap<DocumentNode, string>();

/** The operation's name and type, and a short hash of its document, which is taken once. */
export function describe(operation: OperationDefinitionNode, document: DocumentNode): Operation {
  let documentHash = hashes.get(document);
  if (documentHash === undefined) {
    documentHash = hash('sha256', document.loc?.source.body ?? '').slice(0, 12);
    hashes.set(document, documentHash);
  }
  return { name: operation.name?.value, type: operation.operation, documentHash };
}
