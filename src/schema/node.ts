import { decodeGlobalID } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { ValidationError } from '../telnyx/errors.ts';
import { OWN_PLACE } from './bounds-plugin.ts';
import { builder } from './builder.ts';
import { callPerItemOf, ONE_CALL } from './cost.ts';
import { entities } from './entities.ts';
import { readEntity } from './entities-field.ts';

/** Maximum length of a global id. */
const MAX_LENGTH = 512;

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    directives: ONE_CALL,
    description: 'Reads the object with this global ID; null where it does not exist. Needs a credential.',
    args: {
      id: t.arg.id({ required: true, description: 'Global ID from a field `id`.', maxLength: MAX_LENGTH }),
    },
    resolve: (_root, { id }, context, info) => readNode('id', id, context, info),
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    directives: callPerItemOf('ids'),
    description: 'Reads the objects with these global IDs, in their order; null for each that does not exist.',
    args: {
      ids: t.arg.idList({
        required: true,
        description: `Global IDs from fields \`id\`, each of at most ${MAX_LENGTH} characters.`,
        maxItems: 500,
        maxLength: OWN_PLACE,
      }),
    },
    // Pothos' own field fails the whole list for one malformed id.
    resolve: (_root, { ids }, context, info) => ids.map((id) => readNode('ids', id, context, info)),
  }),
}));

/**
 * The entity with a global id. Rejects with `ValidationError` at the argument for a malformed id.
 */
async function readNode(argument: string, id: string, context: Context, info: GraphQLResolveInfo) {
  return readEntity({ __typename: typeOf(argument, id), id }, context, info);
}

function typeOf(argument: string, id: string): string {
  try {
    const { typename } = decodeGlobalID(id);
    if (id.length <= MAX_LENGTH && entities.has(typename)) return typename;
  } catch {
    // The message below tells callers enough.
  }
  throw new ValidationError([{ path: [argument], code: 'global_id', message: 'This is not a global id of a node.' }]);
}
