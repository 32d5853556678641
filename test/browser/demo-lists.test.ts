import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useForTests } from '../support/lifetime.ts';
import { button, heading, link, rows, signIn, visit, withFault } from './demo-support.ts';
import { launch, serveDemo } from './support.ts';

const served = useForTests(serveDemo);
const browser = useForTests(launch);

const open = (path: string, work: Parameters<typeof visit>[3]) => visit(browser, served, path, work);

const names = (page: Page) => rows(page).locator('.row-link').allTextContents();
const count = (page: Page) => page.locator('.count');

/** The list is read and shows what the address asks for. */
async function settled(page: Page, text: string): Promise<void> {
  await count(page).filter({ hasText: text }).waitFor();
  await page.locator('main section[aria-busy="false"]').waitFor();
}

describe('the list of clients', () => {
  test('pages forth and back without a gap, and keeps its page over a reload', () =>
    open('/demo/clients', async ({ page }) => {
      await signIn(page);
      await settled(page, '161 clients');
      const first = await names(page);
      expect(first.slice(0, 3)).toEqual(['Parcel Pilot', 'Acme Contact Center', 'Acme Command Line']);
      expect(first).toHaveLength(20);
      expect(await button(page, 'Previous').isDisabled()).toBe(true);

      const addresses = () =>
        rows(page)
          .locator('a')
          .evaluateAll((links) => links.map((each) => each.getAttribute('href')));
      const seen = await addresses();
      for (let number = 2; number <= 9; number++) {
        const before = await addresses();
        await link(page, 'Next').click();
        await expect.poll(addresses).not.toEqual(before);
        await settled(page, '161 clients');
        seen.push(...(await addresses()));
      }
      expect(new Set(seen).size).toBe(161);
      expect(seen).toHaveLength(161);
      expect(await button(page, 'Next').isDisabled()).toBe(true);

      const last = await names(page);
      await page.reload();
      await settled(page, '161 clients');
      expect(await names(page)).toEqual(last);
      await link(page, 'Previous').click();
      await expect.poll(() => names(page)).toHaveLength(20);
      await page.goBack();
      await expect.poll(() => names(page)).toEqual(last);
    }));

  test('follows its filters while they are typed, keeps the focus, and keeps them in the address', () =>
    open('/demo/clients', async ({ page }) => {
      await signIn(page);
      await settled(page, '161 clients');
      const name = page.getByLabel('Name');
      await name.click();
      await page.keyboard.type('bluebird', { delay: 20 });
      await settled(page, '13 clients');
      expect(await name.evaluate((input) => input === document.activeElement)).toBe(true);
      expect(await name.inputValue()).toBe('bluebird');
      for (const each of await names(page)) expect(each).toContain('Bluebird');

      await page.getByLabel('Type').selectOption('Public');
      await expect.poll(() => rows(page).locator('.tag').allTextContents()).not.toContain('Confidential');
      const narrowed = await names(page);
      expect(narrowed.length).toBeGreaterThan(0);
      expect(new URL(page.url()).search).toBe('?name=bluebird&type=PUBLIC');
      await page.reload();
      await expect.poll(() => names(page)).toEqual(narrowed);
      expect(await page.getByLabel('Name').inputValue()).toBe('bluebird');

      await name.fill('blue');
      await page.getByLabel('Type').selectOption('Confidential');
      await page.waitForURL((url) => url.search === '?name=blue&type=CONFIDENTIAL');
      await page.getByLabel('May use').selectOption('Client credentials');
      await name.fill('no such name');
      await page.getByText('No client is like that.').waitFor();
      await button(page, 'Clear the filters').click();
      await settled(page, '161 clients');
      expect(await page.getByLabel('Name').inputValue()).toBe('');
    }));

  test('tells verified clients from others', () =>
    open('/demo/clients', async ({ page }) => {
      await signIn(page);
      await settled(page, '161 clients');
      const total = async (choice: string, wanted: boolean) => {
        const answer = page.waitForResponse(
          (response) => response.request().postDataJSON()?.variables.filter?.verified === wanted,
        );
        await page.getByLabel('Verification').selectOption(choice);
        const { totalCount } = (await (await answer).json()).data.oauthClients;
        await settled(page, `${totalCount} clients`);
        return totalCount;
      };
      const [verified, others] = [await total('Verified', true), await total('Not verified', false)];
      expect(Math.min(verified, others)).toBeGreaterThan(0);
      expect(verified + others).toBe(161);
    }));

  test('the next account begins with its own first page', () =>
    open('/demo/clients', async ({ page }) => {
      await signIn(page);
      await link(page, 'Next').click();
      await page.waitForURL(/after=/);
      await button(page, 'Sign out').click();
      await signIn(page, 'Bob');
      await settled(page, '60 clients');
      await expect.poll(() => names(page)).toHaveLength(20);
    }));

  test('a place that no list has leads to the first page', () =>
    open('/demo/clients?name=acme&after=nowhere', async ({ page }) => {
      await signIn(page);
      await button(page, 'Go to the first page').click();
      await settled(page, '2 clients');
    }));
});

