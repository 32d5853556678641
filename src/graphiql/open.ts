import { createGraphiQL, findAssets, type GraphiQL } from './index.ts';
import { TOUR, tourWith } from './tabs.ts';

/** What GraphiQL is told of the gateway. */
export interface GraphiQLSurroundings {
  /** Path of the graph. */
  readonly endpoint: string;
  /** Path of the graph's reference. */
  readonly reference: string;
  /** The host that is called upstream. */
  readonly host: string;
  /** Whether the gateway lends callers a credential of its own. */
  readonly lends: boolean;
  /** Undefined on Telnyx. */
  readonly sandbox: SandboxKeys | undefined;
  /** Sent with each request as `x-graphiql-token`, unseen by the user. Undefined: none is needed. */
  readonly token: string | undefined;
}

/** Keys of the sandbox, which are no secrets. */
interface SandboxKeys {
  /** Requests carry it from the start. */
  readonly demoKey: string;
  /** The key of one tab, which shows what it may not do. */
  readonly readOnlyKey: string;
  /** Who has which key. */
  readonly holders: Readonly<Record<string, string>>;
}

/**
 * GraphiQL with the tour of the graph; its requests ask for the REST calls that they make. Undefined where its assets
 * are not installed.
 */
export function openGraphiQL(surroundings: GraphiQLSurroundings): GraphiQL | undefined {
  const { endpoint, reference, host, lends, sandbox, token } = surroundings;
  const assets = findAssets();
  if (assets === undefined) return undefined;
  const headers = sandbox && { headers: { authorization: `Bearer ${sandbox.demoKey}` } };
  const tabs = sandbox ? tourWith(sandbox.readOnlyKey) : TOUR;
  const hiddenHeaders = { 'x-upstream-trace': 'true', ...(token !== undefined && { 'x-graphiql-token': token }) };
  // The sandbox's port differs from process to process, and the page must not.
  const account = { place: sandbox ? 'Sandbox' : host, lends, holders: sandbox?.holders };
  return createGraphiQL({ endpoint, reference, assets, tabs, account, ...headers, hiddenHeaders });
}
