import { describe, expect, test } from 'vitest';
import type { UpstreamPlan } from '../../src/client/index.ts';
import { useForTests } from '../support/lifetime.ts';
import { inspect, tabTo } from './accessibility.ts';
import { button, heading, link, rows } from './demo-support.ts';
import {
  ALL,
  AT_ONCE,
  COUNT,
  client,
  confirm,
  factOf,
  type Incident,
  onPlan,
  onRevocation,
  openIncident,
  refused,
  save,
  tally,
  title,
  visitIncident,
  withFault,
} from './incident-support.ts';
import { DEMO_KEY, launch, serveDemo } from './support.ts';

const browser = useForTests(launch);

const open = (search: string, work: (incident: Incident) => Promise<void>) => openIncident(browser, search, work);

/** As the gateway tells it, of one request. */
const PLAN = {
  cost: 1_030,
  calls: { atLeast: 3, atMost: 53 },
  retries: { atMost: 318 },
  spelling: { atMost: 0 },
  quota: { remaining: 120, resetAt: '2030-01-01T00:00:00.000Z', fits: true },
  steps: [
    { method: 'GET', path: '/oauth_grants', atLeast: 3, atMost: 3, why: 'scan' as const, depends: [] },
    { method: 'DELETE', path: '/oauth_grants/{id}', atLeast: 0, atMost: 50, why: 'single' as const, depends: [0] },
  ].map((step) => ({ fields: ['revokeOAuthGrants'], ...step })),
} satisfies UpstreamPlan;
const planned = { errors: [{ message: 'Planned.', extensions: { code: 'PLANNED', plan: PLAN } }] };

test('a client is chosen, its grants are seen, and revoked once their number is typed', () =>
  open('', async ({ page, context, revocations }) => {
    await client(page).fill('acme contact');
    await button(page, /^Acme Contact Center/).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Change');
    await page.getByLabel('Granted after').fill('2020-01-01T00:00');
    await page.getByLabel('Scope').fill('messaging.read');
    await page.getByLabel('Scope').press('Enter');
    await title(page, /^\d+ grants match$/).waitFor();
    const count = Number.parseInt((await title(page, /grants match$/).textContent())!, 10);
    expect(count).toBeGreaterThan(1);
    expect(await rows(page).locator('.row-link').allTextContents()).toEqual(
      Array(Math.min(5, count)).fill('Acme Contact Center'),
    );
    await page.getByText('Grants to Acme Contact Center').waitFor();

    const number = page.getByLabel(`Type ${count} to confirm`);
    const revoke = button(page, `Revoke ${count} grants`);
    for (const wrong of ['', '0', `${count}0`, String(count - 1), 'all', `-${count}`]) {
      await number.fill(wrong);
      expect(await revoke.isDisabled(), wrong).toBe(true);
    }
    await number.fill(String(count));
    await number.press('Enter');
    expect(await revoke.isEnabled()).toBe(true);
    expect(revocations).toEqual([]);
    await revoke.click();
    await title(page, `Done: all ${count} grants have ended`).waitFor();
    await page.getByText(/^At [\d:]+ no grant matches any more\.$/).waitFor();
    const where = { clientId: expect.any(String), scope: 'messaging.read', createdAfter: expect.any(String) };
    expect(revocations).toEqual([
      {
        where: { ...where, createdBefore: expect.any(String) },
        dryRun: false,
        maximumCount: count,
        first: AT_ONCE,
      },
    ]);

    let requests = 0;
    context.on('request', () => requests++);
    const { name, file } = await save(page);
    expect(name).toMatch(/^revoked-grants-[\dT-]{19}Z\.json$/);
    expect(file).toMatchObject({
      format: 'revoked-grants/1',
      account: 'Alice',
      where: revocations[0]!.where,
      confirmed: count,
      state: 'finished',
      counts: { revoked: count, gone: 0, failed: 0, left: 0, unsure: 0 },
    });
    expect(file.grants).toHaveLength(count);
    await page.getByText(`Saved as ${name}`).waitFor();
    expect(requests).toBe(0);
    const stores = await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }, document.cookie]);
    expect(stores).toEqual([{}, { account: 'Alice' }, '']);
    expect(JSON.stringify(file) + page.url()).not.toContain(DEMO_KEY);
  }));

