import { Environment, Network, RecordSource, Store } from 'relay-runtime';

/** Sends a document; throws the whole response where a part of it failed, which `failureOf` can read. */
const network = Network.create(async ({ text }, variables) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    // The sandbox's demo key, which is public. Yours is what the user signed in with, kept in memory.
    headers: { 'content-type': 'application/json', authorization: 'Bearer KEYsandboxAlice' },
    body: JSON.stringify({ query: text, variables }),
  });
  const result = await response.json();
  if (result.errors) throw Object.assign(new Error('The request failed.'), { errors: result.errors });
  return result;
});

export const environment = new Environment({ network, store: new Store(new RecordSource()) });
