import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, button, heading, link, rows, signIn, visit } from './demo-support.ts';
import { launch, open, serve, serveDemo } from './support.ts';

const BASE_PATH = '/teams/identity';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** The paths of what a page asked its own origin for. */
function watchPaths(context: Awaited<ReturnType<typeof open>>['context'], url: string): Set<string> {
  const paths = new Set<string>();
  context.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === new URL(url).origin) paths.add(pathname);
  });
  return paths;
}

test('GraphiQL below a base path runs its first example', async () => {
  const served = await serve({ BASE_PATH });
  const { page, context, complaints } = await open(browser, served.url);
  try {
    const paths = watchPaths(context, served.url);
    await page.reload();
    await page.locator('[aria-label^="Re-fetch GraphQL schema"]:enabled').waitFor();
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('.graphiql-response').textContent()).toContain('totalCount');
    expect([...paths].filter((path) => !path.startsWith(`${BASE_PATH}/`))).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    await served.close();
  }
});

test('the demo below a base path leads through the whole flow, and stays below it', async () => {
  const served = await serveDemo({ BASE_PATH });
  try {
    expect(new URL(served.url).pathname).toBe(`${BASE_PATH}/demo/`);
    await visit(browser, served, `${BASE_PATH}/demo/`, async ({ page, context }) => {
      const paths = watchPaths(context, served.url);
      await signIn(page);
      await link(page, 'Register a client').click();
      await heading(page, 'Register a client').waitFor();
      await ask(page);
      await button(page, 'Allow').click();
      await heading(page, 'Connected').waitFor();
      await page.reload();
      await link(page, 'See and revoke the grant').click();
      await rows(page).first().getByRole('link', { name: 'Parcel Pilot' }).click();
      await heading(page, 'Parcel Pilot').waitFor();
      await page.goto(new URL(`${BASE_PATH}/demo/nowhere`, served.url).href);
      await link(page, 'Go to the clients').click();
      await rows(page).first().waitFor();
      expect(paths.size).toBeGreaterThan(5);
      expect([...paths].filter((path) => !path.startsWith(`${BASE_PATH}/`))).toEqual([]);
      const [cookie] = await context.cookies();
      expect(cookie).toMatchObject({ path: `${BASE_PATH}/demo/rp/` });
      expect(await link(page, 'GraphiQL').getAttribute('href')).toBe(`${BASE_PATH}/graphql`);
    });
  } finally {
    await served.close();
  }
});
