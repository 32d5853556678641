import { readFileSync } from 'node:fs';
import {
  type GraphQLFieldConfig,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql';
import { entitiesField } from './entities-field.ts';

/** Beside `src/`, and beside `dist/` in the package. `npm run codegen` writes it. */
const FILE = new URL('../../schema/subgraph.graphql', import.meta.url);

/** The directives in the SDL of the subgraph. */
export const LINK = {
  url: 'https://specs.apollo.dev/federation/v2.9',
  import: ['@cost', '@key', '@listSize', '@shareable', '@tag'],
};

/**
 * The schema with the fields for a supergraph's router, `_service` and `_entities`. Sorted by names.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec
 */
export function toSubgraph(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const { fields, ...rest } = config.query!.toConfig();
  const service = new GraphQLObjectType({
    name: '_Service',
    fields: { sdl: { type: GraphQLString, description: 'This graph as a subgraph, in the SDL of Federation.' } },
  });
  let sdl: string | undefined;
  const _service: GraphQLFieldConfig<unknown, unknown> = {
    type: new GraphQLNonNull(service),
    resolve() {
      // Read when it is asked for: only routers and registries do, once.
      sdl ??= readFileSync(FILE, 'utf8');
      return { sdl };
    },
  };
  const query = new GraphQLObjectType({
    ...rest,
    fields: {
      _entities: entitiesField((name) => config.types.filter(isObjectType).find((type) => type.name === name)!),
      _service,
      ...fields,
    },
  });
  const types = config.types.filter((type) => type !== config.query);
  return lexicographicSortSchema(new GraphQLSchema({ ...config, query, types }));
}
