import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { buildSchema } from 'graphql';
import { printClientModule } from './scripts/client-schema.ts';
import { printDashboard } from './scripts/dashboard.ts';
import { printReference } from './scripts/reference/index.ts';
import { printFederationSchema } from './scripts/subgraph-sdl.ts';
import { selectTypename, typedDocuments } from './scripts/typed-documents.ts';
import { printValuesSchema } from './scripts/values-schema.ts';
import { printClientSchema, schema } from './src/schema/index.ts';

/** A document's identifier, as clients send it and the manifest has it: the SHA-256 of its text, in hex. */
const documentId = (text: string) => createHash('sha256').update(text).digest('hex');

const CHART = 'deploy/helm/telnyx-oauth-graphql';

/** How the types of documents look, wherever they are made. */
const documentTypes = {
  useTypeImports: true,
  importExtension: '.ts',
  strictScalars: true,
  immutableTypes: true,
  scalars: { DateTime: 'string', URL: 'string', OAuthSecret: 'string' },
} as const;

/**
 * Writes the graph as clients and as routers see it; what `telnyx-oauth-graphql/client` has of it, with its documents;
 * the operations of the example front end, as typed documents that hold no text but their id, and as the manifest that
 * the gateway knows them by; the reference; the Grafana dashboard of the metrics; the Helm chart's schema of the settings and its copy
 * of the alerts. `npm run codegen`, and `-- --check` to find stale files.
 */
const config: CodegenConfig = {
  schema: printClientSchema(),
  generates: {
    'schema/schema.graphql': { plugins: [{ add: { content: printClientSchema() } }] },
    'schema/subgraph.graphql': { plugins: [{ add: { content: printFederationSchema() } }] },
    'src/client/generated/schema.ts': {
      plugins: [{ add: { content: printClientModule(buildSchema(printClientSchema())) } }],
    },
    'src/client/generated/': {
      documents: 'src/client/documents/*.graphql',
      preset: typedDocuments,
      documentTransforms: [selectTypename],
      presetConfig: {
        persistedDocuments: {
          mode: 'embedHashInDocument',
          hashPropertyName: 'documentId',
          hashAlgorithm: documentId,
        },
        fragmentMasking: false,
        skipIndexFile: true,
      },
      config: documentTypes,
    },
    'src/reference/generated/index.html': {
      plugins: [{ add: { content: printReference(schema, { graphiql: '../graphql' }) } }],
    },
    'deploy/grafana/dashboard.json': { plugins: [{ add: { content: await printDashboard() } }] },
    [`${CHART}/values.schema.json`]: { plugins: [{ add: { content: printValuesSchema() } }] },
    [`${CHART}/files/alerts.yml`]: { plugins: [{ add: { content: readFileSync('docs/alerts.yml', 'utf8') } }] },
    'examples/consent/src/generated/': {
      documents: 'examples/consent/src/**/*.graphql',
      preset: 'client',
      documentTransforms: [selectTypename],
      presetConfig: {
        persistedDocuments: {
          mode: 'replaceDocumentWithHash',
          hashPropertyName: 'documentId',
          hashAlgorithm: documentId,
        },
        fragmentMasking: { unmaskFunctionName: 'readFragment' },
      },
      config: documentTypes,
    },
  },
};

export default config;
