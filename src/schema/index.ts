import type { GraphQLSchema } from 'graphql';
import { printSchema } from 'graphql';
import { auditMutations } from './audited.ts';
import { builder } from './builder.ts';
import { refuseSecretOutputs } from './secret-outputs.ts';
import { strictEnums } from './strict-enums.ts';
import { LINK, printSubgraph, toSubgraph } from './subgraph.ts';
import { traceRootFields } from './traced.ts';
import './scalars.ts';
import './node.ts';
import './oauth-client.ts';
import './copy-client.ts';
import './oauth-grant.ts';
import './revoke-grants.ts';
import './discovery.ts';
import './jwks.ts';
import './authorization.ts';
import './consent.ts';
import './registration.ts';
import './token.ts';
import './introspection.ts';

/** The graph that is executed: the clients' view, and what a supergraph's router asks of it. */
export const schema: GraphQLSchema = toSubgraph(
  builder.toSchema({ schemaDirectives: { link: LINK }, sortSchema: false }),
);

refuseSecretOutputs(schema);
strictEnums(schema);
auditMutations(schema);
traceRootFields(schema);

let subgraph: string | undefined;

/** The graph as a supergraph's router sees it, as SDL; what `_service` answers. */
export function printFederationSchema(): string {
  subgraph ??= printSubgraph(schema);
  return subgraph;
}

schema.getQueryType()!.getFields()._service!.resolve = () => ({ sdl: printFederationSchema() });

/** The graph as clients see it, as SDL. */
export function printClientSchema(): string {
  return printSchema(builder.toSchema());
}
