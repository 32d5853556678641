import { describe, expect, test } from 'vitest';
import { exchange, get, post, send } from '../support/http.ts';
import { useForTests } from '../support/lifetime.ts';
import { ask, button, heading, link, rows, signIn, visit } from './demo-support.ts';
import { DEMO_KEY, launch, serveDemo } from './support.ts';

const served = useForTests(serveDemo);
const browser = useForTests(launch);

const at = (path: string) => new URL(path, served.url);

/** All that OAuth puts into URLs (RFC 6749 section 4.1, RFC 7636, RFC 9207), and what names a screen. */
const IN_URLS = new Set([
  ...['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method'],
  ...['consent_token', 'code', 'iss', 'error', 'name'],
]);

test('after the whole flow no secret is in the browser’s stores or in a URL, and no token ever came to it', () =>
  visit(browser, served, '/demo/', async ({ page, context }) => {
    const urls: URL[] = [];
    const bodies: Promise<string>[] = [];
    context.on('request', (request) => urls.push(new URL(request.url())));
    context.on('response', (response) => bodies.push(response.text().catch(() => '')));

    await signIn(page);
    await page.getByLabel('Name').fill('acme');
    await page.locator('.count').filter({ hasText: '2 clients' }).waitFor();
    await link(page, 'Register a client').click();
    await page.getByLabel('Name').fill('Secret Keeper');
    await page.getByLabel('Redirect URIs').fill('https://keeper.example/');
    await button(page, 'Register').click();
    await heading(page, 'Secret Keeper is registered').waitFor();
    const secret = (await page.locator('.value code').nth(1).textContent())!;
    await ask(page);
    await button(page, 'Allow').click();
    await heading(page, 'Connected').waitFor();
    await link(page, 'See and revoke the grant').click();
    await rows(page).first().waitFor();

    const stores = await page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      cookie: document.cookie,
    }));
    expect(stores).toEqual({ local: {}, session: { account: 'Alice' }, databases: [], caches: [], cookie: '' });
    expect(urls.some(({ searchParams }) => searchParams.has('code'))).toBe(true);
    for (const url of urls) {
      expect([...url.searchParams.keys()].filter((name) => !IN_URLS.has(name))).toEqual([]);
      expect(url.href).not.toContain(secret);
      expect(url.href).not.toContain(DEMO_KEY);
      expect(url.hash).toBe('');
    }
    expect((await Promise.all(bodies)).filter((body) => /eyJ[\w-]+\.[\w-]+\.|code_verifier/.test(body))).toEqual([]);
    const [cookie, ...others] = await context.cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/demo/rp/' });
  }));

test('the app asks by the ids of its documents alone, and the gateway takes nothing else', async () => {
  await visit(browser, served, '/demo/', async ({ page }) => {
    const asked = page.waitForRequest('**/graphql');
    await signIn(page);
    const body = (await asked).postDataJSON();
    expect(body).toEqual({ documentId: expect.stringMatching(/^[0-9a-f]{64}$/), variables: expect.any(Object) });
    const known = await post(at('/graphql'), body, { authorization: `Bearer ${DEMO_KEY}` });
    expect(known.json.data.oauthClients.nodes).toHaveLength(20);
  });
  const text = await post(at('/graphql'), { query: '{ __typename }' });
  expect(text.json.errors[0].extensions.code).toBe('PERSISTED_QUERY_ID_REQUIRED');
});

describe('what is served', () => {
  const html = { accept: 'text/html' };
  const assets = async () =>
    [...(await get(at('/demo/'), html)).text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);

  test('the page is asked for anew each time, names its assets by hash, and holds no script or style', async () => {
    const page = await get(at('/demo/clients/any'), html);
    expect(page).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } });
    expect(page.text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
    for (const path of await assets()) expect(path).toMatch(/^\/demo\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
    const again = await get(at('/demo/'), { ...html, 'if-none-match': page.headers.etag! });
    expect(again.status).toBe(304);
  });

  test('assets are cached for a year, and come in the coding that the browser takes', async () => {
    const paths = await assets();
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const sizes: number[] = [];
      for (const coding of ['br', 'gzip', 'identity']) {
        const { status, headers } = await get(at(path), { 'accept-encoding': coding });
        expect({ status, ...headers }).toMatchObject({
          status: 200,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          vary: 'Accept-Encoding',
        });
        expect(headers['content-encoding'] ?? 'identity').toBe(coding);
        sizes.push(Number(headers['content-length']));
      }
      expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
    }
  });

  test.each(['/demo/', '/demo/consent?consent_token=x', '/demo/rp/result'])('%s has a strict policy', async (path) => {
    const { headers } = await get(at(path), html);
    if (path.includes('/rp/')) return expect(headers.location).toBe(at('/demo/rp/').href);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  });

  test('nothing beside that, nor by other methods, nor under other names of the host', async () => {
    for (const path of ['/demo/assets/none.js', '/demo/assets/../../package.json', '/demo/rp/none', '/demos']) {
      expect((await send(at(path))).status, path).toBe(404);
    }
    expect(await send(at('/demo/'), { method: 'POST', body: 'x' })).toMatchObject({ status: 405 });
    for (const target of ['//[', '//elsewhere.example/demo/', '/%', '/demo%2f']) {
      const answer = await exchange(served.url, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer, target).toMatch(/^HTTP\/1\.1 404 /);
    }
    const other = await send(at('/demo/consent?consent_token=x'), { headers: { host: 'localhost:4000' } });
    expect(other).toMatchObject({ status: 302, headers: { location: at('/demo/consent?consent_token=x').href } });
  });
});
