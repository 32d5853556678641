import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Amount, product, sum } from './amount.ts';
import { conditionOf, sizeOf } from './arguments.ts';
import { type Measured, measured } from './measured.ts';
import { priceOf } from './price.ts';

/** A quantity that is summed over the selections of an operation. */
export interface Measure {
  /** Amount of one value of a field, without its selections. */
  weightOf(node: FieldNode, field: GraphQLField<unknown, unknown>): Amount;
  /** Amount of `__typename`. */
  typename(node: FieldNode): number;
  /** Amount of `__schema` or `__type`, with its selections. */
  readonly introspection: number;
  /** Items of a list without slicing arguments. Undefined: as the schema assumes. */
  readonly assumedSize?: number;
}

/**
 * Compiles the measure of an operation of a valid document. Everything that does not depend on variables is summed now.
 * Compilation and each evaluation take time linear in the document.
 *
 * All selections count, including fields that will be merged and every fragment of a union. An invalid size or
 * condition counts as omitted.
 */
export function compileMeasure(
  measure: Measure,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Measured {
  const type = schema.getRootType(operation.operation);
  const { fixed } = new Compiler(measure, schema, document).selectionSet(operation.selectionSet, type, []);
  return measured(operation, fixed);
}

/** The amount of a selection: `fixed`, and `perItem` for each item of the connection that it selects from. */
interface Selected {
  readonly fixed: Amount;
  readonly perItem: Amount;
}

const NOTHING: Selected = { fixed: 0, perItem: 0 };

class Compiler {
  readonly #measure: Measure;
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #compiled = new Map<string, Selected>();
  #slots = 0;

  constructor(measure: Measure, schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#measure = measure;
    this.#schema = schema;
    const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** @param sized names of the fields that have the size of the connection which the set selects from */
  selectionSet(
    set: SelectionSetNode | undefined,
    type: GraphQLNamedType | null | undefined,
    sized: readonly string[],
  ): Selected {
    const parts = (set?.selections ?? []).map((selection) => {
      const part = this.#selection(selection, type, sized);
      const when = conditionOf(selection);
      return { fixed: product(when, part.fixed), perItem: product(when, part.perItem) };
    });
    return { fixed: sum(parts.map((part) => part.fixed)), perItem: sum(parts.map((part) => part.perItem)) };
  }

  #selection(selection: SelectionNode, type: GraphQLNamedType | null | undefined, sized: readonly string[]): Selected {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value, sized);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition;
      const inner = condition ? this.#schema.getType(condition.name.value) : type;
      return this.selectionSet(selection.selectionSet, inner, sized);
    }
    const name = selection.name.value;
    if (name === '__typename') return { fixed: this.#measure.typename(selection), perItem: 0 };
    if (name === '__schema' || name === '__type') return { fixed: this.#measure.introspection, perItem: 0 };
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    return field ? this.#field(selection, field, sized) : NOTHING;
  }

  #field(node: FieldNode, field: GraphQLField<unknown, unknown>, sized: readonly string[]): Selected {
    const { listSize: declared } = priceOf(field);
    const { assumedSize = declared?.assumedSize } = this.#measure;
    const listSize = declared && { ...declared, ...(assumedSize !== undefined && { assumedSize }) };
    const weight = this.#measure.weightOf(node, field);
    const type = getNamedType(field.type);
    const inner = isCompositeType(type)
      ? this.selectionSet(node.selectionSet, type, listSize?.sizedFields ?? [])
      : NOTHING;
    const isList = isListType(getNullableType(field.type));
    const ofUnknown = isList && isCompositeType(type) ? (assumedSize ?? 1) : 1;
    const size = listSize ? sizeOf(node, field, listSize) : ofUnknown;
    const one = sum([weight, inner.fixed, product(size, inner.perItem)]);
    if (!isList) return { fixed: one, perItem: 0 };
    return sized.includes(field.name) ? { fixed: 0, perItem: one } : { fixed: product(size, one), perItem: 0 };
  }

  #fragment(name: string, sized: readonly string[]): Selected {
    const key = [name, ...sized].join();
    const known = this.#compiled.get(key);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    const type = fragment && this.#schema.getType(fragment.typeCondition.name.value);
    const { fixed, perItem } = this.selectionSet(fragment?.selectionSet, type, sized);
    const compiled = { fixed: this.#once(fixed), perItem: this.#once(perItem) };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  /** Nested fragments can be spread exponentially often, so each is evaluated once. */
  #once(amount: Amount): Amount {
    if (typeof amount === 'number') return amount;
    const slot = this.#slots++;
    return (run) => {
      run.memo[slot] ??= amount(run);
      return run.memo[slot];
    };
  }
}
