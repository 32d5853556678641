import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../browser/support.ts';
import { post } from '../support/http.ts';
import { useInTest } from '../support/lifetime.ts';
import { exampleFolder } from './support.ts';

test('runs documents by their ids, on a gateway that takes no texts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fetch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const run = (script: string, env: Record<string, string> = {}) =>
    execFileSync(process.execPath, [join(exampleFolder('fetch'), script)], {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
  expect(run('manifest.ts')).toBe('11 documents, 1 of them your own\n');

  const manifest = { TRUSTED_DOCUMENTS: join(folder, 'manifest.json'), TRUSTED_DOCUMENTS_ONLY: 'true' };
  const gateway = await useInTest(serve(manifest));
  const { json } = await post(gateway.url, { query: '{ __typename }' });
  expect(json.errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_ID_REQUIRED' } }]);
  expect(run('main.ts', { GATEWAY: gateway.url }).split('\n')).toEqual([
    '32 scopes are known',
    '160 clients, the newest is Acme Contact Center',
    expect.stringMatching(/^input\.name: .+/),
    expect.stringMatching(/^input\.allowedScopes\.0: .+/),
    '',
  ]);
});
