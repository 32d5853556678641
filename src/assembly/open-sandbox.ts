import { notFree, SettingsError } from '../lib/settings-error.ts';
import type { SandboxOptions } from '../sandbox/index.ts';
import type { UpstreamAddress } from '../telnyx/transport/upstream.ts';
import type { Extras, SandboxSettings } from './options.ts';

/** Starts the embedded sandbox. Its code is imported only here, so that a production start does not load it. */
export async function openSandbox(
  { port, spelling }: SandboxSettings,
  { consentPath, lifetimes = {}, quota }: Extras,
  originOf: () => string,
) {
  const { ALICE_KEY, BOB_KEY, CAROL_KEY, startSandbox } = await import('../sandbox/index.ts').catch(() => {
    throw new SettingsError(['TELNYX_API_URL: this image does not include the sandbox']);
  });
  const options: SandboxOptions = { port, spelling, lifetimes, ...(quota && { quota }) };
  if (consentPath !== undefined) options.consentUrl = () => originOf() + consentPath;
  const { origin, url, close } = await startSandbox(options).catch((error) => {
    throw notFree('SANDBOX_PORT', '127.0.0.1', port, error);
  });
  // If it has both spellings, none has to be found out.
  const paths =
    spelling === 'both'
      ? { clientsPath: '/oauth_clients', grantsPath: '/oauth_grants' }
      : { clientsPath: 'auto', grantsPath: 'auto' };
  const address: UpstreamAddress = { apiUrl: new URL(url), rootUrl: new URL(origin), issuer: origin, ...paths };
  const holders = { [ALICE_KEY]: 'Alice', [BOB_KEY]: 'Bob', [CAROL_KEY]: 'Carol, who may only read' };
  return { address, demoKey: ALICE_KEY, readOnlyKey: CAROL_KEY, holders, close };
}
