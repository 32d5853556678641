import type { ITrace, Trace } from '@apollo/usage-reporting-protobuf';
import type { GraphQLError, GraphQLResolveInfo, ResponsePath } from 'graphql';

type Node = Omit<Trace.INode, 'child' | 'error'> & { readonly child: Node[]; readonly error: Trace.IError[] };

/**
 * The times of an operation's fields in Apollo's format of federated tracing, `ftv1`.
 *
 * @see https://www.apollographql.com/docs/federation/metrics
 */
export class InlineTrace {
  readonly #startTime = timestamp();
  readonly #began = performance.now();
  readonly #root: Node = { child: [], error: [] };
  /** graphql-js makes one path object for each position in a response. */
  readonly #nodes = new Map<ResponsePath, Node>();

  /** Records the start of a field's resolver. Call the returned function when its result is ready. */
  begin({ path, fieldName, parentType, returnType }: GraphQLResolveInfo): () => void {
    const node = this.#nodeOf(path);
    node.parentType = parentType.name;
    node.type = String(returnType);
    if (path.key !== fieldName) node.originalFieldName = fieldName;
    node.startTime = this.#elapsed();
    return () => {
      node.endTime = this.#elapsed();
    };
  }

  /** Ends the trace, and adds the errors at their paths. */
  end(errors: readonly GraphQLError[]): ITrace {
    for (const error of errors) {
      const { message, locations, path } = error;
      const node = this.#nearest(path ?? []);
      node.error.push({ message, location: [...(locations ?? [])], json: JSON.stringify(error) });
    }
    return {
      startTime: this.#startTime,
      endTime: timestamp(),
      durationNs: this.#elapsed(),
      root: this.#root,
      fieldExecutionWeight: 1,
    };
  }

  #nodeOf(path: ResponsePath | undefined): Node {
    if (!path) return this.#root;
    let node = this.#nodes.get(path);
    if (!node) {
      const { key } = path;
      node = { ...(typeof key === 'number' ? { index: key } : { responseName: key }), child: [], error: [] };
      this.#nodes.set(path, node);
      this.#nodeOf(path.prev).child.push(node);
    }
    return node;
  }

  /** The node at a path, or its nearest ancestor: a field whose resolver never ran has no node. */
  #nearest(path: readonly (string | number)[]): Node {
    let node = this.#root;
    for (const key of path) {
      const next = node.child.find(
        ({ index, responseName }) => (typeof key === 'number' ? index : responseName) === key,
      );
      if (!next) break;
      node = next;
    }
    return node;
  }

  /** Nanoseconds. */
  #elapsed(): number {
    return Math.round((performance.now() - this.#began) * 1e6);
  }
}

function timestamp(): { seconds: number; nanos: number } {
  const now = Date.now();
  return { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1e6 };
}
