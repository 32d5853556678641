import { type ASTVisitor, type FieldNode, GraphQLError, type ValidationContext } from 'graphql';
import { signatureOf } from './field-signature.ts';
import { concurrent, type Field, haveOneShape, type Selections, selectionsOf, typeOf } from './selected-fields.ts';
import { tooComplex } from './too-complex.ts';

/** Fields that are compared for one document, those of a fragment at each spread. Far above the other limits. */
const MAX_FIELDS = 10_000;

/** Only fragments that spread themselves are deeper, which another rule refuses. */
const MAX_DEPTH = 500;

/**
 * Fields with the same response name must be the same field with the same arguments, or have the same shape where their
 * parents are different object types. Replaces graphql-js' rule, which compares all pairs of such fields, in time that
 * grows with the square of a document: this rule compares each field with the first of its group.
 *
 * @see GraphQL, section 5.3.2
 */
export function fieldMerging(context: ValidationContext): ASTVisitor {
  const check = new Merging(context);
  return {
    OperationDefinition({ operation, selectionSet }) {
      check.merge([{ set: selectionSet, parent: context.getSchema().getRootType(operation) }]);
      return false;
    },
    FragmentDefinition: () => false,
  };
}

class Merging {
  readonly #context: ValidationContext;
  readonly #signatures = new Map<FieldNode, string>();
  #fields = 0;
  #isOver = false;

  constructor(context: ValidationContext) {
    this.#context = context;
  }

  /** Checks selections of one object. */
  merge(selections: readonly Selections[], depth = 0): void {
    if (depth > MAX_DEPTH) return;
    for (const [key, fields] of this.#collect(selections)) {
      const groups = concurrent(fields);
      const isOneField = groups.every((group) => this.#isOneField(key, group));
      if (!isOneField || !this.#hasOneShape(key, fields)) continue;
      for (const group of groups) this.merge(selectionsOf(group), depth + 1);
      if (groups.length > 1) this.#mergeShapes(selectionsOf(fields), depth + 1);
    }
  }

  /** Checks selections of objects of different types, whose responses must have one shape. */
  #mergeShapes(selections: readonly Selections[], depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const [key, fields] of this.#collect(selections)) {
      if (this.#hasOneShape(key, fields)) this.#mergeShapes(selectionsOf(fields), depth + 1);
    }
  }

  #collect(selections: readonly Selections[]): Map<string, Field[]> {
    const groups = new Map<string, Field[]>();
    const spread = new Set<string>();
    const collect = ({ set, parent }: Selections): void => {
      for (const selection of set.selections) {
        if (this.#isOver) return;
        if (selection.kind === 'Field') {
          this.#count();
          const key = (selection.alias ?? selection.name).value;
          const field = { node: selection, parent, type: typeOf(selection, parent) };
          const group = groups.get(key);
          if (group) group.push(field);
          else groups.set(key, [field]);
        } else if (selection.kind === 'InlineFragment') {
          const condition = selection.typeCondition?.name.value;
          collect({
            set: selection.selectionSet,
            parent: condition === undefined ? parent : this.#context.getSchema().getType(condition),
          });
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = this.#context.getFragment(selection.name.value);
          if (!fragment) continue;
          const { selectionSet, typeCondition } = fragment;
          collect({ set: selectionSet, parent: this.#context.getSchema().getType(typeCondition.name.value) });
        }
      }
    };
    selections.forEach(collect);
    return groups;
  }

  #count(): void {
    this.#fields++;
    if (this.#fields <= MAX_FIELDS) return;
    this.#isOver = true;
    this.#context.reportError(tooComplex('fields', MAX_FIELDS));
  }

  #hasOneShape(key: string, [first, ...others]: readonly Field[]): boolean {
    const other = others.find(({ type }) => !haveOneShape(first!.type, type));
    if (other) this.#report(key, `they return conflicting types "${first!.type}" and "${other.type}"`, first!, other);
    return !other;
  }

  #isOneField(key: string, [first, ...others]: readonly Field[]): boolean {
    if (others.length === 0) return true;
    const expected = this.#signature(first!);
    const other = others.find((field) => this.#signature(field) !== expected);
    if (!other) return true;
    const [name, otherName] = [first!.node.name.value, other.node.name.value];
    const isSame = name === otherName;
    const reason = isSame
      ? 'they have differing arguments or stream directives'
      : `"${name}" and "${otherName}" are different fields`;
    this.#report(key, reason, first!, other);
    return false;
  }

  #signature({ node }: Field): string {
    let signature = this.#signatures.get(node);
    if (signature === undefined) {
      signature = signatureOf(node);
      this.#signatures.set(node, signature);
    }
    return signature;
  }

  #report(key: string, reason: string, first: Field, other: Field): void {
    const hint = 'Use different aliases on the fields to fetch both if this was intentional.';
    const message = `Fields "${key}" conflict because ${reason}. ${hint}`;
    this.#context.reportError(new GraphQLError(message, { nodes: [first.node, other.node] }));
  }
}
