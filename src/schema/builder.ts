import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from '../context.ts';
import type { Directives } from './directives.ts';
import './policy-plugin.ts';

/** The builder of the schema, to which the other files of this folder add types. */
export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  DefaultNodeNullability: false;
  DefaultEdgesNullability: false;
  Directives: Directives;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: string };
    URL: { Input: string; Output: string };
    OAuthSecret: { Input: string; Output: string };
  };
}>({
  plugins: [ErrorsPlugin, RelayPlugin, DirectivesPlugin, 'bounds', 'policy'],
  defaultFieldNullability: false,
  errors: { defaultTypes: [] },
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    brandLoadedObjects: true,
    idFieldOptions: { description: 'Global ID, for `node` and for client caches.' },
    nodeTypeOptions: {
      description: 'Object with a global ID. See the GraphQL Global Object Identification specification.',
    },
    // Defined in node.ts.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodesOnConnection: { description: 'Items of this page.' },
    nodeFieldOptions: { nullable: false, description: 'Item of this edge.' },
    edgesFieldOptions: { nullable: false, description: 'Items of this page, each with its cursor.' },
    cursorFieldOptions: { description: 'Opaque cursor of the item, for `after` and `before`.' },
    pageInfoFieldOptions: { description: 'Position of this page in the list.' },
    pageInfoTypeOptions: {
      directives: { shareable: {} },
      description: 'Position of a page in its list. See the Relay Cursor Connections Specification.',
    },
    hasNextPageFieldOptions: { description: 'Whether items follow this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether items precede this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first item; null on an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last item; null on an empty page.' },
    firstArgOptions: { description: 'Maximum number of items from the start, 0 to 100. Default 20.' },
    afterArgOptions: { description: 'Only items after this cursor.', maxLength: 2_000 },
    lastArgOptions: { description: 'Maximum number of items from the end, 0 to 100.' },
    beforeArgOptions: {
      description: 'Only items before this cursor. Alone it means `last: 20`.',
      maxLength: 2_000,
    },
  },
});

builder.queryType({ description: 'Reads. A resource that does not exist is null; a fault is an error with a code.' });
builder.mutationType({
  description: 'Changes, and reads that return a secret. Each result is a union of a payload and typed errors.',
});
