import { printSubgraphSchema } from '@apollo/subgraph';
import { GraphQLObjectType, GraphQLSchema } from 'graphql';

/**
 * The SDL for composition: without `node` and `nodes`, since two subgraphs that both have them do not compose.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
export function printSubgraph(schema: GraphQLSchema): string {
  const config = schema.toConfig();
  const query = config.query!;
  const { node, nodes, ...fields } = query.toConfig().fields;
  const published = new GraphQLObjectType({ ...query.toConfig(), fields });
  const types = config.types.filter((type) => type !== query);
  return `${printSubgraphSchema(new GraphQLSchema({ ...config, query: published, types })).trim()}\n`;
}
