import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLFieldExtensions,
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
import { conditionOf, isGiven, mayBeOneOf } from './arguments.ts';

/** Extensions of fields. */
declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /**
     * The field reads the whole list of grants, once for all such fields of an operation. A name: only with that
     * argument. Values by the names of arguments: only where each of them is omitted or has one of its values.
     */
    scans?: true | string | Readonly<Record<string, readonly string[]>>;
    /** The code of the rule that the field reads the list of grants for: it does not where that rule is off. */
    scansFor?: string;
    /** The field reads the whole list of clients, once for all such fields of an operation. */
    scansClients?: true;
    /** The mutation reads that list for its own use, and shares it with no other field. */
    scansItself?: true;
    /** The mutation may change that list, so that fields after it read it again. */
    voidsScan?: true;
  }
}

/**
 * Compiles how many times an operation of a valid document may read the whole list of grants: once for all its fields,
 * and again after each mutation that may have changed the list.
 *
 * @param rulesOff codes of rules that nothing is read for
 */
export function compileScans(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rulesOff: readonly string[] = [],
): Amount {
  const finder = new Finder(schema, document, (node, { scans, scansFor }) =>
    scansFor !== undefined && rulesOff.includes(scansFor) ? 0 : scansBy(node, scans),
  );
  const root = schema.getRootType(operation.operation);
  if (operation.operation !== 'mutation') return finder.needs(operation.selectionSet, root);
  const fields = [...finder.fieldsOf(operation.selectionSet, root, 1)];
  if (fields.every(({ needs, scansItself }) => needs === 0 && !scansItself)) return 0;
  return (run) => scansInSeries(fields, run);
}

/** Compiles whether an operation of a valid document, a query, may read the whole list of clients: 1 or 0. */
export function compileClientScans(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Amount {
  const finder = new Finder(schema, document, (_node, { scansClients }) => Number(scansClients === true));
  return finder.needs(operation.selectionSet, schema.getRootType(operation.operation));
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
/** 1 where a selection of a field with these policies reads the list, else 0. */
type ReadBy = (node: FieldNode, policies: GraphQLFieldExtensions<unknown, unknown>) => Amount;

class Finder {
  readonly #schema: GraphQLSchema;
  readonly #readBy: ReadBy;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Amount>();
  #slots = 0;

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode, readBy: ReadBy) {
    this.#schema = schema;
    this.#readBy = readBy;
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
    return any([
      this.#readBy(selection, field.extensions),
      this.needs(selection.selectionSet, getNamedType(field.type)),
    ]);
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

/** 1 where a selection of a field with this policy reads the list, else 0. */
function scansBy(node: FieldNode, policy: GraphQLFieldExtensions<unknown, unknown>['scans']): Amount {
  if (policy === undefined || policy === true) return Number(policy === true);
  if (typeof policy === 'string') return isGiven(node, policy);
  return Object.entries(policy)
    .map(([name, values]) => mayBeOneOf(node, name, values))
    .reduce(product, 1);
}

function fieldOf(node: FieldNode, type: Parent) {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
}

/** 1 where one of them is more than 0. */
function any(amounts: readonly Amount[]): Amount {
  const total = sum(amounts);
  return typeof total === 'number' ? Math.min(1, total) : (run) => Math.min(1, total(run));
}
