import type { CodegenConfig } from '@graphql-codegen/cli';
import { printClientSchema, printFederationSchema } from './src/schema/index.ts';

/** Writes the graph as clients and as routers see it. `npm run codegen`, and `-- --check` to find stale files. */
const config: CodegenConfig = {
  schema: printClientSchema(),
  generates: {
    'schema/schema.graphql': { plugins: [{ add: { content: printClientSchema() } }] },
    'schema/subgraph.graphql': { plugins: [{ add: { content: printFederationSchema() } }] },
  },
};

export default config;
