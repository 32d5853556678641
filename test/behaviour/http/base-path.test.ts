import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SettingsError } from '../../../src/lib/settings-error.ts';
import { readSettings } from '../../../src/process/settings.ts';
import { type Service, startService } from '../../../src/service.ts';
import { get, post, send } from '../../support/http.ts';

const READ = { query: '{ oauthClients(first: 1) { totalCount } }' };
const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const PAGE = { headers: { accept: 'text/html' } };

async function start(BASE_PATH: string): Promise<Service> {
  const settings = readSettings({ PORT: '0', SANDBOX_PORT: '0', BASE_PATH });
  const service = await startService(settings, pino({ level: 'silent' }));
  onTestFinished(() => service.stop());
  return service;
}

describe.each(['/oauth', '/teams/identity.v2/oauth/'])('below %s', (basePath) => {
  const prefix = basePath.replace(/\/$/, '');

  test('the graph is served, whichever way a request takes', async () => {
    const { url } = await start(basePath);
    expect(new URL(url).pathname).toBe(`${prefix}/graphql`);
    const data = { oauthClients: { totalCount: 160 } };
    for (const path of [url, `${url}/`]) {
      expect((await post(path, READ, KEY)).json.data, path).toEqual(data);
      // Yoga's way.
      const traced = { ...KEY, 'apollo-federation-include-trace': 'ftv1' };
      expect((await post(path, READ, traced)).json.data, path).toEqual(data);
      expect((await get(`${path}?query=${encodeURIComponent(READ.query)}`, KEY)).json.data, path).toEqual(data);
    }
    expect(await send(url, { method: 'PUT' })).toMatchObject({ status: 405 });
  });

  test('nothing of it is at the root, nor the probes and metrics below it', async () => {
    const { url } = await start(basePath);
    const statusOf = async (path: string) => (await send(new URL(path, url))).status;
    for (const path of ['/graphql', '/graphql/', '/', prefix, `${prefix}/`])
      expect(await statusOf(path), path).toBe(404);
    for (const path of ['/livez', '/readyz', '/metrics']) {
      expect(await statusOf(path), path).toBe(200);
      expect(await statusOf(prefix + path), prefix + path).toBe(404);
    }
  });

  test('GraphiQL loads its own files from there, and asks there', async () => {
    const { url } = await start(basePath);
    const page = await send(url, PAGE);
    expect(page.status).toBe(200);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file.startsWith(`${prefix}/graphiql/`), file).toBe(true);
      expect(await send(new URL(file, url)), file).toMatchObject({ status: 200 });
      expect(await send(new URL(file.slice(prefix.length), url)), file).toMatchObject({ status: 404 });
    }
    const config = await send(new URL('config.js', new URL(files[0]!, url)));
    expect(config.text).toContain(`"endpoint":"${prefix}/graphql"`);
  });
});

test('a slash alone is no path', async () => {
  expect(new URL((await start('/')).url).pathname).toBe('/graphql');
});

test.each(['oauth', '//', '/a//b', '/../a', '/a/.', '/a?b', '/a b', 'https://a.example/b', '/%2e'])(
  '%s is a mistake',
  (BASE_PATH) => {
    expect(() => readSettings({ BASE_PATH })).toThrow(SettingsError);
  },
);
