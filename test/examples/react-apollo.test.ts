import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inspect } from '../browser/accessibility.ts';
import { withFault } from '../browser/demo-support.ts';
import { launch, serve, type Watched } from '../browser/support.ts';
import { useForTests } from '../support/lifetime.ts';
import { focused, readAll, servePages, visit } from './support.ts';

const gateway = useForTests(serve);
const pages = useForTests(() => servePages('react-apollo', gateway));
const browser = useForTests(launch);

const open = (work: (watched: Watched) => Promise<void>) => visit(browser, pages, work);
const status = (page: Page) => page.getByRole('status');
const items = (page: Page) => page.locator('main ul > li');

test('reads page after page of the list, each client once, and as narrow as its filters say', () =>
  open(async ({ page }) => {
    await status(page).filter({ hasText: '20 of 160 clients' }).waitFor();
    await inspect(page, 'list');
    const links = await readAll(page);
    expect(new Set(links).size).toBe(160);
    expect(links).toHaveLength(160);
    await status(page).filter({ hasText: '160 of 160 clients' }).waitFor();

    await page.getByLabel('Name').fill('acme');
    await page.keyboard.press('Enter');
    await status(page).filter({ hasText: '2 of 2 clients' }).waitFor();
    await page.getByLabel('Type').selectOption('PUBLIC');
    await status(page).filter({ hasText: '1 of 1 clients' }).waitFor();
    expect(await items(page).allTextContents()).toEqual(['Acme Command Line']);
    await page.getByLabel('Type').selectOption('Any');
    await status(page).filter({ hasText: '2 of 2 clients' }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('acme');
  }));

test('shows a client and revokes a grant to it, which leaves the list', () =>
  open(async ({ page }) => {
    await page.getByRole('link', { name: 'Acme Contact Center' }).click();
    await expect.poll(() => focused(page)).toBe('H1 Acme Contact Center');
    expect(await page.title()).toBe('Acme Contact Center');
    await items(page).first().waitFor();
    await inspect(page, 'client');
    const grants = await readAll(page);
    page.once('dialog', (dialog) => dialog.accept());
    await page
      .getByRole('button', { name: /^Revoke/ })
      .first()
      .click();
    await status(page).filter({ hasText: 'The grant is revoked.' }).waitFor();
    await expect.poll(() => items(page).count()).toBe(grants.length - 1);
    expect(await focused(page)).toBe('H2 Grants');
    await inspect(page, 'revoked');

    await page.reload();
    await items(page).first().waitFor();
    expect(await readAll(page)).toHaveLength(grants.length - 1);
    await page.goBack();
    await expect.poll(() => focused(page)).toBe('H1 OAuth clients');
  }));

test('registers a client: problems at their fields, its secret once, and the list has it', () =>
  open(async ({ page }) => {
    await page.getByRole('link', { name: 'Register a client' }).click();
    await expect.poll(() => focused(page)).toBe('H1 Register a client');
    await page.getByLabel('Redirect URI').fill('https://app.example/#here');
    await page.getByLabel('Scopes').fill('messaging.read');
    await page.getByRole('button', { name: 'Register' }).click();
    const wrong = page.locator('[aria-invalid="true"]');
    await expect.poll(() => wrong.count()).toBe(2);
    expect(await wrong.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).name))).toEqual([
      'name',
      'redirectUris',
    ]);
    await inspect(page, 'mistakes');
    await page.getByLabel('Name').fill('Copied from an example');
    await page.getByLabel('Redirect URI').fill('https://app.example/');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('H1 The client is registered');
    expect(await page.locator('dd').textContent()).toMatch(/^\S{20,}$/);
    await inspect(page, 'registered');
    await page.getByRole('link', { name: 'See the client' }).click();
    await expect.poll(() => focused(page)).toBe('H1 Copied from an example');
    await page.getByRole('link', { name: 'Clients' }).click();
    await expect.poll(() => items(page).first().textContent()).toBe('Copied from an example');
  }));

test.each([
  ['503@GET /oauth_clients', 'Try again.'],
  ['403@GET /oauth_clients', 'This account may not do that.'],
  ['429@GET /oauth_clients', 'Wait a while.'],
])('says what to do about %s, and goes on when it is over', (fault, advice) =>
  open(async ({ page }) => {
    await status(page).filter({ hasText: 'of' }).waitFor();
    const heal = await withFault(page, fault);
    await page.getByLabel('Type').selectOption('PUBLIC');
    await page.getByRole('alert').filter({ hasText: advice }).waitFor();
    await inspect(page, fault);
    await heal();
    await page.reload();
    await items(page).first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  }),
);
