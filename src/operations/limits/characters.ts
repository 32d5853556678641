import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';
import { type Amount, evaluate, sum } from './amount.ts';

/** Characters of a field's arguments that cost as much as an object. */
const PER_OBJECT = 1_024;

interface Bounds {
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/**
 * The cost of the strings in a field's arguments, which are checked, sent or returned each time the field executes.
 * Zero where the bounds of the arguments keep them short, as for ids.
 */
export function costOfTexts(node: FieldNode, field: GraphQLField<unknown, unknown>): Amount {
  const most = field.args.reduce((all, { type, extensions }) => all + mostOf(type, extensions.bounds as Bounds), 0);
  if (most < PER_OBJECT) return 0;
  const characters = sum((node.arguments ?? []).map(({ value }) => charactersOf(value)));
  // A string above its bound is refused at its path, and neither sent nor returned.
  const cost = (count: number) => Math.floor(Math.min(count, most) / PER_OBJECT);
  return typeof characters === 'number' ? cost(characters) : (run) => cost(evaluate(characters, run));
}

/** Maximum characters of a value of this type. */
function mostOf(type: GraphQLInputType, { maxLength = 0, maxItems = 1 }: Bounds = {}): number {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return maxItems * mostOf(nullable.ofType, { maxLength });
  if (!isInputObjectType(nullable)) return maxLength;
  const members = Object.values(nullable.getFields());
  return members.reduce((all, member) => all + mostOf(member.type, member.extensions.bounds as Bounds), 0);
}

function charactersOf(node: ValueNode): Amount {
  switch (node.kind) {
    case Kind.VARIABLE:
      return (run) => run.charactersOf(node.name.value);
    case Kind.STRING:
      return node.value.length;
    case Kind.LIST:
      return sum(node.values.map(charactersOf));
    case Kind.OBJECT:
      return sum(node.fields.map(({ value }) => charactersOf(value)));
    default:
      return 0;
  }
}

/** Characters of all strings in the value of a variable. */
export function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((all: number, member) => all + charactersIn(member), 0);
}
