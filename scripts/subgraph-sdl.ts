import { printSubgraphSchema } from '@apollo/subgraph';
import { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { schema } from '../src/schema/index.ts';

/**
 * The graph as a supergraph's router sees it, as SDL: what `schema/subgraph.graphql` holds and `_service` answers.
 * Without `node` and `nodes`, since two subgraphs that both have them do not compose.
 *
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
export function printFederationSchema(): string {
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
