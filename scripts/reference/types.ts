import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';
import { type Html, html, join } from './html.ts';
import { isShown, typeLink, usesOf } from './links.ts';
import { Members } from './members.ts';
import { type Links, prose } from './prose.ts';

/** A chapter of the reference. */
export interface Chapter {
  readonly title: string;
  readonly anchor: string;
  /** Anchors with what the table of contents calls them. */
  readonly entries: readonly { readonly anchor: string; readonly name: string }[];
  readonly body: Html;
}

const isPayload = (type: GraphQLNamedType) => isObjectType(type) && type.name.endsWith('Payload');
const isError = (type: GraphQLNamedType) =>
  isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'OAuthError');

const KINDS: readonly [title: string, kind: string, is: (type: GraphQLNamedType) => boolean][] = [
  ['Objects', 'object', (type) => isObjectType(type) && !isPayload(type) && !isError(type)],
  ['Payloads', 'object', isPayload],
  ['Errors as data', 'object', isError],
  ['Interfaces', 'interface', isInterfaceType],
  ['Unions', 'union', isUnionType],
  ['Inputs', 'input', isInputObjectType],
  ['Enums', 'enum', isEnumType],
  ['Scalars', 'scalar', isScalarType],
];

/** Chapters on all types but the roots, by kind, each sorted by name. */
export function typeChapters(schema: GraphQLSchema, links: Links): Chapter[] {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const types = Object.values(schema.getTypeMap()).filter((type) => isShown(type) && !roots.includes(type as never));
  const members = new Members(links);
  const uses = usesOf(schema);
  return KINDS.map(([title, kind, is]) => {
    const own = types.filter(is).toSorted((one, other) => one.name.localeCompare(other.name));
    const sections = own.map((type) => {
      const { name, description } = type;
      return html`<section id="${name}" class="type">
<h3><a href="#${name}">${name}</a> <span class="kind">${kind}</span></h3>
<p>${prose(description ?? '', links)}</p>
${bodyOf(type, schema, members)}
${usedBy(uses.get(name) ?? [])}
</section>`;
    });
    return {
      title,
      anchor: title.toLowerCase().replaceAll(' ', '-'),
      entries: own.map(({ name }) => ({ anchor: name, name })),
      body: html`${sections}`,
    };
  });
}

function bodyOf(type: GraphQLNamedType, schema: GraphQLSchema, members: Members): Html {
  if (isUnionType(type)) return html`<p class="oneof">One of ${linked(type.getTypes())}</p>`;
  if (isEnumType(type)) return members.values(type.name, type.getValues());
  if (isInputObjectType(type)) return members.inputs(type.name, Object.values(type.getFields()));
  if (isScalarType(type))
    return html`${type.specifiedByURL && html`<p>Specified by <a href="${type.specifiedByURL}" rel="noreferrer">${type.specifiedByURL}</a></p>`}`;
  const interfaces = isObjectType(type) ? type.getInterfaces() : [];
  return html`${interfaces.length > 0 && html`<p class="oneof">Implements ${linked(interfaces)}</p>`}
${isInterfaceType(type) && html`<p class="oneof">Implemented by ${linked(schema.getPossibleTypes(type))}</p>`}
${members.fields(type.name, Object.values(type.getFields()))}`;
}

/** Names of types, each a link. */
export const linked = (types: readonly GraphQLNamedType[]): Html =>
  join(
    types.map((type) => typeLink(type)),
    ' · ',
  );

function usedBy(anchors: readonly string[]): Html | false {
  if (anchors.length === 0) return false;
  const items = anchors.map((anchor) => html`<a href="#${anchor}">${anchor}</a>`);
  return html`<details class="uses"><summary>Used in ${items.length} ${items.length === 1 ? 'place' : 'places'}</summary>
<p class="places">${join(items, ' · ')}</p></details>`;
}
