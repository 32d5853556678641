import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

/** Mesh reads the API's description; the one thing added is a grant's client. */
export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('telnyx', {
        source: './openapi.json',
        endpoint: process.env.UPSTREAM_URL!,
        operationHeaders: { Authorization: '{context.headers.authorization}' },
      }),
    },
  ],
  additionalTypeDefs: /* GraphQL */ `
    extend type OAuthGrant {
      client: OAuthClientAnswer
        @resolveTo(
          sourceName: "telnyx"
          sourceTypeName: "Query"
          sourceFieldName: "getOAuthClient"
          requiredSelectionSet: "{ client_id }"
          sourceArgs: { id: "{root.client_id}" }
        )
    }
  `,
});