test('a page that the list has shrunk away from leads to the first', () =>
  open('/demo/clients', async ({ page }) => {
    await signIn(page);
    await link(page, 'Next').click();
    await page.waitForURL(/after=/);
    await settled(page, '161 clients');
    await page.route('**/graphql', async (route) => {
      const answer = await (await route.fetch()).json();
      answer.data.oauthClients.nodes = [];
      await route.fulfill({ json: answer });
    });
    await page.reload();
    await page.getByText('Nothing is left on this page.').waitFor();
    await page.unroute('**/graphql');
    await link(page, 'Go to the first page').click();
    await expect.poll(() => names(page)).toContain('Parcel Pilot');
  }));

test('an address that cannot be read is said to be broken', () =>
  open('/demo/clients/%', async ({ page, complaints }) => {
    await signIn(page);
    await heading(page, 'This screen broke').waitFor();
    expect(complaints.splice(0)).toEqual([expect.stringContaining('URIError')]);
    await link(page, 'Begin anew').click();
    await settled(page, '161 clients');
  }));

describe('a client', () => {
  test('has its details, and the grants to it', () =>
    open('/demo/grants', async ({ page }) => {
      await signIn(page);
      const to = rows(page).locator('a.row-link').first();
      const name = (await to.textContent())!;
      await to.click();
      await heading(page, name).waitFor();
      await page.getByText('Redirect URIs').waitFor();
      await page.getByRole('heading', { name: 'Grants to this client' }).waitFor();
      await expect.poll(async () => new Set(await names(page))).toEqual(new Set([name]));
      expect(await rows(page).count()).toBe(Number.parseInt((await count(page).textContent())!, 10));
    }));

  test('that is not there is said to be none', () =>
    open('/demo/clients/a11ce000-0000-4000-8000-00000000ffff', async ({ page }) => {
      await signIn(page);
      await page.getByText('There is no such client in this account.').waitFor();
    }));

  test('of somebody else is not shown', () =>
    open('/demo/clients/a11ce000-0000-4000-8000-000000000001', async ({ page }) => {
      await signIn(page, 'Bob');
      await page
        .locator('main')
        .getByText(/no such client|may not do that/)
        .waitFor();
      expect(await page.locator('main').textContent()).not.toContain('Acme');
    }));
});

