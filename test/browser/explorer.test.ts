import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useForTests, useInTest } from '../support/lifetime.ts';
import { become, inspect, PHONE } from './accessibility.ts';
import { answer, editor, ready, text, tool, type, typeTool, visitGraphiQL } from './graphiql-support.ts';
import { launch, serve, type Watched } from './support.ts';

const OUTPUT = 'test/browser/output';
mkdirSync(OUTPUT, { recursive: true });

const served = useForTests(serve);
const browser = useForTests(launch);

const visit = (work: (watched: Watched) => Promise<void>, beyond?: string) =>
  visitGraphiQL(browser, served, work, beyond);

const button = (page: Page, name: string) => page.locator('#explorer').getByRole('button', { name, exact: true });
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

/** What the cells of a table's rows say, without the headings. */
const rows = async (page: Page, name: string) =>
  (await panel(page, name).getByRole('row').allInnerTexts())
    .slice(1)
    .map((row) => row.split('\t').map((cell) => cell.trim()));

/** Presses the button, and waits until its panel says this. */
async function show(page: Page, name: string, sentence: string | RegExp): Promise<void> {
  await button(page, name).click();
  await panel(page, name).getByText(sentence).waitFor();
}

test('Plan tells the calls of the operation, its cost and the quota, and carries nothing out', () =>
  visit(async ({ page }) => {
    const asked = page.waitForRequest((request) => request.headers()['x-upstream-plan'] === 'only');
    await show(page, 'Plan', '1 REST call. Nothing was carried out.');
    const answered = await (await (await asked).response())!.json();
    expect(answered.errors[0].extensions.code).toBe('PLANNED');
    expect(await rows(page, 'Plan')).toEqual([['1', 'GET /oauth_clients', '1', 'page', 'oauthClients', 'at once']]);
    const [cost, quota, retries] = await panel(page, 'Plan').locator('dd').allTextContents();
    expect(cost).toMatch(/^\d+ of at most 5,000$/);
    expect(quota).toMatch(/^(not known yet|[\d,]+ left)/);
    expect(retries).toMatch(/^at most \d+ calls more$/);
    expect(await text(answer(page))).toBe('');

    await tab(page, 'Grants').click();
    await show(page, 'Plan', /^\d+ to \d+ REST calls\. /);
    const steps = await rows(page, 'Plan');
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.map(([, call]) => call)).toContain('GET /oauth_grants');
    expect(steps.at(-1)!.slice(-2)).toEqual(['oauthGrants.nodes.client', '1']);
    await expect.poll(() => page.getByRole('status').first().textContent()).toMatch(/^\d+ to \d+ REST calls\. /);
    await page.screenshot({ path: `${OUTPUT}/explorer-plan.png` });
    await inspect(page, 'plan', '#explorer');
  }));

test('Plan takes the operation under the cursor, with its variables, and tells why one is refused', () =>
  visit(async ({ page }) => {
    const one = 'query One { oauthClients(first: 1) { totalCount } }';
    await type(page, editor(page), `${one} query Two($n: Int!) { oauthGrants(first: $n) { totalCount } }`);
    await typeTool(page, 'Variables', '{ "n": 2 /* grants */, }');
    const asked = page.waitForRequest((request) => request.headers()['x-upstream-plan'] === 'only');
    await show(page, 'Plan', '1 REST call. Nothing was carried out.');
    expect((await asked).postDataJSON()).toMatchObject({ operationName: 'Two', variables: { n: 2 } });
    expect((await rows(page, 'Plan')).map(([, call]) => call)).toEqual(['GET /oauth_grants']);

    await typeTool(page, 'Variables', '{ "n": 101 }');
    await show(page, 'Plan', 'It is refused before any REST call.');
    await panel(page, 'Plan')
      .getByText(/^BAD_USER_INPUT at oauthGrants: /)
      .waitFor();
    await typeTool(page, 'Variables', '{ "n": ');
    await show(page, 'Plan', 'Variables must be a JSON object.');
    await typeTool(page, 'Variables', '');

    const input = '{ name: "", clientType: PUBLIC, allowedGrantTypes: [], allowedScopes: [], redirectUris: [] }';
    await type(
      page,
      editor(page),
      `mutation { createOAuthClient(input: ${input}) { ... on OAuthValidationError { issues { path } } } }`,
    );
    await show(page, 'Plan', 'Refused, as data:');
    expect(await panel(page, 'Plan').locator('pre').textContent()).toContain('"issues": [');
  }));

