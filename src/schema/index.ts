import type { GraphQLSchema } from 'graphql';
import { printSchema } from 'graphql';
import { auditMutations } from './audited.ts';
import { builder } from './builder.ts';
import { refuseSecretOutputs } from './secret-outputs.ts';
import { LINK, toSubgraph } from './subgraph.ts';
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
import './findings.ts';
import './finding-list.ts';

/** The schema that is executed: the clients' view, and the fields for a supergraph's router. */
export const schema: GraphQLSchema = toSubgraph(
  builder.toSchema({ schemaDirectives: { link: LINK }, sortSchema: false }),
);

refuseSecretOutputs(schema);
auditMutations(schema);
traceRootFields(schema);

/** The SDL for clients. */
export function printClientSchema(): string {
  return printSchema(builder.toSchema());
}
