import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Amount, type Evaluation, evaluate, product, sum } from './amount.ts';
import { conditionOf, isGiven } from './arguments.ts';

/** Extensions of fields. */
declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** The field reads a whole list, once for all such fields of an operation. A name: only with that argument. */
    scans?: true | string;
    /** The mutation reads that list for its own use, and shares it with no other field. */
    scansItself?: true;
    /** The mutation may change that list, so that fields after it read it again. */
    voidsScan?: true;
  }
}

/**
 * Compiles how many times an operation of a valid document may read a whole list: once for all its fields, and again
 * after each mutation that may have changed the list.
 */
export function compileScans(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Amount {
  const finder = new Finder(schema, document);
  const root = schema.getRootType(operation.operation);
  if (operation.operation !== 'mutation') return finder.needs(operation.selectionSet, root);
  const fields = [...finder.fieldsOf(operation.selectionSet, root, 1)];
  if (fields.every(({ needs, scansItself }) => needs === 0 && !scansItself)) return 0;
  return (run) => scansInSeries(fields, run);
}

/** A selection of a root field. */
interface RootField {
  readonly key: string;
  readonly when: Amount;
  readonly needs: Amount;
  readonly isVoiding: boolean;
  readonly scansItself: boolean;
}

/** Mutations execute serially, in the order in which their response names first occur in the document. */
function scansInSeries(fields: readonly RootField[], run: Evaluation): number {
  const merged = new Map<string, Pick<RootField, 'isVoiding' | 'scansItself'> & { needs: boolean }>();
  for (const { key, when, needs, ...field } of fields) {
    if (evaluate(when, run) === 0) continue;
    const before = merged.get(key)?.needs ?? false;
    merged.set(key, { ...field, needs: before || evaluate(needs, run) > 0 });
  }
  let scans = 0;
  let isRead = false;
  for (const { needs, isVoiding, scansItself } of merged.values()) {
    if (isVoiding) isRead = false;
    if (scansItself) scans++;
    if (!needs || isRead) continue;
    scans++;
    isRead = true;
  }
  return scans;
}

type Parent = GraphQLNamedType | null | undefined;

class Finder {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Amount>();
  #slots = 0;

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#schema = schema;
    for (const node of definitions) if (node.kind === 'FragmentDefinition') this.#fragments.set(node.name.value, node);
  }

  /** 1 where the selections read the list, else 0. */
  needs(set: SelectionSetNode | undefined, type: Parent): Amount {
    return any((set?.selections ?? []).map((each) => product(conditionOf(each), this.#selection(each, type))));
  }

  *fieldsOf(set: SelectionSetNode, type: Parent, when: Amount): Generator<RootField> {
    for (const selection of set.selections) {
      const included = product(when, conditionOf(selection));
      if (selection.kind === 'Field') {
        const key = (selection.alias ?? selection.name).value;
        const { voidsScan: isVoiding = false, scansItself = false } = fieldOf(selection, type)?.extensions ?? {};
        yield { key, when: included, needs: this.#selection(selection, type), isVoiding, scansItself };
      } else {
        const inner =
          selection.kind === 'FragmentSpread'
            ? this.#fragments.get(selection.name.value)?.selectionSet
            : selection.selectionSet;
        if (inner) yield* this.fieldsOf(inner, type, included);
      }
    }
  }

  #selection(selection: SelectionNode, type: Parent): Amount {
    if (selection.kind === 'FragmentSpread') return this.#fragment(selection.name.value);
    if (selection.kind === 'InlineFragment') {
      const condition = selection.typeCondition?.name.value;
      return this.needs(selection.selectionSet, condition === undefined ? type : this.#schema.getType(condition));
    }
    const field = fieldOf(selection, type);
    if (!field) return 0;
    const { scans } = field.extensions;
    const own = typeof scans === 'string' ? isGiven(selection, scans) : Number(scans === true);
    return any([own, this.needs(selection.selectionSet, getNamedType(field.type))]);
  }

  #fragment(name: string): Amount {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    const needs = this.needs(
      fragment?.selectionSet,
      fragment && this.#schema.getType(fragment.typeCondition.name.value),
    );
    const slot = this.#slots++;
    const once = typeof needs === 'number' ? needs : (run: Evaluation) => (run.memo[slot] ??= needs(run));
    this.#known.set(name, once);
    return once;
  }
}

function fieldOf(node: FieldNode, type: Parent) {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
}

/** 1 where one of them is more than 0. */
function any(amounts: readonly Amount[]): Amount {
  const total = sum(amounts);
  return typeof total === 'number' ? Math.min(1, total) : (run) => Math.min(1, total(run));
}
