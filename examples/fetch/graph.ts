import { documentIdOf } from 'telnyx-oauth-graphql/client';

/** A document with the types of what it answers and takes, as `telnyx-oauth-graphql/client/documents` has them. */
interface Typed<Data, Variables> {
  readonly __apiType?: (variables: Variables) => Data;
}

/** The JSON of a response: `failureOf` tells what its errors mean. */
export interface Result<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly unknown[];
}

const { GATEWAY = 'http://127.0.0.1:4000/graphql', KEY = 'KEYsandboxAlice' } = process.env;

/** Runs a document by its id: a text is not sent, and a gateway with TRUSTED_DOCUMENTS_ONLY would refuse it. */
export async function run<Data, Variables>(
  document: object & Typed<Data, Variables>,
  variables: Variables,
): Promise<Result<Data>> {
  const response = await fetch(GATEWAY, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ documentId: documentIdOf(document), variables }),
  });
  return (await response.json()) as Result<Data>;
}

/** Reads what is public by GET, without a key, so that any cache on the way may store it. */
export async function read<Data>(documentId: string): Promise<Result<Data>> {
  const response = await fetch(`${GATEWAY}?${new URLSearchParams({ documentId })}`, {
    headers: { 'graphql-require-preflight': '1' },
  });
  return (await response.json()) as Result<Data>;
}
