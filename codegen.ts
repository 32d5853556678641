import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import { printDashboard } from './scripts/dashboard.ts';
import { printValuesSchema } from './scripts/values-schema.ts';
import { printClientSchema, printFederationSchema } from './src/schema/index.ts';

/** A document's identifier, as clients send it and the manifest has it: the SHA-256 of its text, in hex. */
const documentId = (text: string) => createHash('sha256').update(text).digest('hex');

const CHART = 'deploy/helm/telnyx-oauth-graphql';

/**
 * Writes the graph as clients and as routers see it; the operations of the example front end, as typed documents that
 * hold no text but their id, and as the manifest that the gateway knows them by; the Grafana dashboard of the metrics;
 * the Helm chart's schema of the settings and its copy of the alerts. `npm run codegen`, and `-- --check` to find stale
 * files.
 */
const config: CodegenConfig = {
  schema: printClientSchema(),
  generates: {
    'schema/schema.graphql': { plugins: [{ add: { content: printClientSchema() } }] },
    'schema/subgraph.graphql': { plugins: [{ add: { content: printFederationSchema() } }] },
    'deploy/grafana/dashboard.json': { plugins: [{ add: { content: await printDashboard() } }] },
    [`${CHART}/values.schema.json`]: { plugins: [{ add: { content: printValuesSchema() } }] },
    [`${CHART}/files/alerts.yml`]: { plugins: [{ add: { content: readFileSync('docs/alerts.yml', 'utf8') } }] },
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
