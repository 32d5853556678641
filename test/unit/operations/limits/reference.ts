import { readFileSync } from 'node:fs';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  type InterfaceTypeDefinitionNode,
  isLeafType,
  isListType,
  isUnionType,
  Kind,
  type ObjectTypeDefinitionNode,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** `@cost` and `@listSize` of a field. */
export interface Numbers {
  readonly weight?: number;
  readonly listSize?: { assumedSize?: number; slicingArguments?: string[]; sizedFields?: string[] };
}

function argumentsOf(directives: readonly ConstDirectiveNode[] | undefined, name: string) {
  const directive = directives?.find((node) => node.name.value === name);
  if (!directive) return undefined;
  return Object.fromEntries(directive.arguments!.map((node) => [node.name.value, valueFromASTUntyped(node.value)]));
}

function hasFields(node: DefinitionNode): node is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

/** What the SDL for routers says, by `Type.field`; and what it has no place for. */
export function publishedNumbers(): Map<string, Numbers> {
  const sdl = readFileSync(new URL('../../../../schema/subgraph.graphql', import.meta.url), 'utf8');
  const types = parse(sdl).definitions.filter(hasFields);
  const numbers = new Map<string, Numbers>(
    types.flatMap((type) =>
      (type.fields ?? []).map(({ name, directives }): [string, Numbers] => {
        const weight = argumentsOf(directives, 'cost')?.weight as number | undefined;
        const listSize = argumentsOf(directives, 'listSize') as Numbers['listSize'];
        return [
          `${type.name.value}.${name.value}`,
          { ...(weight !== undefined && { weight }), ...(listSize && { listSize }) },
        ];
      }),
    ),
  );
  numbers.set('Query.node', { weight: 10 });
  numbers.set('Query.nodes', { weight: 10, listSize: { slicingArguments: ['ids'] } });
  numbers.set('Query._entities', { weight: 10, listSize: { slicingArguments: ['representations'] } });
  return numbers;
}

const NUMBERS = publishedNumbers();

/** The cost of the only operation, the way one would count it by hand: everything written out, item by item. */
export function naiveCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const operation = getOperationAST(document) as OperationDefinitionNode;
  const fragment = (name: string) =>
    document.definitions.find((node) => 'name' in node && node.name?.value === name) as FragmentDefinitionNode;

  const valueAt = (node: ValueNode | undefined): unknown => {
    if (node?.kind !== 'Variable') return node && valueFromASTUntyped(node, variables);
    const name = node.name.value;
    if (name in variables) return variables[name];
    const definition = operation.variableDefinitions!.find(({ variable }) => variable.name.value === name)!;
    return definition.defaultValue && valueFromASTUntyped(definition.defaultValue);
  };
  const argument = (node: { arguments?: readonly { name: { value: string }; value: ValueNode }[] }, name: string) =>
    valueAt(node.arguments?.find((arg) => arg.name.value === name)?.value);
  const isLeftOut = ({ directives = [] }: SelectionNode) =>
    directives.some(
      (node) =>
        (node.name.value === 'skip' && argument(node, 'if') === true) ||
        (node.name.value === 'include' && argument(node, 'if') === false),
    );

  const costOf = (set: SelectionSetNode, type: GraphQLNamedType, sized: Record<string, number>): number => {
    let cost = 0;
    for (const selection of set.selections) {
      if (isLeftOut(selection)) continue;
      if (selection.kind === 'FragmentSpread') {
        const { selectionSet, typeCondition } = fragment(selection.name.value);
        cost += costOf(selectionSet, schema.getType(typeCondition.name.value)!, sized);
        continue;
      }
      if (selection.kind === 'InlineFragment') {
        const name = selection.typeCondition?.name.value;
        cost += costOf(selection.selectionSet, name ? schema.getType(name)! : type, sized);
        continue;
      }
      const name = selection.name.value;
      if (name === '__typename' || isUnionType(type) || !('getFields' in type)) continue;
      const field = type.getFields()[name]!;
      const { weight, listSize } = NUMBERS.get(`${type.name}.${name}`) ?? {};
      const inner = getNamedType(field.type);
      const sizes = (listSize?.slicingArguments ?? []).map((slicing) => argument(selection, slicing));
      const given = sizes.filter((size) => size != null).map((size) => lengthOrNumber(size));
      const size = given.length > 0 ? Math.max(...given) : (listSize?.assumedSize ?? 1);
      const below = Object.fromEntries((listSize?.sizedFields ?? []).map((sizedField) => [sizedField, size]));
      const items = isListType(getNullableType(field.type)) ? (sized[name] ?? size) : 1;
      for (let item = 0; item < items; item++) {
        cost += weight ?? (isLeafType(inner) ? 0 : 1);
        // Its weight covers 100 grants; no directive can say what each further one costs.
        const first =
          name === 'revokeOAuthGrants' && (argument(selection, 'input') as { first?: unknown } | null)?.first;
        if (Number.isInteger(first)) cost += 10 * Math.max(0, (first as number) - 100);
        if (selection.selectionSet) cost += costOf(selection.selectionSet, inner, below);
      }
    }
    return cost;
  };
  return costOf(operation.selectionSet, schema.getRootType(operation.operation)!, {});
}

function lengthOrNumber(size: unknown): number {
  if (typeof size === 'number') return Math.max(0, size);
  return Array.isArray(size) ? size.length : 1;
}
