import { createGraphiQL, findAssets, type GraphiQL } from './index.ts';
import { TOUR, tourWith } from './tabs.ts';

/**
 * GraphiQL with the tour of the graph; its requests ask for the REST calls that they make. Undefined where its assets
 * are not installed.
 *
 * @param reference path of the graph's reference
 * @param keys the sandbox's: every tab has the demo key in its headers, but one the key that may only read
 * @param token sent with each request in `x-graphiql-token`, and not shown to the user
 */
export function openGraphiQL(
  endpoint: string,
  reference: string,
  keys: { readonly demoKey: string; readonly readOnlyKey: string } | undefined,
  token: string | undefined,
): GraphiQL | undefined {
  const assets = findAssets();
  if (assets === undefined) return undefined;
  const headers = keys && { headers: { authorization: `Bearer ${keys.demoKey}` } };
  const tabs = keys ? tourWith(keys.readOnlyKey) : TOUR;
  const hiddenHeaders = { 'x-upstream-trace': 'true', ...(token !== undefined && { 'x-graphiql-token': token }) };
  return createGraphiQL({ endpoint, reference, assets, tabs, ...headers, hiddenHeaders });
}
