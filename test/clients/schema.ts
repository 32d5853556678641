import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, type GraphQLSchema, isAbstractType } from 'graphql';

/** The SDL that the package exports, as who depends on it finds it. */
export const schemaPath = fileURLToPath(import.meta.resolve('telnyx-oauth-graphql/schema'));
export const schema: GraphQLSchema = buildSchema(readFileSync(schemaPath, 'utf8'));

/** Which types may stand where a union or an interface does, as Apollo's cache wants it. */
export const possibleTypes: Record<string, string[]> = Object.fromEntries(
  Object.values(schema.getTypeMap())
    .filter((type) => isAbstractType(type))
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
);
