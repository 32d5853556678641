import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useForTests } from '../support/lifetime.ts';
import { ask, button, heading, link, rows, signIn, visit } from './demo-support.ts';
import { launch, serveDemo } from './support.ts';

const OUTPUT = 'test/browser/output';
mkdirSync(OUTPUT, { recursive: true });

/** What Parcel Pilot asks for. */
const SCOPES = ['messaging.read', 'messaging.write', 'numbers.read'];

const served = useForTests(serveDemo);
const browser = useForTests(launch);

const open = (path: string, work: Parameters<typeof visit>[3]) => visit(browser, served, path, work);

/** How many grants the account has, as the list says. */
async function countGrants(page: Page): Promise<number> {
  const status = page.getByRole('region', { name: 'Grants' }).getByRole('status');
  await status.filter({ hasText: /\d grant/ }).waitFor();
  return Number.parseInt((await status.textContent())!.replace(',', ''), 10);
}

test('allow: the code is exchanged, the new grant is in the list, and can be revoked', () =>
  open('/demo/', async ({ page }) => {
    await signIn(page);
    await link(page, 'Grants').click();
    const before = await countGrants(page);
    await ask(page);
    expect(await page.locator('.scopes li').allTextContents()).toEqual([
      'See your messaging datamessaging.read',
      'Change your messaging datamessaging.write',
      'See your numbers datanumbers.read',
    ]);
    expect(await page.locator('.who').textContent()).toContain('Not verified by Telnyx');
    expect(await page.locator('.who img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await page.getByText('the account of Alice').waitFor();
    await page.screenshot({ path: `${OUTPUT}/consent.png` });
    if (process.env.UPDATE_SCREENSHOTS) await page.screenshot({ path: 'docs/demo-consent.png' });

    await button(page, 'Allow').click();
    await heading(page, 'Connected').waitFor();
    expect(page.url()).toBe(new URL('/demo/rp/result', served.url).href);
    expect(await page.locator('dd').allTextContents()).toEqual(['bearer', '3600 seconds', SCOPES.join('')]);
    await page.reload();
    await heading(page, 'Connected').waitFor();

    await link(page, 'See and revoke the grant').click();
    expect(await countGrants(page)).toBe(before + 1);
    const granted = rows(page).first();
    await granted.getByRole('link', { name: 'Parcel Pilot' }).waitFor();
    expect(await granted.locator('code').allTextContents()).toEqual(SCOPES);
    await button(page, 'Revoke the access of Parcel Pilot').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The access of Parcel Pilot is revoked.').waitFor();
    await expect.poll(() => countGrants(page)).toBe(before);
    expect(await rows(page).first().textContent()).not.toContain('Parcel Pilot');
  }));

test('deny: the relying party is told, and there is no grant', () =>
  open('/demo/', async ({ page }) => {
    await signIn(page, 'Bob');
    await link(page, 'Grants').click();
    const before = await countGrants(page);
    await ask(page);
    await button(page, 'Deny').click();
    await heading(page, 'Not connected').waitFor();
    await page.getByText('access_denied').waitFor();
    await link(page, 'Back to the grants').click();
    expect(await countGrants(page)).toBe(before);
  }));

test('a user that is not signed in signs in first, and the request waits', () =>
  open('/demo/rp/', async ({ page }) => {
    await page.getByText('An application asks for access.').waitFor();
    await signIn(page, 'Bob');
    await heading(page, 'Parcel Pilot wants access').waitFor();
    await page.getByText('the account of Bob').waitFor();
    await button(page, 'Allow').click();
    await link(page, 'See and revoke the grant').click();
    // Parcel Pilot is Alice's: Bob sees that somebody has access, but not who.
    await rows(page).first().getByText('Unknown client').waitFor();
  }));

test('back after the decision does not lead to the request again', () =>
  open('/demo/', async ({ page }) => {
    await signIn(page);
    await ask(page);
    await button(page, 'Deny').click();
    await heading(page, 'Not connected').waitFor();
    await page.goBack();
    await heading(page, 'Grants').waitFor();
  }));

describe('a request that is over', () => {
  test('has expired before a decision', async () => {
    const hasty = await serveDemo({ DEMO_CONSENT_S: '0' });
    try {
      await visit(browser, hasty, '/demo/', async ({ page }) => {
        await signIn(page);
        await link(page, 'Grants').click();
        await link(page, 'Try the flow').click();
        await heading(page, 'This request is over').waitFor();
        expect(await button(page, 'Allow').count()).toBe(0);
        await link(page, 'See who has access').click();
        await heading(page, 'Grants').waitFor();
      });
    } finally {
      await hasty.close();
    }
  });

  test('was decided in another window while it was shown here', () =>
    open('/demo/', async ({ page, context }) => {
      await signIn(page);
      await ask(page);
      const other = await context.newPage();
      await other.goto(page.url());
      await signIn(other);
      await button(other, 'Deny').click();
      await heading(other, 'Not connected').waitFor();
      await button(page, 'Allow').click();
      await heading(page, 'This request is over').waitFor();
    }));

  test.each(['/demo/consent?consent_token=unknown', '/demo/consent'])('never was: %s', (path) =>
    open(path, async ({ page }) => {
      await signIn(page);
      await heading(page, 'This request is over').waitFor();
    }),
  );
});

describe('the relying party', () => {
  test.each([
    ['nothing is pending', '/demo/rp/callback?code=stolen&state=guessed'],
    ['an answer of a browser that never asked', '/demo/rp/result'],
  ])('%s: takes no code', (_, path) =>
    open(path, async ({ page }) => {
      if (path.includes('callback')) await page.getByText('No request of this browser is pending here.').waitFor();
      else await page.getByText('An application asks for access.').waitFor();
    }),
  );

  test.each([
    ['state', 'state=of-another-flow&iss=ISSUER'],
    ['issuer', 'state=STATE&iss=https://mixed-up.example'],
    ['missing issuer', 'state=STATE'],
  ])('an answer with a wrong %s: takes no code', (_, answer) =>
    open('/demo/', async ({ page }) => {
      const asked = page.waitForRequest((request) => request.url().includes('/oauth/authorize'));
      await page.goto(new URL('/demo/rp/', served.url).href);
      const authorization = new URL((await asked).url());
      const filled = answer
        .replace('STATE', authorization.searchParams.get('state')!)
        .replace('ISSUER', authorization.origin);
      await page.goto(new URL(`/demo/rp/callback?code=injected&${filled}`, served.url).href);
      await heading(page, 'That did not work').waitFor();
      expect(await page.locator('main').textContent()).not.toContain('injected');
    }),
  );
});

test('an answer that would run as script is not followed', () =>
  open('/demo/', async ({ page }) => {
    await signIn(page);
    await ask(page);
    const payload = { __typename: 'DecideOAuthConsentPayload', redirectUri: 'javascript:document.body.remove()' };
    await page.route('**/graphql', (route) => route.fulfill({ json: { data: { decideOAuthConsent: payload } } }));
    await button(page, 'Allow').click();
    await page.getByText('an address that a browser must not follow').waitFor();
    await heading(page, 'Parcel Pilot wants access').waitFor();
  }));
