import type { GraphQLError } from 'graphql';

/** One part of an answer that comes in several, or one of the results that a later part holds. */
export interface Part {
  readonly errors?: readonly GraphQLError[];
  readonly incremental?: readonly Part[];
}

/**
 * The same parts with their errors as callers may see them.
 *
 * @param present presents one error
 * @param ended told the codes of all errors once the last part is out, or the caller has left
 */
export async function* presentParts(
  parts: AsyncIterable<Part>,
  present: (error: GraphQLError) => GraphQLError,
  ended: (codes: string[]) => void,
): AsyncGenerator<Part> {
  const codes = new Set<string>();
  const presentErrors = (part: Part): Part => ({
    ...part,
    ...(part.errors && {
      errors: part.errors.map((error) => {
        const presented = present(error);
        codes.add(String(presented.extensions.code));
        return presented;
      }),
    }),
    ...(part.incremental && { incremental: part.incremental.map(presentErrors) }),
  });
  try {
    for await (const part of parts) yield presentErrors(part);
  } finally {
    ended([...codes]);
  }
}