describe('what is shown before', () => {
  const served = useForTests(serveDemo);
  const look = (search: string, work: (incident: Incident) => Promise<void>) =>
    visitIncident(browser, served, search, work);

  test('an empty filter, and a client that is typed but not chosen, are no filter', () =>
    look('', async ({ page }) => {
      await button(page, 'Show what matches').click();
      await page.getByText('Give at least one: without any, all grants of the account match.').waitFor();
      await page.getByLabel('Scope').fill('voice.read');
      await client(page).fill('acme');
      await client(page).press('Enter');
      await page.getByText('Choose one of the clients that are found, or clear the field.').waitFor();
      expect(new URL(page.url()).search).toBe('');
      await client(page).fill('some-id-of-another-account');
      await button(page, /^Take this as the client ID/).click();
      await button(page, 'Show what matches').click();
      await title(page, 'No grant matches').waitFor();
      await page.getByText('Unknown client').first().waitFor();
      expect(await button(page, /^Revoke/).count()).toBe(0);
    }));

  test('goes away when the filter is edited, and another look counts anew', () =>
    look(ALL, async ({ page, revocations }) => {
      await title(page, `${COUNT} grants match`).waitFor();
      await page.getByLabel(`Type ${COUNT} to confirm`).fill(String(COUNT));
      await page.getByLabel('Scope').fill('messaging.read');
      await title(page, /match/).waitFor({ state: 'detached' });
      expect(await button(page, /^Revoke/).count()).toBe(0);
      await button(page, 'Show what matches').click();
      await title(page, /^\d+ grants match$/).waitFor();
      expect(await page.getByLabel(/^Type \d+ to confirm$/).inputValue()).toBe('');
      expect(new URL(page.url()).searchParams.get('scope')).toBe('messaging.read');
      expect(revocations).toEqual([]);
      await link(page, 'Incident').click();
      await title(page, /match/).waitFor({ state: 'detached' });
      expect(await page.getByLabel('Scope').inputValue()).toBe('');
    }));

  test('holds the plan, which is asked for what would find nothing', () =>
    look('', async ({ page, revocations }) => {
      const asked: object[] = [];
      await onPlan(page, (route, input) => {
        asked.push(input);
        return route.continue();
      });
      await page.goto(page.url() + ALL);
      await page.getByText('DELETE /oauth_grants/{id} 0 to 50 calls one for each grant').waitFor();
      const calls = /^306 to (\d+) calls/.exec(await factOf(page, 'Calls to Telnyx'));
      expect(Number(calls![1])).toBeGreaterThanOrEqual(306);
      expect(Number(calls![1])).toBeLessThan(350);
      expect(await factOf(page, 'Telnyx’ quota')).toMatch(/^[\d,]+ calls left until [\d:]+: enough\.$/);
      expect(asked).toEqual([
        {
          where: { unusedSince: '2030-01-01T00:00:00Z', createdBefore: '1970-01-01T00:00:00Z' },
          dryRun: false,
          maximumCount: COUNT,
          first: AT_ONCE,
        },
      ]);
      expect(revocations).toEqual([]);
    }));

  test('says that it will wait where the quota does not last', () =>
    look('', async ({ page }) => {
      await onPlan(page, (route) => route.fulfill({ json: planned }));
      await page.goto(page.url() + ALL);
      await page.getByText('306 to 318 calls').waitFor();
      expect(await factOf(page, 'Telnyx’ quota')).toMatch(/^120 calls left until [\d:]+\. Then this waits/);
    }));

  test('stays whole where the gateway does not plan, or cannot', () =>
    look('', async ({ page }) => {
      for (const answer of [
        { data: { revokeOAuthGrants: { __typename: 'RevokeOAuthGrantsPayload', matched: 0 } } },
        { errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] },
        { errors: [{ message: 'Planned.', extensions: { code: 'PLANNED' } }] },
      ]) {
        await onPlan(page, (route) => route.fulfill({ json: answer }));
        await page.goto(new URL(`/demo/incident${ALL}`, page.url()).href);
        await page.getByText('300 revocations, and the list of grants read anew by each request').waitFor();
        expect(await button(page, /^Revoke/).isDisabled()).toBe(true);
        await page.unroute('**/graphql');
      }
    }));

  test('says why it cannot be told', () =>
    look('', async ({ page }) => {
      await page.route('**/graphql', (route) => withFault(route, '403@GET /oauth_grants'));
      await page.goto(page.url() + ALL);
      await title(page, 'It cannot be told what matches').waitFor();
      await page.unroute('**/graphql');
      await button(page, 'Try again').click();
      await title(page, `${COUNT} grants match`).waitFor();
    }));
});

