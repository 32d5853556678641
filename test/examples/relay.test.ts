import { expect, test } from 'vitest';
import { inspect } from '../browser/accessibility.ts';
import { withFault } from '../browser/demo-support.ts';
import { launch, serve } from '../browser/support.ts';
import { useForTests } from '../support/lifetime.ts';
import { readAll, servePages, visit } from './support.ts';

const gateway = useForTests(serve);
const pages = useForTests(() => servePages('relay', gateway));
const browser = useForTests(launch);

test('reads page after page of the list, each client once, and as narrow as its filters say', () =>
  visit(browser, pages, async ({ page }) => {
    const status = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
    await status('20 of 160 clients');
    await inspect(page, 'list');
    expect(await readAll(page)).toHaveLength(160);
    await status('160 of 160 clients');

    await page.getByLabel('Name').fill('acme');
    await page.keyboard.press('Enter');
    await status('2 of 2 clients');
    await page.getByLabel('Type').selectOption('PUBLIC');
    await status('1 of 1 clients');
    expect(await page.locator('main li').allTextContents()).toEqual([expect.stringContaining('Acme Command Line')]);
    await page.getByLabel('Type').selectOption('Any');
    await status('2 of 2 clients');
  }));

test('says why a page is missing, and reads it when asked again', () =>
  visit(browser, pages, async ({ page, complaints }) => {
    await page.getByRole('button', { name: 'Load more' }).waitFor();
    const heal = await withFault(page, '503@GET /oauth_clients');
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByRole('alert').waitFor();
    await inspect(page, 'failed');
    await heal();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('status').filter({ hasText: '40 of 160' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);

    await withFault(page, '503@GET /oauth_clients');
    await page.getByLabel('Type').selectOption('PUBLIC');
    await page.getByRole('alert').waitFor();
    await inspect(page, 'all failed');
    // React tells the console of what a boundary caught.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('The request failed.')]);
  }));
