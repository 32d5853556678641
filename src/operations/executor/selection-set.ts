import type { FieldNode, GraphQLObjectType } from 'graphql';
import { collectFields, type Variant } from './collect-fields.ts';
import { compileCompleteValue, type ExecuteFields } from './complete-value.ts';
import { isPromise, whenSettled } from './execution-context.ts';
import { compileField, type ExecuteField } from './field.ts';

/** The selections of an object. */
interface Selection {
  /** The response names of its fields. */
  readonly keys: readonly string[];
  readonly executeFields: readonly ExecuteField[];
  /** Each result starts as a copy of this, so that all have one hidden class. @see docs/performance.md */
  readonly template: Readonly<Record<string, unknown>>;
}

type Nodes = readonly Pick<FieldNode, 'selectionSet'>[];

/**
 * Compiles the selection set of an object; its fields execute in parallel.
 *
 * @see GraphQL, section 6.3
 */
export function compileSelectionSet(variant: Variant, type: GraphQLObjectType, nodes: Nodes): ExecuteFields {
  const { keys, executeFields, template } = compileFields(variant, type, nodes);
  return (exeContext, source, path) => {
    const result = { ...template };
    let pending: PendingField | undefined;
    try {
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!;
        const value = executeFields[index]!(exeContext, source, path, result);
        if (isPromise(value)) pending = { key, value, before: pending };
        else result[key] = value;
      }
    } catch (error) {
      if (!pending) throw error;
      // Waits for pending fields, as they may fail too.
      const fail = () => {
        throw error;
      };
      return withPending(result, pending).then(fail, fail);
    }
    return pending ? withPending(result, pending) : result;
  };
}

/** A pending field, and the pending fields before it. */
interface PendingField {
  readonly key: string;
  readonly value: Promise<unknown>;
  readonly before: PendingField | undefined;
}

/** Resolves to the result once its pending fields have settled; most objects have only one. */
function withPending(result: Record<string, unknown>, pending: PendingField): Promise<unknown> {
  if (!pending.before) {
    return pending.value.then((value) => {
      result[pending.key] = value;
      return result;
    });
  }
  const all: PendingField[] = [];
  for (let each: PendingField | undefined = pending; each; each = each.before) all.push(each);
  return Promise.all(all.map(({ value }) => value)).then((values) => {
    for (const [index, { key }] of all.entries()) result[key] = values[index];
    return result;
  });
}

/**
 * Compiles the selection set of a mutation's root, whose fields execute serially.
 *
 * @see GraphQL, section 6.2.2
 */
export function compileSelectionSetSerially(variant: Variant, type: GraphQLObjectType, nodes: Nodes): ExecuteFields {
  const { keys, executeFields, template } = compileFields(variant, type, nodes);
  return async (exeContext, source, path) => {
    const result = { ...template };
    for (const [index, key] of keys.entries()) {
      const value = executeFields[index]!(exeContext, source, path, result);
      result[key] = isPromise(value) ? await value : value;
      await whenSettled(exeContext);
    }
    return result;
  };
}

function compileFields(variant: Variant, type: GraphQLObjectType, nodes: Nodes): Selection {
  const sets = nodes.map((node) => node.selectionSet);
  const fields = [...collectFields(variant, type, sets)];
  return {
    keys: fields.map(([key]) => key),
    executeFields: fields.map(([key, of]) => fieldOf(variant, type, key, of)),
    template: JSON.parse(`{${fields.map(([key]) => `"${key}":null`)}}`),
  };
}

function fieldOf(
  variant: Variant,
  parentType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): ExecuteField {
  const name = nodes[0]!.name.value;
  if (name === '__typename') return () => parentType.name;
  const field = parentType.getFields()[name]!;
  const fieldRef = { typename: parentType.name, name, nodes };
  const completeValue = compileCompleteValue(field.type, fieldRef, (type) => compileSelectionSet(variant, type, nodes));
  return compileField({ field, key, parentType, nodes, completeValue });
}