describe('while it runs', () => {
  test('it stops after the request that is under way, and goes on with the rest', () =>
    open(ALL, async ({ page, revocations }) => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await onRevocation(page, async (route, number) => {
        if (number === 2) await held;
        await route.continue();
      });
      await confirm(page);
      await title(page, `Revoking ${COUNT} grants`).waitFor();
      await expect.poll(() => tally(page)).toEqual({ Revoked: 100, Left: 200 });
      expect(await page.getByRole('progressbar').evaluate((bar: HTMLProgressElement) => bar.value)).toBe(100);
      // A double click stops, and nothing else.
      await button(page, 'Stop').dblclick();
      await title(page, 'Stopping').waitFor();
      await button(page, 'Do not wait for the answer').waitFor();
      release();
      await title(page, 'Stopped: 150 grants left').waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('run');
      for (const key of ['Enter', 'Enter', 'Space']) await page.keyboard.press(key);
      expect(await tally(page)).toEqual({ Revoked: 150, Left: 150 });
      expect(revocations).toHaveLength(3);

      // Another screen meanwhile loses nothing.
      await link(page, 'Grants').click();
      await page.getByText('150 grants').waitFor();
      await link(page, 'Incident').click();
      await button(page, 'Go on: revoke 150 grants').click();
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
      const { file } = await save(page);
      expect(new Set(file.grants.map(({ grantId }: { grantId: string }) => grantId)).size).toBe(COUNT);
      expect(revocations).toHaveLength(COUNT / AT_ONCE);
      expect(new Set(revocations.map((input) => JSON.stringify(input))).size).toBe(1);
    }));

  test('a lost answer is told as such, and what it did is not told twice', () =>
    open(ALL, async ({ page, complaints }) => {
      await onRevocation(page, async (route, number) => {
        if (number !== 1) return route.continue();
        await route.fetch();
        await route.abort();
      });
      await confirm(page);
      await page.getByText(/The answer to a request was lost: up to 50 more may have\./).waitFor();
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
      expect(await tally(page)).toEqual({ Revoked: 250, 'Gone meanwhile': 50, Left: 0 });
      const { file } = await save(page);
      expect(file.counts).toEqual({ revoked: 250, gone: 50, failed: 0, left: 0, unsure: 0 });
      expect(file.grants).toHaveLength(250);
      expect(complaints.splice(0).every((complaint) => /ERR_FAILED/.test(complaint))).toBe(true);
    }));

  test('an answer that is not waited for leaves open what was done', () =>
    open(ALL, async ({ page }) => {
      await onRevocation(page, async (route, number) => {
        if (number === 0) await withFault(route, 'slow=3000@DELETE /oauth_grants');
        else await route.continue();
      });
      await confirm(page);
      await button(page, 'Stop').click();
      await button(page, 'Do not wait for the answer').click();
      await title(page, `Stopped: ${COUNT} grants left`).waitFor();
      await page.getByText(/The answer to a request was lost: up to 50 more may have\./).waitFor();
      await button(page, `Go on: revoke ${COUNT} grants`).click();
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
      const { Revoked, 'Gone meanwhile': gone = 0 } = await tally(page);
      expect(Revoked! + gone).toBe(COUNT);
      expect(gone).toBeLessThanOrEqual(AT_ONCE);
    }));

  test('it waits for the quota, and can be stopped meanwhile', () =>
    open(ALL, async ({ page, revocations }) => {
      const members = { code: 'RATE_LIMITED', retryAt: new Date(Date.now() + 3_600_000).toISOString() };
      await onRevocation(page, (route, number) =>
        number === 1 ? refused(route, 'OAuthRateLimitedError', members) : route.continue(),
      );
      await confirm(page);
      await title(page, 'Waiting to go on').waitFor();
      await page
        .getByText(/^50 of 300 grants have ended\. Too many requests for now\. Goes on by itself at /)
        .waitFor();
      await button(page, 'Stop').click();
      await title(page, 'Stopped: 250 grants left').waitFor();
      expect(revocations).toHaveLength(2);
      await button(page, 'Go on: revoke 250 grants').click();
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
    }));

  test('it goes on by itself once the quota allows', () =>
    open(ALL, async ({ page }) => {
      await onRevocation(page, (route, number) => {
        const retryAt = new Date(Date.now() + 1_500).toISOString();
        return number % 2 === 0 ? refused(route, 'OAuthRateLimitedError', { retryAt }) : route.continue();
      });
      await confirm(page);
      await title(page, 'Waiting to go on').waitFor();
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
    }));

  test('grants that fail do not hold up the others, and can be tried again', () =>
    open(ALL, async ({ page }) => {
      await onRevocation(page, (route) => withFault(route, '409@DELETE /oauth_grants/a'));
      await confirm(page);
      await title(page, /^\d+ grants could not be revoked$/).waitFor();
      const { Revoked, 'Failed so far': failed, 'Not tried': untried } = await tally(page);
      expect(failed).toBeGreaterThan(1);
      expect(Revoked! + failed!).toBe(COUNT);
      expect(untried).toBe(0);
      expect(await page.locator('.told tbody tr').first().textContent()).toMatch(/^a.*Not revoked: /);
      const { file } = await save(page);
      const told = file.grants.filter(({ outcome }: { outcome: string }) => outcome === 'FAILED');
      expect(told).toHaveLength(failed!);
      expect(told[0]).toMatchObject({ code: expect.any(String), message: expect.any(String), mayHaveHappened: false });
      await page.unroute('**/graphql');
      await button(page, `Go on: revoke ${failed} grants`).click();
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
      expect(await tally(page)).toEqual({ Revoked: COUNT, Left: 0 });
    }));

  test('what Telnyx forbids stops it with the reason', () =>
    open(ALL, async ({ page, revocations }) => {
      await onRevocation(page, (route) => withFault(route, '403@DELETE /oauth_grants'));
      await confirm(page);
      await page.getByRole('alert').filter({ hasText: 'This account may not do that' }).waitFor();
      await title(page, `Stopped: ${COUNT} grants left`).waitFor();
      expect(revocations).toHaveLength(1);
    }));

  test('more than were confirmed are not revoked: it leads to another look', () =>
    open(ALL, async ({ page, revocations }) => {
      await onRevocation(page, (route) => refused(route, 'OAuthValidationError', { code: 'VALIDATION' }));
      await confirm(page);
      await page.getByText('More grants match now than the 300 that you confirmed').waitFor();
      expect(await button(page, /^Go on/).count()).toBe(0);
      await button(page, 'Look again').click();
      await title(page, `${COUNT} grants match`).waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('matches');
      await title(page, 'Done before, in this tab').waitFor();
      expect(revocations).toHaveLength(1);
    }));

  test('the browser asks before the list is lost, until it is saved', () =>
    open(ALL, async ({ page }) => {
      const asked: string[] = [];
      page.on('dialog', (dialog) => {
        asked.push(dialog.type());
        void dialog.dismiss();
      });
      await confirm(page);
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
      await page.evaluate(() => location.reload());
      await expect.poll(() => asked).toEqual(['beforeunload']);
      await title(page, `Done: all ${COUNT} grants have ended`).waitFor();
      await save(page);
      await page.reload();
      await title(page, 'No grant matches').waitFor();
      expect(asked).toHaveLength(1);
    }));
});

