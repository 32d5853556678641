import {
  type FieldNode,
  type GraphQLObjectType,
  isAbstractType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { OperationPlan } from './execution-context.ts';

/** The values of the variables that `@skip` and `@include` use. */
type Conditions = ReadonlyMap<string, boolean>;

/** An operation with given values of the variables that `@skip` and `@include` use. */
export interface Variant extends OperationPlan {
  readonly conditions: Conditions;
}

/**
 * Collects the selected fields of an object of this type by response name, in the order of the response.
 *
 * @see GraphQL, section 6.3.2
 */
export function collectFields(
  variant: Variant,
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode | undefined>,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      if (!isIncluded(selection, variant.conditions)) continue;
      if (selection.kind === 'Field') {
        const key = (selection.alias ?? selection.name).value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === 'InlineFragment') {
        if (applies(variant, selection.typeCondition?.name.value, type)) collect(selection.selectionSet);
      } else {
        const fragment = variant.fragments[selection.name.value];
        if (!fragment || spread.has(selection.name.value)) continue;
        if (!applies(variant, fragment.typeCondition.name.value, type)) continue;
        spread.add(selection.name.value);
        collect(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

function applies({ schema }: OperationPlan, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && schema.isSubType(wanted, type);
}

function isIncluded({ directives = [] }: SelectionNode, conditions: Conditions): boolean {
  return directives.every(({ name, arguments: given }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = given?.[0]?.value;
    const holds =
      value?.kind === 'Variable' ? conditions.get(value.name.value) : value?.kind === 'BooleanValue' && value.value;
    return holds === (name.value === 'include');
  });
}
