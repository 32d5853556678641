import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { useForTests } from '../support/lifetime.ts';
import { become, inspect, PHONE } from './accessibility.ts';
import { launch, open, serve, type Watched } from './support.ts';

const OUTPUT = 'test/browser/output';
mkdirSync(OUTPUT, { recursive: true });

const served = useForTests(serve);
const browser = useForTests(launch);

/** Opens the reference, does the work, and lets nothing pass that a user should not meet. */
async function visit(work: (watched: Watched) => Promise<void>, path = '/docs/'): Promise<void> {
  const watched = await open(browser, new URL(path, served.url).href);
  try {
    await work(watched);
    expect(watched.complaints).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

const search = (page: Page) => page.getByRole('combobox', { name: 'Search' });
const options = (page: Page) => page.getByRole('option');
const hash = (page: Page) => new URL(page.url()).hash;

/** Whether what the address names is on the screen, below the bar, and stands out. */
async function isShown(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const target = document.querySelector(':target')!;
    const { top } = target.getBoundingClientRect();
    return Math.ceil(top) >= document.querySelector('header')!.offsetHeight && top < innerHeight / 2;
  });
}

// axe looks at each of the page's thousands of elements.
const LONG = 400_000;

test('everyone can read it and what a search finds, on either width in either theme', { timeout: LONG }, () =>
  visit(async ({ page }) => {
    await search(page).fill('redirect');
    await options(page).first().waitFor();
    await inspect(page, 'results');
  }),
);

test('everyone can read the contents, on either width in either theme', { timeout: LONG }, () =>
  visit(async ({ page }) => {
    await become(page, PHONE);
    await page.getByRole('button', { name: 'Contents' }).click();
    await page.screenshot({ path: `${OUTPUT}/reference-contents.png` });
    await inspect(page, 'contents');
  }, '/docs/#Mutation.createOAuthClient'),
);

test('the keyboard alone finds a field, and the focus follows', () =>
  visit(async ({ page }) => {
    await page.keyboard.press('/');
    await page.keyboard.type('createdat');
    expect(await options(page).first().locator('b').textContent()).toMatch(/\.createdAt$/);
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^\d+ results$/);
    const names = await options(page).locator('b').allTextContents();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const selected = page.getByRole('option', { selected: true });
    expect(await selected.locator('b').allTextContents()).toEqual([names[1]]);
    expect(await search(page).getAttribute('aria-activedescendant')).toBe(await selected.getAttribute('id'));
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toBe(`#${names[1]}`);
    expect(await isShown(page)).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(`#${names[1]}`);
    expect(await search(page).inputValue()).toBe('');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('no such thing');
    expect(await options(page).count()).toBe(0);
    await expect.poll(() => page.getByRole('status').textContent()).toBe('0 results');
    await page.keyboard.press('Escape');
    expect(await search(page).inputValue()).toBe('');
  }));

test.each([
  ['requestOAuthToken', 'Mutation.requestOAuthToken'],
  ['oauthclient', 'OAuthClient'],
  ['code verifier', 'RequestOAuthTokenInput.codeVerifier'],
  ['cursor_expired', 'errors.CURSOR_EXPIRED'],
  ['expired token null', 'Query.oauthConsentRequest'],
])('a search for %s offers %s, and a click leads there', (query, id) =>
  visit(async ({ page }) => {
    await search(page).fill(query);
    await page
      .getByRole('option')
      .filter({ has: page.getByText(id, { exact: true }) })
      .click();
    await expect.poll(() => hash(page)).toBe(`#${id}`);
    expect(await isShown(page)).toBe(true);
  }),
);

test('a deep link without the slash shows its field, and the contents say where that is, unfolded', () =>
  visit(async ({ page }) => {
    expect(new URL(page.url()).pathname + hash(page)).toBe('/docs/#OAuthGrant.lastUsedAt');
    await expect.poll(() => isShown(page)).toBe(true);
    await expect.poll(() => page.locator('nav [aria-current]').allTextContents()).toEqual(['OAuthGrant']);
  }, '/docs#OAuthGrant.lastUsedAt'));

test('on a phone the contents open over the page and lead into it', () =>
  visit(async ({ page }) => {
    await become(page, PHONE);
    const contents = page.getByRole('navigation');
    const button = page.getByRole('button', { name: 'Contents' });
    expect(await contents.isVisible()).toBe(false);
    await button.click();
    await contents.getByRole('link', { name: 'revokeOAuthGrants', exact: true }).click();
    expect([await contents.isVisible(), hash(page)]).toEqual([false, '#Mutation.revokeOAuthGrants']);
    await button.click();
    await page.keyboard.press('Escape');
    expect(await contents.isVisible()).toBe(false);
    await page.screenshot({ path: `${OUTPUT}/reference-phone.png` });
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await contents.isVisible()).toBe(true);
  }));

test('an example opens in GraphiQL, and is copied', () =>
  visit(async ({ page, context }) => {
    const example = page.locator('[id="Query.oauthGrants"] .example');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await example.getByRole('button', { name: 'Copy oauthGrants: operation' }).click();
    await example.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^query Grants \{\n {2}oauthGrants\(first: 3\) \{/);
    await example.getByRole('link', { name: 'Open in GraphiQL' }).click();
    const lines = page.locator('.graphiql-query-editor .view-lines');
    await expect
      .poll(async () => (await lines.textContent())?.replaceAll('\u00a0', ' '))
      .toBe(copied.replaceAll('\n', ''));
  }));

test('GraphiQL leads to the reference, from its bar and from the description of a field', () =>
  visit(async ({ page, context, complaints }) => {
    const following = async (click: () => Promise<void>) => {
      const [opened] = await Promise.all([context.waitForEvent('page'), click()]);
      await opened.waitForLoadState();
      const { pathname } = new URL(opened.url());
      const found = [pathname + hash(opened), await opened.locator(':target').count()];
      await opened.close();
      return found;
    };
    await page.locator('[aria-label^="Re-fetch GraphQL schema"]:enabled').waitFor();
    expect(await following(() => page.locator('a.to-reference').click())).toEqual(['/docs/', 0]);
    await page.getByLabel('Show Documentation Explorer').click();
    const docs = page.locator('.graphiql-doc-explorer');
    for (const [name, anchor] of [
      ['Query', 'Query'],
      ['oauthGrant', 'Query.oauthGrant'],
      ['OAuthGrant', 'OAuthGrant'],
      ['lastUsedAt', 'OAuthGrant.lastUsedAt'],
    ] as const) {
      await docs.getByRole('link', { name, exact: true }).click();
      const link = docs.getByRole('link', { name: 'Reference', exact: true }).first();
      expect(await following(() => link.click())).toEqual([`/docs/#${anchor}`, 1]);
    }
    await page.screenshot({ path: `${OUTPUT}/graphiql-reference.png` });
    expect(complaints).toEqual([]);
  }, '/graphql'));

test('as files of a static site it needs no server, and has no link to GraphiQL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync(process.execPath, ['scripts/reference.ts', folder]);
  const context = await browser.newContext();
  const asked: string[] = [];
  context.on('request', (request) => asked.push(new URL(request.url()).protocol));
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, 'index.html')).href);
  await search(page).fill('consentToken');
  await page.keyboard.press('Enter');
  await expect.poll(() => hash(page)).toMatch(/\.consentToken$/);
  expect(await page.getByRole('link', { name: /GraphiQL/ }).count()).toBe(0);
  expect(new Set(asked)).toEqual(new Set(['file:']));
  await context.close();
});
