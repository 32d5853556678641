import type { ExecutionResult, GraphQLError } from 'graphql';

/** One part of an answer that comes in several, or one of the results that a later part holds. */
export interface Part {
  readonly errors?: readonly GraphQLError[];
  readonly incremental?: readonly Part[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** On parts, not on the results in them. */
  readonly hasNext?: boolean;
}

/**
 * The same parts with their errors as callers may see them: in all parts together as many as in an answer that comes
 * whole. The last part counts those left out, in `extensions.omittedErrors`.
 *
 * @param present presents one error
 * @param ended told the codes of all errors shown once the last part is out, or the caller has left
 */
export async function* presentParts(
  parts: AsyncIterable<Part>,
  maxErrors: number,
  present: (error: GraphQLError) => GraphQLError,
  ended: (codes: string[]) => void,
): AsyncGenerator<Part> {
  const codes = new Set<string>();
  let shown = 0;
  let omitted = 0;
  const presentErrors = ({ errors = [], incremental, ...part }: Part): Part => {
    const presented = errors.slice(0, maxErrors - shown).map(present);
    for (const { extensions } of presented) codes.add(String(extensions.code));
    shown += presented.length;
    omitted += errors.length - presented.length;
    return {
      ...part,
      ...(presented.length > 0 && { errors: presented }),
      ...(incremental && { incremental: incremental.map(presentErrors) }),
    };
  };
  try {
    for await (const part of parts) {
      const presented = presentErrors(part);
      const isLast = part.hasNext === false;
      yield isLast && omitted > 0 ? withExtensions(presented, { omittedErrors: omitted }) : presented;
    }
  } finally {
    ended([...codes]);
  }
}

/** The same parts, of which the first has `first` among its extensions, and the last one what `last` then finds. */
export async function* extendParts(
  parts: AsyncIterable<ExecutionResult>,
  first: Record<string, unknown>,
  last: () => Record<string, unknown>,
): AsyncGenerator<ExecutionResult> {
  let added: Record<string, unknown> | undefined = first;
  for await (const part of parts) {
    const isLast = (part as Part).hasNext === false;
    const extensions = { ...added, ...(isLast && last()) };
    added = undefined;
    yield Object.keys(extensions).length > 0 ? (withExtensions(part as Part, extensions) as ExecutionResult) : part;
  }
}

function withExtensions(part: Part, extensions: Record<string, unknown>): Part {
  return { ...part, extensions: { ...part.extensions, ...extensions } };
}
