import { createRequire } from 'node:module';
import {
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql';
import { entitiesField } from './entities-field.ts';

/** Loaded on use: it takes long to load, and only routers and registries request the SDL, once. */
const require = createRequire(import.meta.url);

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
  const query = new GraphQLObjectType({
    ...rest,
    fields: {
      _entities: entitiesField((name) => config.types.filter(isObjectType).find((type) => type.name === name)!),
      _service: { type: new GraphQLNonNull(service) },
      ...fields,
    },
  });
  const types = config.types.filter((type) => type !== config.query);
  return lexicographicSortSchema(new GraphQLSchema({ ...config, query, types }));
}

/**
 * The SDL for composition: without `node` and `nodes`, since two subgraphs that both have them do not compose.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
export function printSubgraph(schema: GraphQLSchema): string {
  const { printSubgraphSchema }: typeof import('@apollo/subgraph') = require('@apollo/subgraph');
  const config = schema.toConfig();
  const query = config.query!;
  const astNode = query.astNode!;
  // The AST is what gets printed.
  const published = new GraphQLObjectType({
    ...query.toConfig(),
    astNode: { ...astNode, fields: astNode.fields!.filter(({ name }) => !/^nodes?$/.test(name.value)) },
  });
  const types = config.types.filter((type) => type !== query);
  return `${printSubgraphSchema(new GraphQLSchema({ ...config, query: published, types })).trim()}\n`;
}
