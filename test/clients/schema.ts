import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, type GraphQLSchema } from 'graphql';

/** The SDL that the package exports, as who depends on it finds it. */
export const schemaPath = fileURLToPath(import.meta.resolve('telnyx-oauth-graphql/schema'));
export const schema: GraphQLSchema = buildSchema(readFileSync(schemaPath, 'utf8'));
