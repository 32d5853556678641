import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { ExecutionContext, Path } from './execution-context.ts';

/** The field whose value is completed. */
export interface FieldRef {
  /** Its parent type. */
  readonly typename: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
}

/**
 * Completes a resolved value, or returns a promise of it; throws where it must not be null. Its path is `key` in
 * `prev`, and is built only where it is needed.
 *
 * @see GraphQL, section 6.4.3
 */
export type CompleteValue = (
  exeContext: ExecutionContext,
  value: unknown,
  prev: Path | undefined,
  key: string | number,
  info: GraphQLResolveInfo | undefined,
) => unknown;