test('it works by the keyboard alone, from a client’s page to the saved file', () =>
  open('', async ({ page }) => {
    const focusIsOn = (text: string | RegExp) =>
      expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(text);
    const press = async (name: string, key = 'Enter') => {
      await tabTo(page, name);
      await page.keyboard.press(key);
    };
    await press('Clients');
    await rows(page).first().waitFor();
    await press('Acme Contact Center');
    await rows(page).first().waitFor();
    await press('Revoke all…');
    await heading(page, 'Incident: revoke many grants').waitFor();
    await title(page, /^\d+ grants match$/).waitFor();
    const count = Number.parseInt((await title(page, /grants match$/).textContent())!, 10);
    await press('Change the client');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('client');
    await page.keyboard.type('acme contact');
    await button(page, /^Acme Contact Center/).waitFor();
    await press('Acme Contact Center');
    await focusIsOn('Change');
    await press('Show what matches');
    await focusIsOn(`${count} grants match`);
    await tabTo(page, `Type ${count} to confirm`);
    await page.keyboard.type(`${count}`);
    await page.keyboard.press('Enter');
    await focusIsOn('');
    await press(`Revoke ${count} grants`, 'Space');
    await focusIsOn(`Done: all ${count} grants have ended`);
    await button(page, 'Choose other grants').waitFor();
    const saved = page.waitForEvent('download');
    await press('Save the list');
    await saved;
    await focusIsOn('Save the list');
    await press('Choose other grants');
    await focusIsOn('Incident: revoke many grants');
  }));

