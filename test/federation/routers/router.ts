import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import type { Answer, Ask } from '../../support/gateway.ts';

/** Headers of a caller that a router hands on to the subgraphs; docs/supergraph.md says how each router is told. */
export const PROPAGATED = ['authorization', 'traceparent', 'tracestate', 'x-request-id'] as const;

/** A router that serves a supergraph. */
export interface Router {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a router on a free port. */
export type StartRouter = (supergraph: string) => Promise<Router>;

/** What the router answers. Without further word Alice asks. */
export async function askRouter(
  { url }: Router,
  query: string,
  variables: Record<string, unknown> = {},
  { key = ALICE_KEY, headers = {} }: Ask = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}
