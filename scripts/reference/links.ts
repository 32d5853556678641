import {
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { type Html, html } from './html.ts';
import { rootFieldsOf } from './root-fields.ts';

/** A type of the reference: not those of GraphQL itself, nor what only routers ask for. */
export const isShown = ({ name }: GraphQLNamedType): boolean =>
  !name.startsWith('_') && !isSpecifiedScalarType({ name } as GraphQLNamedType);

/** What descriptions may point to: anchors by the name of a type or a root field. */
export function linksOf(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const types = Object.values(schema.getTypeMap()).filter(isShown);
  const mutations = schema.getMutationType()!.getFields();
  return new Map([
    ...types.map(({ name }) => [name, name] as const),
    ...rootFieldsOf(schema).map(({ name }) => [name, `${name in mutations ? 'Mutation' : 'Query'}.${name}`] as const),
  ]);
}

/** A type as SDL writes it, its name a link. */
export function typeLink(type: GraphQLType): Html {
  if (isNonNullType(type)) return html`${typeLink(type.ofType)}!`;
  if (isListType(type)) return html`[${typeLink(type.ofType)}]`;
  return isShown(type) ? html`<a href="#${type.name}">${type.name}</a>` : html`${type.name}`;
}

/** Where each type is used: anchors of fields and arguments that have it, and of unions that contain it. */
export function usesOf(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  const note = (type: GraphQLType, anchor: string) => {
    const { name } = getNamedType(type);
    uses.set(name, [...(uses.get(name) ?? []), anchor]);
  };
  for (const type of Object.values(schema.getTypeMap()).filter(isShown)) {
    if (isUnionType(type)) for (const member of type.getTypes()) note(member, type.name);
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      note(field.type, `${type.name}.${field.name}`);
      for (const argument of 'args' in field ? field.args : [])
        note(argument.type, `${type.name}.${field.name}.${argument.name}`);
    }
  }
  return uses;
}