test('the keyboard alone opens and closes the panel, which leaves room for GraphiQL, on a phone too', () =>
  visit(async ({ page }) => {
    await page.keyboard.press('Tab');
    expect(await button(page, 'Plan').evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await panel(page, 'Plan').getByText('1 REST call. Nothing was carried out.').waitFor();
    for (const display of [PHONE, { ...PHONE, width: 1280, height: 800 }]) {
      await become(page, display);
      const { height } = (await page.locator('#root').boundingBox())!;
      expect(height).toBeGreaterThanOrEqual(display.height / 2);
      expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
      await page.screenshot({ path: `${OUTPUT}/explorer-${display.width}.png` });
    }
    await button(page, 'Close').focus();
    await page.keyboard.press('Escape');
    expect(await panel(page, 'Plan').count()).toBe(0);
    expect(await button(page, 'Plan').evaluate((element) => element === document.activeElement)).toBe(true);
  }));

test('Calls shows those of the response as a table and in time, and follows the tabs', () =>
  visit(async ({ page }) => {
    await tab(page, 'Grants').click();
    const asked = page.waitForRequest((request) => request.postData()?.includes('query Grants') ?? false);
    await editor(page).click();
    await page.keyboard.press('Control+Enter');
    expect((await asked).headers()['x-upstream-trace']).toBe('true');
    await expect.poll(() => text(answer(page))).toContain('"totalCount": 300');
    await show(page, 'Calls', /^\d+ REST calls in [\d.]+ ms/);
    const told = await rows(page, 'Calls');
    const took = expect.stringMatching(/^[\d.]+ ms$/);
    const call = expect.stringMatching(/^GET \/oauth_grants\?page\[number\]=1&page\[size\]=\d+$/);
    expect(told[0]!.slice(0, 4)).toEqual([call, '200', '0 ms', took]);
    expect(told[0]!.slice(4)).toEqual(['', 'page', 'oauthGrants']);
    expect(told.at(-1)!.at(-1)).toBe('oauthGrants.nodes.client');
    const marks = page.locator('#panel .mark');
    expect(await marks.count()).toBe(told.length);
    const { x, width } = (await marks.first().boundingBox())!;
    const last = (await marks.last().boundingBox())!;
    expect(last.x).toBeGreaterThan(x + width - 3);
    await page.screenshot({ path: `${OUTPUT}/explorer-calls.png` });
    if (process.env.UPDATE_SCREENSHOTS) await page.screenshot({ path: 'docs/graphiql-calls.png' });

    await tab(page, 'Discovery').click();
    await panel(page, 'Calls').getByText('Once there is a response, its REST calls are here.').waitFor();
    await tab(page, 'Grants').click();
    await panel(page, 'Calls')
      .getByText(/^\d+ REST calls/)
      .waitFor();
    await inspect(page, 'calls', '#explorer');
  }));

test('the bar says whose account it is, and follows the headers', () =>
  visit(async ({ page }) => {
    const account = page.locator('#explorer .account');
    const says = (sentence: string) => expect.poll(() => account.textContent()).toBe(sentence);
    await says('Sandbox, account of Alice');
    await tab(page, 'Refused').click();
    await says('Sandbox, account of Carol, who may only read');
    await typeTool(page, 'Headers', '{ "Authorization": "Bearer SECRET" }');
    await says('Sandbox, with a key that it does not know');
    await typeTool(page, 'Headers', '{ "authorization": ');
    await says('Headers must be a JSON object.');
    await typeTool(page, 'Headers', '');
    await says('Sandbox, without a key: Headers has none');
  }));

test('on Telnyx it says so, and never the key', async () => {
  const live = await useInTest(serve({ TELNYX_API_URL: 'https://telnyx.example/v2' }));
  await visitGraphiQL(browser, live, async ({ page }) => {
    const account = page.locator('#explorer .live');
    await expect.poll(() => account.textContent()).toBe('telnyx.example, without a key: Headers has none');
    await typeTool(page, 'Headers', '{ "authorization": "Bearer SECRET" }');
    await expect.poll(() => account.textContent()).toBe('telnyx.example, account of the key in Headers');
    await page.screenshot({ path: `${OUTPUT}/explorer-live.png` });
    await inspect(page, 'the bar on Telnyx', '#explorer');
    expect(await page.locator('#explorer').innerHTML()).not.toContain('SECRET');
  });
});

test('Copy as gives the operation as text without its secrets, to the clipboard too', () =>
  visit(async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const query = 'query Ask($token: OAuthSecret!) { oauthConsentRequest(consentToken: $token) { name } }';
    await type(page, editor(page), query);
    await typeTool(page, 'Variables', '{ "token": "SECRET-variable" }');
    await typeTool(page, 'Headers', '{ "authorization": "Bearer SECRET-header", "x-other": "SECRET-other" }');
    await show(page, 'Copy as', 'Secrets are left out: set TOKEN, TELNYX_TOKEN, X_OTHER.');
    const shown = (name: string) => page.getByRole('textbox', { name, exact: true }).inputValue();
    expect(await shown('curl')).toContain(`--header 'authorization: Bearer '"$TELNYX_TOKEN"`);
    expect(await shown('fetch')).toContain('"token": process.env.TOKEN');
    expect(await shown('TypeScript')).toContain('from "telnyx-oauth-graphql/client"');
    for (const name of ['curl', 'fetch', 'TypeScript']) {
      expect(await shown(name)).toContain(new URL(served.url).href);
      expect(await shown(name)).not.toContain('SECRET-');
      await button(page, `Copy ${name}`).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(await shown(name));
    }
    await page.screenshot({ path: `${OUTPUT}/explorer-copy.png` });
    await inspect(page, 'copy as', '#explorer');
  }));

