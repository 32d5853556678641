import { type addTypenameSelectionDocumentTransform, preset } from '@graphql-codegen/client-preset';
import { type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql';

/** The client preset without the function `graphql()`, whose table of all documents no bundler can shake. */
export const typedDocuments: typeof preset = {
  ...preset,
  buildGeneratesSection: async (options) =>
    (await preset.buildGeneratesSection(options)).filter(({ filename }) => !filename.endsWith('/gql.ts')),
};

/** Selects `__typename` as caches want it: everywhere but in the root, where it would be one member more for nothing. */
export const selectTypename: typeof addTypenameSelectionDocumentTransform = {
  transform: ({ documents }) =>
    documents.map((file) => (file.document ? { ...file, document: withTypename(file.document) } : file)),
};

function withTypename(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node, _key, parent): SelectionSetNode | undefined {
      if (parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION) return undefined;
      const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
      return { ...node, selections: [typename, ...node.selections] };
    },
  });
}
