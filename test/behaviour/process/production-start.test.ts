import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { send } from '../../support/http.ts';
import { startProcess } from '../../support/process.ts';

test('a production start serves neither the demo nor the sandbox', async () => {
  // Kubernetes sets the last of these beside a Service named sandbox.
  const gateway = startProcess({ NODE_ENV: 'production', PORT: '0', SANDBOX_PORT: 'tcp://10.0.0.1:80' });
  const url = await gateway.listening();
  expect(gateway.output()).toContain('"apiUrl":"https://api.telnyx.com/v2"');
  for (const path of ['/demo', '/demo/', '/demo/consent?consent_token=x', '/demo/rp/', '/consent', '/v2/oauth/jwks']) {
    expect((await send(new URL(path, url), { headers: { accept: 'text/html' } })).status, path).toBe(404);
  }
});

test.each([
  [{ NODE_ENV: 'production' }, 'NODE_ENV: the demo is not for production'],
  [{ TELNYX_API_URL: 'https://api.telnyx.com/v2' }, 'TELNYX_API_URL: the demo runs on the sandbox only'],
  [{ DEMO_CONSENT_S: 'soon' }, 'DEMO_CONSENT_S: must be whole seconds'],
  [{ DEMO_QUOTA: '0' }, 'DEMO_QUOTA: must be a whole number of calls a second'],
])('the demo does not start with %o', { timeout: 120_000 }, (env, mistake) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['examples/consent/server/main.ts'], {
    env,
    encoding: 'utf8',
    timeout: 100_000,
  });
  expect({ status, stderr, stdout }).toEqual({
    status: 1,
    stderr: `The settings are not usable:\n  ${mistake}\n`,
    stdout: '',
  });
});
