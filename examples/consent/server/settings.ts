import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

const MANIFEST = fileURLToPath(new URL('../src/generated/persisted-documents.json', import.meta.url));

/** Why this must not run here: the demo's keys are known to everyone. Undefined: it may. */
export function refusalOf({ NODE_ENV, TELNYX_API_URL }: Environment): string | undefined {
  if (NODE_ENV === 'production') return 'NODE_ENV: the demo is not for production';
  if ((TELNYX_API_URL ?? '') !== '' && TELNYX_API_URL !== 'sandbox') {
    return 'TELNYX_API_URL: the demo runs on the sandbox only';
  }
  return undefined;
}

/**
 * The settings of the gateway under the demo: on the sandbox, for this front end's documents and no others, but for
 * GraphiQL. `DEMO_CONSENT_S` says how long a request for consent waits for the decision, in seconds; default 600.
 */
export function demoEnvironment(environment: Environment): { environment: Environment; consentSeconds?: number } {
  const { DEMO_CONSENT_S } = environment;
  return {
    environment: {
      LOG_LEVEL: 'warn',
      ...environment,
      TELNYX_API_URL: 'sandbox',
      GRAPHIQL: 'true',
      TRUSTED_DOCUMENTS: MANIFEST,
      TRUSTED_DOCUMENTS_ONLY: 'true',
    },
    ...(DEMO_CONSENT_S !== undefined && { consentSeconds: Number(DEMO_CONSENT_S) }),
  };
}
