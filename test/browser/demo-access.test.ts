import { expect, test } from 'vitest';
import { useForTests } from '../support/lifetime.ts';
import { become, inspect, PHONE, tabTo } from './accessibility.ts';
import { ask, button, heading, link, rows, signIn, visit, withFault } from './demo-support.ts';
import { launch, serveDemo } from './support.ts';

const served = useForTests(serveDemo);
const browser = useForTests(launch);

const open = (path: string, work: Parameters<typeof visit>[3]) => visit(browser, served, path, work);

test('every screen is readable by everyone', () =>
  open('/demo/', async ({ page }) => {
    await heading(page, 'Sign in').waitFor();
    await inspect(page, 'sign in');
    await signIn(page);
    await rows(page).first().waitFor();
    await inspect(page, 'clients');
    if (process.env.UPDATE_SCREENSHOTS) await page.screenshot({ path: 'docs/demo-clients.png' });
    await page.getByLabel('Name').fill('no such name');
    await page.getByText('No client is like that.').waitFor();
    await inspect(page, 'no clients');
    await button(page, 'Clear the filters').click();
    await rows(page).locator('a').nth(1).click();
    await page.getByRole('heading', { name: 'Grants to this client' }).waitFor();
    await rows(page).first().waitFor();
    await inspect(page, 'a client');

    await link(page, 'Clients').click();
    await link(page, 'Register a client').click();
    await page.getByLabel('messaging.read').waitFor();
    await inspect(page, 'registration');
    await page.getByLabel('Redirect URIs').fill('https://app.example/#here');
    await button(page, 'Register').click();
    await page.locator('.mistake').first().waitFor();
    await inspect(page, 'mistakes');
    await page.getByLabel('Name').fill('A name that is quite long, as names of clients happen to be, and longer still');
    await page.getByLabel('Redirect URIs').fill(`https://app.example/${'long/'.repeat(30)}`);
    await button(page, 'Register').click();
    await heading(page, /is registered$/).waitFor();
    await inspect(page, 'registered');
    await link(page, 'See the client').click();
    await page.getByText('Nobody has allowed it anything.').waitFor();
    await inspect(page, 'a client with long names');

    await link(page, 'Grants').click();
    await rows(page).first().waitFor();
    await inspect(page, 'grants');
    await button(page, /^Revoke/)
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await inspect(page, 'revocation');
    await button(page, 'Keep').click();

    await ask(page);
    await inspect(page, 'consent');
    await button(page, 'Deny').click();
    await heading(page, 'Not connected').waitFor();
    await inspect(page, 'denied');
    await link(page, 'Ask again').click();
    await button(page, 'Allow').click();
    await heading(page, 'Connected').waitFor();
    await inspect(page, 'allowed');
    await link(page, 'See and revoke the grant').click();
    await rows(page).first().waitFor();
    await become(page, PHONE);
    if (process.env.UPDATE_SCREENSHOTS) await page.screenshot({ path: 'docs/demo-phone.png' });

    await page.goto(new URL('/demo/consent', served.url).href);
    await heading(page, 'This request is over').waitFor();
    await inspect(page, 'over');
    const heal = await withFault(page, '403');
    await link(page, 'Clients').click();
    await page.getByRole('alert').waitFor();
    await inspect(page, 'trouble');
    await heal();
    await page.goto(new URL('/demo/nowhere', served.url).href);
    await heading(page, 'Nothing is here').waitFor();
    await inspect(page, 'nothing');
  }));

test('everything works by the keyboard alone, and the focus is never lost', () =>
  open('/demo/', async ({ page }) => {
    const focusIsOn = (text: string) =>
      expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain(text);
    const press = async (name: string) => {
      await tabTo(page, name);
      await page.keyboard.press('Enter');
    };
    await heading(page, 'Sign in').waitFor();
    await press('Alice');
    await focusIsOn('Clients');
    await rows(page).first().waitFor();
    await tabTo(page, 'Name');
    await page.keyboard.type('acme');
    await page.locator('.count').filter({ hasText: '2 clients' }).waitFor();
    await press('Acme Command Line');
    await focusIsOn('Acme Command Line');

    await press('Clients');
    await press('Register a client');
    await page.getByLabel('messaging.read').waitFor();
    await tabTo(page, 'Name');
    await page.keyboard.type('Keyed');
    await tabTo(page, 'Confidential');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByLabel('Public').isChecked()).toBe(true);
    await tabTo(page, 'messaging.read');
    await page.keyboard.press('Space');
    await tabTo(page, 'Redirect URIs');
    await page.keyboard.type('https://keyed.example/');
    await press('Register');
    await focusIsOn('Keyed is registered');

    await press('Grants');
    await rows(page).first().waitFor();
    await press('Try the flow');
    await heading(page, 'Parcel Pilot wants access').waitFor();
    await press('Allow');
    await heading(page, 'Connected').waitFor();
    await press('See and revoke the grant');
    await rows(page).first().waitFor();
    await press('Revoke the access of Parcel Pilot');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Revoke the access of Parcel Pilot');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // Browsers tell of a dialog that it has closed a moment after it has: it may be asked for again by then.
    await page.evaluate(() => {
      document.querySelector('dialog')!.close();
      (document.activeElement as HTMLElement).click();
    });
    await page.getByRole('dialog').waitFor();
    await press('Revoke');
    await focusIsOn('The access of Parcel Pilot is revoked.');
  }));

test('wherever the address leads, the focus goes to the heading of what is shown', () =>
  open('/demo/clients', async ({ page }) => {
    const focused = () =>
      page.evaluate(() => {
        const { tagName, textContent } = document.activeElement!;
        return `${tagName} ${textContent}`;
      });
    await signIn(page);
    const leads = async (title: string, search: RegExp, go: () => unknown) => {
      await page.locator('main [aria-busy="false"]').waitFor();
      await go();
      await expect.poll(() => new URL(page.url()).search).toMatch(search);
      await expect.poll(focused).toBe(`H1 ${title}`);
    };
    await leads('Clients', /^\?after=/, () => link(page, 'Next').click());
    const first = await rows(page).first().textContent();
    await leads('Clients', /^\?before=/, () => link(page, 'Previous').press('Enter'));
    await expect.poll(() => rows(page).first().textContent()).not.toBe(first);
    await leads('Clients', /^\?after=/, () => page.goBack());
    await leads('Clients', /^$/, () => page.goBack());
    await leads('Clients', /^\?after=/, () => page.goForward());
    await leads('Clients', /^$/, () => link(page, 'Access console').click());
    await leads('Grants', /^$/, () => link(page, 'Grants').click());
    await leads('Grants', /^\?after=/, () => link(page, 'Next').click());
    await leads('Clients', /^$/, () => link(page, 'Clients').click());
    const name = (await rows(page).locator('a').nth(1).textContent())!;
    await leads(name, /^$/, () => rows(page).locator('a').nth(1).click());
    await leads('Clients', /^$/, () => link(page, 'Clients').click());
    await leads('Register a client', /^$/, () => link(page, 'Register a client').click());
    await page.goBack();
    await expect.poll(focused).toBe('H1 Clients');

    // A filter that is typed changes the address and keeps the focus; the button that clears it is gone with it.
    await page.getByLabel('Name').fill('no such name');
    await expect.poll(() => new URL(page.url()).search).toBe('?name=no+such+name');
    expect(await page.evaluate(() => document.activeElement!.tagName)).toBe('INPUT');
    await button(page, 'Clear the filters').click();
    await expect.poll(focused).toBe('H1 Clients');
  }));
