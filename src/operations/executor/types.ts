import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Path, Run } from './run.ts';

/** The field whose value is completed. */
export interface Place {
  /** The type that has it. */
  readonly typename: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
}

/**
 * What the answer has for a value that a resolver gave, or a promise of it; throws where it must not be null. Its place
 * is `key` in `prev`, so that a path is made only where something hangs on it.
 *
 * @see GraphQL, section 6.4.3
 */
export type Complete = (
  run: Run,
  value: unknown,
  prev: Path | undefined,
  key: string | number,
  info: GraphQLResolveInfo | undefined,
) => unknown;