test('Share gives a link that opens the operation with its variables, without headers and secrets', async () => {
  const query = 'query Ask($token: OAuthSecret!, $n: Int!) { oauthClients(first: $n) { totalCount } }';
  let link = '';
  await visit(async ({ page }) => {
    await type(page, editor(page), query);
    await typeTool(page, 'Variables', '{ "token": "SECRET-variable", "n": 7 }');
    await typeTool(page, 'Headers', '{ "authorization": "Bearer SECRET-header" }');
    const sentence = 'The link holds the operation and its variables, and no headers. Secrets are left empty: token.';
    await show(page, 'Share', sentence);
    link = await page.getByRole('textbox', { name: 'link', exact: true }).inputValue();
    const { origin, pathname, search } = new URL(link);
    expect({ page: origin + pathname, search }).toEqual({ page: served.url, search: '' });
    expect(decodeURIComponent(link)).not.toContain('SECRET');
    await inspect(page, 'share', '#explorer');
  });
  const { hash } = new URL(link);
  const opens = async (page: Page) => {
    await expect.poll(() => text(editor(page))).toBe(query);
    await page.getByRole('button', { name: 'Variables' }).click();
    await expect.poll(() => text(tool(page))).toMatch(/^\{ *"token": "", *"n": 7 *\}$/);
  };
  await visit(({ page }) => opens(page), hash);
  // Pasted into the address of a page that is open.
  await visit(async ({ page }) => {
    await Promise.all([page.waitForEvent('load'), page.evaluate((to) => location.assign(to), hash)]);
    await ready(page);
    await opens(page);
  });
});

test('a tab of the tour counts what an incident would revoke, and Plan tells the calls of the look', () =>
  visit(async ({ page }) => {
    await tab(page, 'Incident').click();
    await show(page, 'Plan', /^[\d to]+ REST calls?\. Nothing was carried out\.$/);
    const planned = await rows(page, 'Plan');
    expect(new Set(planned.map(([, call]) => call))).toEqual(new Set(['GET /oauth_grants']));
    await editor(page).click();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => text(answer(page))).toMatch(/"matched": [1-9]\d*.*"done": false/);
  }));
