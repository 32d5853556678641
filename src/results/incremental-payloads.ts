import type { ExecutionResult, GraphQLError } from 'graphql';
import { writeError } from './failed-result.ts';

/** A payload of incremental delivery, or one of the results in its `incremental`. */
export interface Payload {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[];
  readonly incremental?: readonly Payload[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Set on payloads, not on the results in them. */
  readonly hasNext?: boolean | undefined;
}

/**
 * Presents the errors of all payloads, together at most `maxErrors`. The last payload counts the others, in
 * `extensions.omittedErrors`. A payload that JSON cannot hold carries an error instead, and is the last.
 *
 * @param present presents one error
 * @param ended called with the codes of all presented errors after the last payload, or when the client has left
 */
export async function* presentPayloads(
  payloads: AsyncIterable<Payload>,
  maxErrors: number,
  present: (error: GraphQLError) => GraphQLError,
  ended: (codes: string[]) => void,
): AsyncGenerator<Payload> {
  const codes = new Set<string>();
  let shown = 0;
  let omitted = 0;
  const presentErrors = ({ errors = [], incremental, ...payload }: Payload): Payload => {
    const presented = errors.slice(0, maxErrors - shown).map(present);
    for (const { extensions } of presented) codes.add(String(extensions.code));
    shown += presented.length;
    omitted += errors.length - presented.length;
    return {
      ...payload,
      ...(presented.length > 0 && { errors: presented }),
      ...(incremental && { incremental: incremental.map(presentErrors) }),
    };
  };
  try {
    for await (const payload of payloads) {
      const unwritable = writeError(payload);
      const presented = presentErrors(unwritable ? refusedPayload(payload, unwritable) : payload);
      const isLast = presented.hasNext === false;
      yield isLast && omitted > 0 ? withExtensions(presented, { omittedErrors: omitted }) : presented;
      if (unwritable) return;
    }
  } finally {
    ended([...codes]);
  }
}

/** A last payload that carries an error in place of this payload's data. */
export function refusedPayload(payload: Payload, error: GraphQLError): Payload {
  const refused = { errors: [error], data: null, hasNext: false };
  // The first payload is a whole result; later ones carry results for positions in it.
  const incremental = payload.incremental?.slice(0, 1).map((each) => ({ ...each, ...refused, hasNext: undefined }));
  return incremental ? { incremental, hasNext: false } : refused;
}

/** Adds `first` to the extensions of the first payload, and what `last` then returns to those of the last one. */
export async function* extendPayloads(
  payloads: AsyncIterable<ExecutionResult>,
  first: Record<string, unknown>,
  last: () => Record<string, unknown>,
): AsyncGenerator<ExecutionResult> {
  let added: Record<string, unknown> | undefined = first;
  for await (const payload of payloads) {
    const isLast = (payload as Payload).hasNext === false;
    const extensions = { ...added, ...(isLast && last()) };
    added = undefined;
    yield Object.keys(extensions).length > 0
      ? (withExtensions(payload as Payload, extensions) as ExecutionResult)
      : payload;
  }
}

function withExtensions(payload: Payload, extensions: Record<string, unknown>): Payload {
  return { ...payload, extensions: { ...payload.extensions, ...extensions } };
}
