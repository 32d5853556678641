import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { open, type Served, type Watched } from './support.ts';

/** Where the sandbox takes a browser that asks for authorization. */
const AUTHORIZATION = '/v2/oauth/authorize';

/** Opens a path of the demo, does the work, and lets nothing pass that a user should not meet. */
export async function visit(
  browser: Browser,
  { url }: Served,
  path: string,
  work: (watched: Watched) => Promise<void>,
): Promise<void> {
  const watched = await open(browser, new URL(path, url).href, { navigation: AUTHORIZATION });
  watched.context.setDefaultTimeout(15_000);
  try {
    await work(watched);
    expect(watched.complaints).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
export const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });
export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 });
/** The rows of the list that is shown. */
export const rows = (page: Page) => page.locator('main .rows > li');

export async function signIn(page: Page, account: 'Alice' | 'Bob' = 'Alice'): Promise<void> {
  await button(page, account).click();
  await button(page, 'Sign out').waitFor();
}

/** From the grants to the consent screen, by the relying party and the authorization endpoint. */
export async function ask(page: Page): Promise<void> {
  await link(page, 'Grants').click();
  await link(page, 'Try the flow').click();
  await heading(page, 'Parcel Pilot wants access').waitFor();
}

/** Makes the gateway's calls meet this fault of the sandbox, until the answer is called. */
export async function withFault(page: Page, fault: string): Promise<() => Promise<void>> {
  await page.route('**/graphql', (route, request) =>
    route.continue({ headers: { ...request.headers(), 'x-sandbox-fault': fault } }),
  );
  return () => page.unroute('**/graphql');
}
