import { existsSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import { SettingsError } from '../lib/settings-error.ts';
import { ALICE_KEY, BOB_KEY, CAROL_KEY, startSandbox } from '../sandbox/index.ts';
import { parseVariables } from './setting-mistakes.ts';
import { withoutBlank } from './setting-scope.ts';
import { SANDBOX_VARIABLES } from './variables.ts';

/*
 * The sandbox as a process of its own, so that several gateways share one: `npm run sandbox`. It records no requests,
 * since nothing reads them here.
 */
if (existsSync('.env')) process.loadEnvFile();
try {
  const variables = parseVariables(SANDBOX_VARIABLES, withoutBlank(process.env));
  const { SANDBOX_HOST: host, SANDBOX_PORT: port, SANDBOX_SPELLING: spelling } = variables;
  const sandbox = await startSandbox({ host, port, spelling, callsKept: 0 }).catch((error: Error) => {
    throw new SettingsError([`SANDBOX_PORT: cannot listen on ${host}:${port}: ${error.message}`]);
  });
  closeWithGrace(() => sandbox.close());
  console.log(`The Telnyx OAuth sandbox: ${sandbox.url}
A gateway on it:  TELNYX_API_URL=${sandbox.url} npm start (or npx telnyx-oauth-graphql)
Keys:  Authorization: Bearer ${ALICE_KEY}, ${BOB_KEY}, or ${CAROL_KEY} (may read, not delete)`);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
