import { fileURLToPath } from 'node:url';
import { SettingsError } from '../../../src/lib/settings-error.ts';
import { readSettings, type Settings } from '../../../src/process/settings.ts';

const MANIFEST = fileURLToPath(new URL('../src/generated/persisted-documents.json', import.meta.url));

/** What is decided for the gateway and the sandbox under the demo. */
export interface DemoSettings {
  readonly gateway: Settings;
  /** How long a request for consent waits for the decision, seconds. */
  readonly consentSeconds: number;
  /** Calls that the sandbox allows each account in a second; undefined: as many as it likes. */
  readonly callsPerSecond: number | undefined;
}

/**
 * The gateway on the sandbox, for the documents of this front end and, GraphiQL's aside, no others.
 *
 * @throws SettingsError in production and on any other upstream: the demo's keys are known to everyone
 */
export function readDemoSettings(environment: Readonly<Record<string, string | undefined>>): DemoSettings {
  const { NODE_ENV, TELNYX_API_URL = '', DEMO_CONSENT_S = '600', DEMO_QUOTA = '' } = environment;
  const mistakes: string[] = [];
  if (NODE_ENV === 'production') mistakes.push('NODE_ENV: the demo is not for production');
  if (!['', 'sandbox'].includes(TELNYX_API_URL)) mistakes.push('TELNYX_API_URL: the demo runs on the sandbox only');
  if (!/^\d{1,6}$/.test(DEMO_CONSENT_S)) mistakes.push('DEMO_CONSENT_S: must be whole seconds');
  if (!/^(?:[1-9]\d{0,5})?$/.test(DEMO_QUOTA)) mistakes.push('DEMO_QUOTA: must be a whole number of calls a second');
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  const gateway = readSettings({
    LOG_LEVEL: 'warn',
    ...environment,
    TELNYX_API_URL: 'sandbox',
    GRAPHIQL: 'true',
    TRUSTED_DOCUMENTS: MANIFEST,
    TRUSTED_DOCUMENTS_ONLY: 'true',
  });
  return { gateway, consentSeconds: Number(DEMO_CONSENT_S), callsPerSecond: Number(DEMO_QUOTA) || undefined };
}
