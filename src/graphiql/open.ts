import { createGraphiQL, findAssets, type GraphiQL } from './index.ts';
import { TOUR } from './tabs.ts';

/**
 * GraphiQL with the tour of the graph. Undefined where its assets are not installed.
 *
 * @param demoKey the sandbox's, which requests carry from the start
 * @param token sent with each request, unseen by the user: `x-graphiql-token`
 */
export function openGraphiQL(
  endpoint: string,
  demoKey: string | undefined,
  token: string | undefined,
): GraphiQL | undefined {
  const assets = findAssets();
  if (assets === undefined) return undefined;
  const headers = demoKey === undefined ? {} : { headers: { authorization: `Bearer ${demoKey}` } };
  const hidden = token === undefined ? {} : { hiddenHeaders: { 'x-graphiql-token': token } };
  return createGraphiQL({ endpoint, assets, tabs: TOUR, ...headers, ...hidden });
}
