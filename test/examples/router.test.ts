import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_KEY, serve, start } from '../browser/support.ts';
import { post } from '../support/http.ts';
import { useForTests } from '../support/lifetime.ts';
import { exampleFolder } from './support.ts';

const script = (name: string) => join(exampleFolder('router'), name);

/** The gateway, the other subgraph, and a folder with the supergraph of both, as the README has them. */
const subgraphs = useForTests(async () => {
  const oauth = await serve();
  const installs = await start([script('installs.ts')], /http:\/\/127\.0\.0\.1:\d+\//);
  const folder = mkdtempSync(join(tmpdir(), 'router-'));
  const env = { ...process.env, OAUTH_URL: oauth.url, INSTALLS_URL: installs.url };
  writeFileSync(join(folder, 'supergraph.graphql'), execFileSync(process.execPath, [script('compose.ts')], { env }));
  return {
    folder,
    async close() {
      await Promise.all([oauth.close(), installs.close()]);
      rmSync(folder, { recursive: true });
    },
  };
});

describe.each([
  ['Hive Gateway', 'hive.ts'],
  ['Apollo Gateway', 'apollo.ts'],
])('%s', (name, program) => {
  const router = useForTests(() =>
    start([script(program)], new RegExp(`(?<=^${name}: )http:.*`), {}, subgraphs.folder),
  );
  const query = '{ oauthClients(first: 3) { totalCount nodes { clientId name installs } } }';

  test('answers from both subgraphs', async () => {
    const { json } = await post(router.url, { query }, { authorization: `Bearer ${DEMO_KEY}` });
    expect(json.errors).toBeUndefined();
    expect(json.data.oauthClients.totalCount).toBe(160);
    expect(json.data.oauthClients.nodes[0].name).toBe('Acme Contact Center');
    for (const { clientId, installs } of json.data.oauthClients.nodes) expect(installs).toBe(clientId.length);
  });

  test('hands on what the gateway has against a caller without a key', async () => {
    const { json } = await post(router.url, { query });
    expect(json.data).toEqual({ oauthClients: null });
    expect(json.errors).toMatchObject([
      { path: ['oauthClients'], extensions: { code: 'UNAUTHENTICATED', traceId: expect.any(String) } },
    ]);
  });
});
