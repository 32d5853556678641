import type { FieldNode, GraphQLObjectType } from 'graphql';
import { collectFields, type Variant } from './collect-fields.ts';
import { completion, type ExecuteFields } from './complete.ts';
import { type ExecuteField, executing } from './field.ts';
import { isPromise, settled } from './run.ts';

/** What is selected of an object. */
interface Selection {
  /** The names of its fields in the answer. */
  readonly keys: readonly string[];
  readonly executes: readonly ExecuteField[];
  /** Every result begins as a copy of it, so that all have one hidden class. @see docs/performance.md */
  readonly template: Readonly<Record<string, unknown>>;
}

type Nodes = readonly Pick<FieldNode, 'selectionSet'>[];

/**
 * Finds out once what is to be done for the fields that these nodes select of an object, all at once.
 *
 * @see GraphQL, section 6.3
 */
export function selection(variant: Variant, type: GraphQLObjectType, nodes: Nodes): ExecuteFields {
  const { keys, executes, template } = selected(variant, type, nodes);
  return (run, source, path) => {
    const result = { ...template };
    let late: Late | undefined;
    try {
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!;
        const value = executes[index]!(run, source, path, result);
        if (isPromise(value)) late = { key, value, before: late };
        else result[key] = value;
      }
    } catch (error) {
      if (!late) throw error;
      // Those under way are waited for, as they may fail too.
      const fail = () => {
        throw error;
      };
      return joined(result, late).then(fail, fail);
    }
    return late ? joined(result, late) : result;
  };
}

/** A field whose value is still to come, and those before it. */
interface Late {
  readonly key: string;
  readonly value: Promise<unknown>;
  readonly before: Late | undefined;
}

/** The result with all that was late in its place. Of most objects it is one field. */
function joined(result: Record<string, unknown>, late: Late): Promise<unknown> {
  if (!late.before) {
    return late.value.then((value) => {
      result[late.key] = value;
      return result;
    });
  }
  const all: Late[] = [];
  for (let each: Late | undefined = late; each; each = each.before) all.push(each);
  return Promise.all(all.map(({ value }) => value)).then((values) => {
    for (const [index, { key }] of all.entries()) result[key] = values[index];
    return result;
  });
}

/**
 * The same for the fields of a mutation, one after the other.
 *
 * @see GraphQL, section 6.2.2
 */
export function serially(variant: Variant, type: GraphQLObjectType, nodes: Nodes): ExecuteFields {
  const { keys, executes, template } = selected(variant, type, nodes);
  return async (run, source, path) => {
    const result = { ...template };
    for (const [index, key] of keys.entries()) {
      const value = executes[index]!(run, source, path, result);
      result[key] = isPromise(value) ? await value : value;
      await settled(run);
    }
    return result;
  };
}

function selected(variant: Variant, type: GraphQLObjectType, nodes: Nodes): Selection {
  const sets = nodes.map((node) => node.selectionSet);
  const fields = [...collectFields(variant, type, sets)];
  return {
    keys: fields.map(([key]) => key),
    executes: fields.map(([key, of]) => fieldOf(variant, type, key, of)),
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
  const place = { typename: parentType.name, name, nodes };
  const complete = completion(field.type, place, (type) => selection(variant, type, nodes));
  return executing({ field, key, parentType, nodes, complete });
}