test('registering a client: mistakes show at their fields, the first has the focus, then the client is in the list', () =>
  open('/demo/clients', async ({ page }) => {
    await signIn(page, 'Bob');
    await settled(page, '60 clients');
    await link(page, 'Register a client').click();
    await page.getByLabel('messaging.read').check();
    await page.getByLabel('Redirect URIs').fill('https://app.example/callback\nhttps://app.example/#here');
    await button(page, 'Register').click();

    const mistakeAt = (label: string) =>
      page
        .locator('.field')
        .filter({ has: page.getByText(label, { exact: true }) })
        .locator('.mistake');
    await mistakeAt('Name').waitFor();
    expect(await mistakeAt('Redirect URIs').allTextContents()).toEqual([expect.stringMatching(/^Line 2: .*fragment/)]);
    const name = page.getByLabel('Name');
    expect(await name.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await name.getAttribute('aria-invalid')).toBe('true');

    await name.fill('Night Desk');
    await page.getByLabel('Redirect URIs').fill('https://app.example/callback');
    await button(page, 'Register').click();
    await heading(page, 'Night Desk is registered').waitFor();
    const [clientId, secret] = await page.locator('.value code').allTextContents();
    expect(secret).toMatch(/^[\w-]{43}$/);

    await link(page, 'See the client').click();
    await heading(page, 'Night Desk').waitFor();
    await page.getByText('https://app.example/callback').waitFor();
    await page.getByText(clientId!).waitFor();
    await page.getByText('Nobody has allowed it anything.').waitFor();
    expect(await page.content()).not.toContain(secret);
    await link(page, 'Clients').click();
    await settled(page, '61 clients');
    expect((await names(page))[0]).toBe('Night Desk');
  }));

describe('a fault', () => {
  test('too many requests: says when to try again, and does on demand', () =>
    open('/demo/', async ({ page }) => {
      await signIn(page);
      await settled(page, '161 clients');
      const heal = await withFault(page, '429');
      const answer = page.waitForResponse('**/graphql');
      await link(page, 'Grants').click();
      const notice = page.getByRole('alert');
      await notice.getByText('Too many requests for now').waitFor();
      const { errors } = await (await answer).json();
      expect(errors[0].extensions.code).toBe('RATE_LIMITED');
      expect(await notice.locator('time').getAttribute('datetime')).toBe(errors[0].extensions.retryAt);
      expect(await notice.locator('code').textContent()).toBe(errors[0].extensions.traceId);
      await notice.getByText('You can try again since').waitFor();
      await heal();
      await button(page, 'Try again').click();
      await settled(page, '300 grants');
    }));

  test('too many requests for a change: nothing is lost of what was filled in', () =>
    open('/demo/clients/new', async ({ page }) => {
      await signIn(page);
      await page.getByLabel('Name').fill('Patient');
      await page.getByLabel('Redirect URIs').fill('https://patient.example/');
      const heal = await withFault(page, '429');
      await button(page, 'Register').click();
      const notice = page.getByRole('alert');
      await notice.getByText('Too many requests for now').waitFor();
      expect(Date.parse((await notice.locator('time').getAttribute('datetime'))!)).toBeGreaterThan(0);
      await notice.getByText('You can try again since').waitFor();
      await heal();
      await button(page, 'Register').click();
      await heading(page, 'Patient is registered').waitFor();
    }));

  test('no connection: says so, and finds back', () =>
    open('/demo/', async ({ page, complaints }) => {
      await signIn(page);
      await page.route('**/graphql', (route) => route.abort('internetdisconnected'));
      await link(page, 'Grants').click();
      await page.getByRole('alert').getByText('No connection').waitFor();
      await page.unroute('**/graphql');
      await button(page, 'Try again').click();
      await settled(page, '300 grants');
      // The browser says so as well.
      expect(complaints.splice(0).every((complaint) => complaint.includes('ERR_INTERNET_DISCONNECTED'))).toBe(true);
    }));

  test('a revocation that Telnyx refuses leaves the grant, and says why', () =>
    open('/demo/grants', async ({ page }) => {
      await signIn(page);
      await settled(page, '300 grants');
      const heal = await withFault(page, '403@DELETE /oauth_grants');
      await button(page, /^Revoke/)
        .first()
        .click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('dialog').getByText('This account may not do that').waitFor();
      await heal();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await settled(page, '300 grants');
    }));
});
