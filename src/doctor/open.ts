import type { Settings } from '../process/settings.ts';
import { createDispatcher } from '../telnyx/transport/dispatcher.ts';
import { Probe } from './probe.ts';
import { proxyFor } from './proxy.ts';
import type { Target } from './target.ts';

/** The checks cannot run. The message holds no secret. */
export class CannotRunError extends Error {}

/** The target of the checks, with open connections. */
interface Opened {
  readonly target: Target;
  close(): Promise<unknown>;
}

/** The credentials that checks use. */
export type Credentials = Pick<Target, 'key' | 'client'>;

/**
 * Opens connections as the gateway does. Where the gateway would start the embedded sandbox, starts one on a free port.
 *
 * @throws {CannotRunError} There is no sandbox in this image.
 */
export async function open(settings: Settings, credentials: () => Promise<Credentials>): Promise<Opened> {
  const sandbox = settings.sandbox && (await openSandbox(settings.sandbox));
  const upstream = settings.upstream ?? sandbox!.address;
  const given = sandbox?.credentials ?? (await credentials());
  const dispatcher = createDispatcher(settings);
  return {
    target: {
      ...given,
      probe: new Probe(dispatcher, settings.operationTimeout),
      apiUrl: withoutSlash(upstream.apiUrl),
      rootUrl: withoutSlash(upstream.rootUrl),
      issuer: upstream.issuer,
      paths: { clients: upstream.clientsPath, grants: upstream.grantsPath },
      proxy: proxyFor(upstream.apiUrl, settings.proxy),
      operationTimeout: settings.operationTimeout,
    },
    close: () => Promise.all([dispatcher.destroy(), sandbox?.close()]),
  };
}

/** Starts a sandbox of the doctor's own. Its code is imported only here, since the image lacks it. */
async function openSandbox({ spelling }: NonNullable<Settings['sandbox']>) {
  const { ALICE_KEY, DEMO_CLIENT, startSandbox } = await import('../sandbox/index.ts').catch(() => {
    throw new CannotRunError('This image has no sandbox: set TELNYX_API_URL.');
  });
  const { url, origin, close } = await startSandbox({ spelling });
  return {
    address: {
      apiUrl: new URL(url),
      rootUrl: new URL(origin),
      issuer: origin,
      clientsPath: 'auto',
      grantsPath: 'auto',
    },
    credentials: { key: ALICE_KEY, client: { id: DEMO_CLIENT.client_id, secret: DEMO_CLIENT.client_secret } },
    close,
  };
}

function withoutSlash({ href }: URL): string {
  return href.replace(/\/+$/, '');
}
