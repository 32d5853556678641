import type { GraphQLFormattedError } from 'graphql';
import type { FinalResult } from '../results/finalize.ts';

/** `extensions.http` of an error: the status and headers that it asks for. Removed before the error is sent. */
interface Http {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The status is only for `application/graphql-response+json`. @see GraphQL over HTTP, section 6.4 */
  readonly spec?: boolean;
}

/** Serializes a response in one of the two media types, exactly as Yoga does. */
export function serializeResponse({ result, http }: FinalResult, mediaType: string) {
  let status = http.status ?? 0;
  let headers = http.headers;
  const errors = result.errors?.map((error) => {
    const { extensions: { http: asked, ...extensions } = {}, ...formatted } = error.toJSON();
    const { status: wanted = 0, headers: more, spec } = (asked ?? {}) as Http;
    if (more) headers = { ...headers, ...more };
    if (!(spec && mediaType === 'application/json')) status = Math.max(status, wanted);
    return { ...formatted, extensions } as GraphQLFormattedError;
  });
  const { data, extensions } = result;
  return { status: status || 200, headers, text: JSON.stringify({ errors, data, extensions }) };
}
