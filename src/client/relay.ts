import { scalars } from './generated/schema.ts';

/**
 * For relay.config.js, beside `src` and `language`: the schema as the package brings it, below the folder of the
 * project's package.json, and the scalars. The graph follows Relay's conventions, so its runtime needs no settings.
 */
export const relayConfig = {
  schema: 'node_modules/telnyx-oauth-graphql/schema/schema.graphql',
  customScalarTypes: scalars,
} as const;
