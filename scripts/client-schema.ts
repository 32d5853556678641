import {
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';

/** Arguments that say which part of a list is meant, and not which list. */
const PAGE_ARGUMENTS = ['first', 'after', 'last', 'before'];

/**
 * What the caches and code generators of front ends have to know of the graph, as the TypeScript module
 * `src/client/generated/schema.ts`.
 */
export function printClientModule(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const scalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  const roots = [schema.getQueryType()!, schema.getMutationType()!];
  const objects = types.filter(isObjectType).filter((type) => !roots.includes(type));
  const singletons = singletonsOf(schema);
  return [
    '/* Made of the schema by `npm run codegen`. */',
    ...scalars.map((type) => `${comment(type)}export type ${type.name} = string;`),
    ...types.filter(isEnumType).map(printEnum),
    constant(
      'scalars',
      'For `config.scalars` of GraphQL Code Generator and `customScalarTypes` of Relay: values stay as the wire has them.',
      Object.fromEntries(scalars.map(({ name }) => [name, 'string'])),
      ' as const',
    ),
    constant(
      'possibleTypes',
      "Which types a union or an interface stands for: `possibleTypes` of Apollo's cache and of urql's.",
      possibleTypesOf(schema, types),
      ' satisfies Record<string, string[]>',
    ),
    constant('singletons', 'Types of which there is one object: root fields without arguments.', singletons),
    constant(
      'embedded',
      'Object types without a key: parts of the object that holds them.',
      objects.filter((type) => !('id' in type.getFields())).map(({ name }) => name),
    ),
    constant(
      'connections',
      'The Relay connections, each with the arguments that say which list it is.',
      [...roots, ...objects].flatMap((type) => connectionsOf(type)),
      ' as const',
    ),
    constant(
      'removals',
      'Mutations that end an object, and the member of their payload that holds its global ID.',
      removalsOf(schema),
      ' as const',
    ),
    '',
  ].join('\n\n');
}

function possibleTypesOf(schema: GraphQLSchema, types: readonly GraphQLNamedType[]): Record<string, string[]> {
  const abstract = types.filter((type) => isAbstractType(type));
  return Object.fromEntries(abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]));
}

function singletonsOf(schema: GraphQLSchema): string[] {
  const fields = Object.values(schema.getQueryType()!.getFields()).filter(({ args }) => args.length === 0);
  return fields
    .map(({ type }) => getNamedType(type))
    .filter(isObjectType)
    .map(({ name }) => name);
}

function connectionsOf(type: GraphQLObjectType) {
  return Object.values(type.getFields())
    .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
    .map((field) => ({ type: type.name, field: field.name, keyArguments: keyArgumentsOf(field) }));
}

function keyArgumentsOf({ args }: GraphQLField<unknown, unknown>): string[] {
  return args.map(({ name }) => name).filter((name) => !PAGE_ARGUMENTS.includes(name));
}

/** `deleteOAuthClient` answers `deletedId`, `revokeOAuthGrant` answers `revokedId`. */
function removalsOf(schema: GraphQLSchema) {
  return Object.values(schema.getMutationType()!.getFields()).flatMap(({ name: mutation, type }) => {
    const [, verb, removed] = /^([a-z]+)([A-Z].*)$/.exec(mutation) ?? [];
    const idField = `${verb}${verb?.endsWith('e') ? 'd' : 'ed'}Id`;
    const union = getNamedType(type);
    if (removed === undefined || !isAbstractType(union) || isInterfaceType(union)) return [];
    const payload = schema.getPossibleTypes(union).find((member) => idField in member.getFields());
    return payload ? [{ mutation, payload: payload.name, idField, type: removed }] : [];
  });
}

function printEnum(type: GraphQLEnumType): string {
  const values = type.getValues().map((value) => `${comment(value, '  ')}  ${value.name}: '${value.name}',`);
  return [
    `${comment(type)}export const ${type.name} = {`,
    ...values,
    '} as const;',
    `export type ${type.name} = keyof typeof ${type.name};`,
  ].join('\n');
}

function constant(name: string, description: string, value: unknown, suffix = ''): string {
  return `${comment({ description })}export const ${name} = ${JSON.stringify(value, null, 2)}${suffix};`;
}

function comment({ description }: { readonly description?: string | null | undefined }, indent = ''): string {
  return description ? `${indent}/** ${description.replaceAll('*/', '*\\/')} */\n` : '';
}
