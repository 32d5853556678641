import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTENT_SECURITY_POLICY } from '../assets.ts';
import { createFlows } from './flows.ts';
import { type Outcome, renderOutcome } from './page.ts';
import { connect, type Pending } from './protocol.ts';

export interface RelyingPartyOptions {
  /** Of the gateway and the demo. */
  readonly origin: string;
  /** What stands in front of their paths. */
  readonly basePath: string;
  /** The authorization server. */
  readonly issuer: string;
  /** The key of the account that the relying party's client is to belong to. */
  readonly accountKey: string;
}

type Flow = { pending: Pending } | { outcome: Outcome };

const LOGO = new URL('../../src/style/parcel-pilot.svg', import.meta.url);

/**
 * Parcel Pilot, somebody else's application that wants access to the account: a client of the authorization code flow
 * with PKCE, whose tokens never leave this process.
 *
 * @see RFC 6749 section 4.1, RFC 7636, RFC 9700 section 2.1
 */
export async function createRelyingParty({ origin, basePath, issuer, accountKey }: RelyingPartyOptions) {
  const base = `${origin}${basePath}/demo/rp`;
  const logo = await readFile(LOGO);
  const protocol = await connect({
    issuer: new URL(issuer),
    initialAccessToken: accountKey,
    metadata: { client_name: 'Parcel Pilot', redirect_uris: [`${base}/callback`], logo_uri: `${base}/logo.svg` },
  });
  const flows = createFlows<Flow>(`${basePath}/demo/rp/`);

  async function start(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { url, pending } = await protocol.start();
    flows.put(req, res, { pending });
    leadTo(res, url);
  }

  async function finish(req: IncomingMessage, res: ServerResponse, search: string): Promise<void> {
    const flow = flows.get(req);
    // A reload of the callback: the code is spent, what came of it is not.
    if (flow && 'outcome' in flow) return leadTo(res, `${base}/result`);
    const outcome: Outcome = flow
      ? await protocol.finish(flow.pending, new URLSearchParams(search))
      : { kind: 'failed', reason: 'No request of this browser is pending here.' };
    flows.put(req, res, { outcome });
    // The code leaves the address bar.
    leadTo(res, `${base}/result`);
  }

  function show(req: IncomingMessage, res: ServerResponse): void {
    const flow = flows.get(req);
    if (!flow || !('outcome' in flow)) {
      leadTo(res, `${base}/`);
      return;
    }
    const page = renderOutcome(flow.outcome, basePath);
    res.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page);
  }

  /** Answers what is below `/demo/rp`. */
  return async (req: IncomingMessage, res: ServerResponse, path: string, search: string): Promise<void> => {
    try {
      if (path === '/') await start(req, res);
      else if (path === '/callback') await finish(req, res, search);
      else if (path === '/result') show(req, res);
      else if (path === '/logo.svg') {
        res.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' }).end(logo);
      } else res.writeHead(404).end();
    } catch (error) {
      console.error('The relying party failed:', error);
      if (!res.headersSent) res.writeHead(500, { 'cache-control': 'no-store' });
      res.end();
    }
  };
}

function leadTo(res: ServerResponse, location: string): void {
  res.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}
