import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { open, type Served, start, type Watched } from '../browser/support.ts';

/** A folder of `examples/`. */
export const exampleFolder = (name: string) => resolve('examples', name);

/** Serves the built pages of an example, with the graph of a gateway beside them, as its `npm run preview` does. */
export function servePages(name: string, gateway: Served): Promise<Served> {
  const folder = exampleFolder(name);
  const args = [join(folder, 'node_modules/vite/bin/vite.js'), 'preview', '--host', '127.0.0.1', '--port', '0'];
  const env = { GATEWAY: new URL(gateway.url).origin, NO_COLOR: '1' };
  return start(args, /http:\/\/127\.0\.0\.1:\d+\//, env, folder);
}

/** Opens the pages, does the work, and lets nothing pass that a user should not meet. */
export async function visit(browser: Browser, served: Served, work: (watched: Watched) => Promise<void>) {
  const watched = await open(browser, served.url);
  watched.context.setDefaultTimeout(15_000);
  try {
    await work(watched);
    expect(watched.complaints).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

/** What has the focus: its tag and its text. */
export const focused = (page: Page) =>
  page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent}`);

/** Reads page after page by the button, which keeps the focus, up to the last; answers the links or texts of all. */
export async function readAll(page: Page): Promise<string[]> {
  const more = page.getByRole('button', { name: 'Load more' });
  const items = page.locator('main ul > li');
  await more.focus();
  while ((await more.count()) > 0) {
    const before = await items.count();
    await page.keyboard.press('Enter');
    await expect.poll(() => items.count()).toBeGreaterThan(before);
    expect(await focused(page)).toMatch(/^BUTTON /);
  }
  expect(await focused(page)).toBe('BUTTON These are all');
  return items.evaluateAll((found) => found.map((item) => item.querySelector('a')?.hash ?? item.textContent ?? ''));
}
