import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { open, type Served, type Watched } from './support.ts';

/**
 * Opens GraphiQL, waits until it is ready, does the work, and lets nothing pass that a user should not meet.
 *
 * @param beyond query or fragment of the address
 */
export async function visitGraphiQL(
  browser: Browser,
  served: Served,
  work: (watched: Watched) => Promise<void>,
  beyond = '',
): Promise<void> {
  const watched = await open(browser, served.url + beyond);
  try {
    await ready(watched.page);
    await work(watched);
    expect(watched.complaints).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

/** The schema is known, the document in colour. */
export async function ready(page: Page): Promise<void> {
  await page.locator('.graphiql-query-editor .view-line [class^="mtk"]:not(.mtk1)').first().waitFor();
  await page.locator('[aria-label^="Re-fetch GraphQL schema"]:enabled').waitFor();
}

export const editor = (page: Page) => page.locator('.graphiql-query-editor .view-lines');
export const tool = (page: Page) => page.locator('.graphiql-editor-tool .view-lines >> visible=true');
export const answer = (page: Page) => page.locator('.graphiql-response .view-lines');

/** The lines an editor shows, on one line (it draws spaces as no-break ones). */
export const text = async (lines: Locator) => (await lines.textContent())?.replaceAll('\u00a0', ' ');

export async function type(page: Page, where: Locator, content: string): Promise<void> {
  await where.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.type(content);
}

/** Shows one of the tools below the document, and replaces what it holds. */
export async function typeTool(page: Page, name: 'Variables' | 'Headers', content: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await type(page, tool(page), content);
}