test('every state of it is readable by everyone', () =>
  open('', async ({ page }) => {
    await inspect(page, 'choice');
    await client(page).fill('acme');
    await button(page, /^Acme Contact Center/).waitFor();
    await inspect(page, 'clients that are found');
    await button(page, /^Acme Contact Center/).click();
    await inspect(page, 'a client that is chosen');
    await button(page, 'Clear').click();
    await button(page, 'Show what matches').click();
    await inspect(page, 'nothing is chosen');

    await onPlan(page, (route) => route.fulfill({ json: planned }));
    await page.goto(new URL(`/demo/incident${ALL}`, page.url()).href);
    await page.getByText('306 to 318 calls').waitFor();
    await page.getByLabel(`Type ${COUNT} to confirm`).fill(String(COUNT));
    await inspect(page, 'preview');
    if (process.env.UPDATE_SCREENSHOTS) {
      await page.locator('#takes').evaluate((heading) => heading.scrollIntoView());
      await page.screenshot({ path: 'docs/demo-incident.png' });
    }

    const retryAt = new Date(Date.now() + 3_600_000).toISOString();
    await onRevocation(page, (route, number) =>
      number === 3
        ? refused(route, 'OAuthRateLimitedError', { retryAt })
        : number === 5
          ? withFault(route, '403@DELETE /oauth_grants')
          : withFault(route, '409@DELETE /oauth_grants/a'),
    );
    await confirm(page);
    await title(page, 'Waiting to go on').waitFor();
    await inspect(page, 'waiting');
    await button(page, 'Stop').click();
    await title(page, /^Stopped/).waitFor();
    await inspect(page, 'stopped');
    await button(page, /^Go on/).click();
    await page.getByRole('alert').waitFor();
    await inspect(page, 'forbidden');
    await button(page, /^Go on/).click();
    await title(page, /could not be revoked$/).waitFor();
    await page.getByText(/grants still match/).waitFor();
    await button(page, /^Show all/).click();
    await inspect(page, 'done, but for some');
    await button(page, /^See \d+ grants/).click();
    await title(page, 'Done before, in this tab').waitFor();
    await title(page, /^\d+ grants match$/).waitFor();
    await inspect(page, 'another look, and what was done before');
  }));
