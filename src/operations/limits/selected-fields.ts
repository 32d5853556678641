import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';

/** Selections of one object, and its type. Undefined: the type is unknown. */
export interface Selections {
  readonly set: SelectionSetNode;
  readonly parent: GraphQLNamedType | null | undefined;
}

/** A selected field. */
export interface Field {
  readonly node: FieldNode;
  readonly parent: Selections['parent'];
  readonly type: GraphQLOutputType | undefined;
}

/**
 * Groups fields that one object may have to resolve together. Fields of two object types never meet; those of an
 * interface meet all others.
 */
export function concurrent(fields: readonly Field[]): readonly (readonly Field[])[] {
  const byType = new Map<unknown, Field[]>();
  const ofAll: Field[] = [];
  for (const field of fields) {
    if (!isObjectType(field.parent)) {
      ofAll.push(field);
      continue;
    }
    const group = byType.get(field.parent);
    if (group) group.push(field);
    else byType.set(field.parent, [field]);
  }
  if (byType.size === 0) return [ofAll];
  return [...byType.values()].map((group) => [...ofAll, ...group]);
}

export function selectionsOf(fields: readonly Field[]): Selections[] {
  return fields.flatMap(({ node, type }) =>
    node.selectionSet ? [{ set: node.selectionSet, parent: type && getNamedType(type) }] : [],
  );
}

export function typeOf(node: FieldNode, parent: Selections['parent']): GraphQLOutputType | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value]?.type : undefined;
}

/** Whether values of both types have the same shape in a response. An unknown type is left to other rules. */
export function haveOneShape(one: GraphQLOutputType | undefined, other: GraphQLOutputType | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return true;
  if (isNonNullType(one) || isNonNullType(other)) {
    return isNonNullType(one) && isNonNullType(other) && haveOneShape(one.ofType, other.ofType);
  }
  if (isListType(one) || isListType(other)) {
    return isListType(one) && isListType(other) && haveOneShape(one.ofType, other.ofType);
  }
  return isCompositeType(one) && isCompositeType(other);
}
