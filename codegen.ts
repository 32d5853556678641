import { createHash } from 'node:crypto';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import { printDashboard } from './scripts/dashboard.ts';
import { printClientSchema, printFederationSchema } from './src/schema/index.ts';

/** A document's identifier, as clients send it and the manifest has it: the SHA-256 of its text, in hex. */
const documentId = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Writes the graph as clients and as routers see it, and the operations of the example front end: typed documents that
 * hold no text but their id, and the manifest that the gateway knows them by; and the Grafana dashboard of the metrics.
 * `npm run codegen`, and `-- --check` to find stale files.
 */
const config: CodegenConfig = {
  schema: printClientSchema(),
  generates: {
    'schema/schema.graphql': { plugins: [{ add: { content: printClientSchema() } }] },
    'schema/subgraph.graphql': { plugins: [{ add: { content: printFederationSchema() } }] },
    'deploy/grafana/dashboard.json': { plugins: [{ add: { content: await printDashboard() } }] },
    'examples/consent/src/generated/': {
      documents: 'examples/consent/src/**/*.graphql',
      preset: 'client',
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        persistedDocuments: {
          mode: 'replaceDocumentWithHash',
          hashPropertyName: 'documentId',
          hashAlgorithm: documentId,
        },
        fragmentMasking: { unmaskFunctionName: 'readFragment' },
      },
      config: {
        useTypeImports: true,
        importExtension: '.ts',
        strictScalars: true,
        immutableTypes: true,
        scalars: { DateTime: 'string', URL: 'string', OAuthSecret: 'string' },
      },
    },
  },
};

export default config;
