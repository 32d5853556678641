import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from '../context.ts';
import type { Directives } from './directives.ts';
import './policy-plugin.ts';

/** Where all types of the graph meet; the files beside this one add to it. */
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
    idFieldOptions: { description: 'The global id, for `node` and for caches of clients.' },
    nodeTypeOptions: { description: 'Anything that has a global id. See the GraphQL Global Object Identification.' },
    // They stand in node.ts.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodesOnConnection: { description: 'The items of this page.' },
    nodeFieldOptions: { nullable: false, description: 'The item.' },
    edgesFieldOptions: { nullable: false, description: 'The items of this page, each with its cursor.' },
    cursorFieldOptions: { description: 'Where this item stands: for `after` and `before`. Opaque.' },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    pageInfoTypeOptions: {
      directives: { shareable: {} },
      description: 'Where a page stands in its list. See the Relay Cursor Connections Specification.',
    },
    hasNextPageFieldOptions: { description: 'Whether items follow this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether items precede this page.' },
    startCursorFieldOptions: { description: 'The cursor of the first item; null on an empty page.' },
    endCursorFieldOptions: { description: 'The cursor of the last item; null on an empty page.' },
    firstArgOptions: { description: 'At most this many items from the front, 0 to 100. Default 20.' },
    afterArgOptions: { description: 'Only items behind this cursor.', maxLength: 2_000 },
    lastArgOptions: { description: 'At most this many items from the back, 0 to 100.' },
    beforeArgOptions: {
      description: 'Only items in front of this cursor; alone it means `last: 20`.',
      maxLength: 2_000,
    },
  },
});

builder.queryType({ description: 'Reads. What is not found is null; a fault is an error with a code.' });
builder.mutationType({
  description: 'Changes, and reads that carry a secret. Refusals are data: each result is a union with typed errors.',
});
