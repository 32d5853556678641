import {
  type FieldNode,
  type GraphQLField,
  getNullableType,
  isListType,
  Kind,
  type SelectionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { type Amount, type Evaluation, evaluate, product } from './amount.ts';
import type { ListSize } from './price.ts';

/** 1 where a selection is included, 0 where `@skip` or `@include` excludes it. */
export function conditionOf(selection: SelectionNode): Amount {
  const conditions = (selection.directives ?? []).map((directive): Amount => {
    const name = directive.name.value;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    if (!value || (name !== 'skip' && name !== 'include')) return 1;
    const leavesOut = name === 'skip';
    return given(value, (condition) => (condition === leavesOut ? 0 : 1));
  });
  return conditions.reduce(product, 1);
}

/** 1 where an argument has a value other than null, else 0. */
export function isGiven(node: FieldNode, name: string): Amount {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  return value ? given(value, (found) => (found == null ? 0 : 1)) : 0;
}

/** 1 where an argument is omitted or null, or is one of the values, or a list with one of them; else 0. */
export function mayBeOneOf(node: FieldNode, name: string, values: readonly string[]): Amount {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  const isOne = (found: unknown) => [found].flat().some((each) => values.includes(each as string));
  return value ? given(value, (found) => Number(found == null || isOne(found))) : 1;
}

/** The whole number in a member of an argument that is an object; 0 where there is none. */
export function memberNumberOf(node: FieldNode, argument: string, member: string): Amount {
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  const orNone = (found: unknown) => Math.max(0, numberOf(found));
  if (value?.kind === Kind.OBJECT) {
    const inner = value.fields.find(({ name }) => name.value === member)?.value;
    return inner ? given(inner, orNone) : 0;
  }
  return value ? given(value, (object) => orNone((object as Record<string, unknown> | null | undefined)?.[member])) : 0;
}

/** Maximum number of items of a list: the largest of its slicing arguments. */
export function sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, listSize: ListSize): Amount {
  const { assumedSize = 1, slicingArguments = [] } = listSize;
  const counts = slicingArguments.flatMap((name) => {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    const type = field.args.find((argument) => argument.name === name)?.type;
    if (!value || !type) return [];
    return [given(value, isListType(getNullableType(type)) ? lengthOf : numberOf)];
  });
  const largest = (run: Evaluation) => {
    let size = NOT_GIVEN;
    for (const count of counts) size = Math.max(size, evaluate(count, run));
    return size === NOT_GIVEN ? assumedSize : size;
  };
  return counts.every((count) => typeof count === 'number') ? largest(NO_VARIABLES) : largest;
}

const NOT_GIVEN = -1;
const NO_VARIABLES: Evaluation = { variable: () => undefined, charactersOf: () => 0, memo: [] };

/** An amount by an argument's value: a number, unless the value is a variable. */
function given(node: ValueNode, toNumber: (value: unknown) => number): Amount {
  if (node.kind !== Kind.VARIABLE) return toNumber(valueFromASTUntyped(node));
  const name = node.name.value;
  return (run) => toNumber(run.variable(name));
}

function numberOf(value: unknown): number {
  return Number.isInteger(value) ? Math.max(0, value as number) : NOT_GIVEN;
}

/** A single value counts as a list of one. */
function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 1;
}
