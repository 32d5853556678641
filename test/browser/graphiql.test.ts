import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TOUR } from '../../src/graphiql/tabs.ts';
import { useForTests } from '../support/lifetime.ts';
import { answer, editor, ready, text, tool, type, visitGraphiQL } from './graphiql-support.ts';
import { DEMO_KEY, launch, serve, type Watched } from './support.ts';

const OUTPUT = 'test/browser/output';
mkdirSync(OUTPUT, { recursive: true });

const served = useForTests(serve);
const browser = useForTests(launch);

const visit = (work: (watched: Watched) => Promise<void>, beyond?: string) =>
  visitGraphiQL(browser, served, work, beyond);

test('the first example runs with the demo key and shows data', () =>
  visit(async ({ page }) => {
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(
      TOUR.map(({ query }) => /^(?:query|mutation) (\w+)/m.exec(query)?.[1]),
    );
    const asked = page.waitForRequest((request) => request.postData()?.includes('query Clients') ?? false);
    await editor(page).click();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => text(answer(page))).toMatch(/"data": \{ *"oauthClients": \{ *"totalCount": \d/);
    const headers = await (await asked).allHeaders();
    expect(headers.authorization).toBe(`Bearer ${DEMO_KEY}`);
    expect(headers.origin).toBe(new URL(served.url).origin);
    await page.screenshot({ path: `${OUTPUT}/answer.png` });
    if (process.env.UPDATE_SCREENSHOTS) await page.screenshot({ path: 'docs/graphiql.png' });
  }));

test('the docs tell of the root fields, the editor completes their names', () =>
  visit(async ({ page }) => {
    await page.getByLabel('Show Documentation Explorer').click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByRole('link', { name: 'Query', exact: true }).click();
    await docs.getByRole('link', { name: 'oauthAuthorizationServerMetadata', exact: true }).waitFor();
    await page.screenshot({ path: `${OUTPUT}/docs.png` });

    const list = page.locator('.suggest-widget.visible');
    const offered = async () => {
      await editor(page).click();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('query More { oauthJ');
      await list.waitFor({ timeout: 3_000 }).catch(() => {});
      return (await list.allInnerTexts()).join();
    };
    await expect.poll(offered).toContain('oauthJsonWebKeySet');
    const background = await list.evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(background, 'hides what is below it').toMatch(/^rgb\(/);
    await page.screenshot({ path: `${OUTPUT}/completion.png` });
  }));

test('whatever brings style sheets of its own opens within the policy, and has them', () =>
  visit(async ({ page, complaints }) => {
    const parts: [name: string, open: () => Promise<void>, visible: string][] = [
      ['find', () => page.keyboard.press('Control+f'), '.find-widget.visible'],
      ['palette', () => page.keyboard.press('F1'), '.quick-input-list .monaco-list-row >> nth=0'],
      ['keys', () => page.getByLabel('Open short keys dialog').click(), '.graphiql-dialog'],
      ['menu', () => editor(page).click({ button: 'right' }), '.monaco-menu'],
    ];
    for (const [name, open, visible] of parts) {
      await editor(page).click();
      await open();
      const part = page.locator(visible);
      await part.waitFor();
      await page.screenshot({ path: `${OUTPUT}/${name}.png` });
      if (name === 'menu') {
        // Its sheets stand in a shadow tree: one resets the host (a div, so a block), one sets the size (15 px outside).
        const host = page.locator('.shadow-root-host');
        expect(await host.evaluate((element) => getComputedStyle(element).display)).toBe('inline');
        expect(await part.evaluate((element) => getComputedStyle(element).fontSize)).toBe('13px');
      }
      await page.keyboard.press('Escape');
      await part.waitFor({ state: 'hidden' });
      expect([name, ...complaints]).toEqual([name]);
    }

    const comment = editor(page).locator('[class^="mtk"]').first();
    const colour = () => comment.evaluate((element) => getComputedStyle(element).color);
    const light = await colour();
    await page.getByLabel('Open settings dialog').click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect.poll(colour).not.toBe(light);
    await page.screenshot({ path: `${OUTPUT}/dark.png` });
    await page.getByRole('button', { name: 'System' }).click();
    await expect.poll(colour).toBe(light);
  }));

test('a choice of operations drops down, and the page scrolls again after it', () =>
  visit(async ({ page }) => {
    await type(page, editor(page), 'query One { __typename } query Two { __typename }');
    const overflow = () => page.evaluate(() => getComputedStyle(document.body).overflow);
    const before = await overflow();
    await page.locator('.graphiql-execute-button[aria-haspopup="menu"]').click();
    const choice = page.getByRole('menuitem', { name: 'Two' });
    await choice.waitFor();
    expect(await overflow()).toBe('hidden');
    await choice.click();
    await expect.poll(() => text(answer(page))).toContain('"__typename": "Query"');
    await expect.poll(overflow).toBe(before);
  }));

test('a click opens each tab of the tour', () =>
  visit(async ({ page }) => {
    const names = await page.getByRole('tab').allInnerTexts();
    expect(names).toHaveLength(TOUR.length);
    for (const name of [...names.slice(1), names[0]!]) {
      await page.getByRole('tab', { name, exact: true }).click();
      await expect.poll(() => page.getByRole('tab', { selected: true }).allInnerTexts()).toEqual([name]);
    }
  }));

test('a reload keeps what was typed as a query, and nothing of variables, headers and answers', () =>
  visit(async ({ page }) => {
    const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }).replaceAll('\\', ''));
    await type(page, editor(page), 'query Typed { __typename }');
    await page.getByRole('button', { name: 'Variables' }).click();
    await type(page, tool(page), '{ "token": "SECRET-variable"');
    await page.getByRole('button', { name: 'Headers' }).click();
    await type(page, tool(page), '{ "authorization": "Bearer SECRET-header"');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => text(answer(page))).toContain('"__typename": "Query"');
    await page.getByRole('tab', { name: 'Refused' }).click();
    await expect.poll(stored).toMatch(new RegExp(`query Typed.*"activeTabIndex":${TOUR.length - 1}`));
    expect(await stored()).not.toMatch(/SECRET|KEYsandbox|0000-4000|"data"/);
    expect(page.url()).toBe(served.url);

    await page.reload();
    await ready(page);
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([
      'Typed',
      ...TOUR.slice(1).map(({ query }) => /^(?:query|mutation) (\w+)/m.exec(query)?.[1]),
    ]);
    expect(await page.getByRole('tab', { selected: true }).allInnerTexts()).toEqual(['Refused']);
    await page.getByRole('button', { name: 'Variables' }).click();
    await expect.poll(() => text(tool(page))).toContain('"clientId"');
    await page.getByRole('tab', { name: 'Typed' }).click();
    await expect.poll(() => text(editor(page))).toBe('query Typed { __typename }');
    await page.getByRole('button', { name: 'Headers' }).click();
    await expect.poll(() => text(tool(page))).toContain(DEMO_KEY);
  }));

test('a shared link is filled in, beside the tabs of before, and runs only when it is told to', () => {
  const query = `query First { __typename }

query Linked($n: Int!) {
  oauthClients(first: $n) { totalCount }
}`;
  const variables = { n: 1, token: 'SECRET-variable' };
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables), operationName: 'Linked' });
  return visit(async ({ page, context }) => {
    const asked: string[] = [];
    context.on('request', (request) => asked.push(request.postData() ?? ''));
    const shown = query.replaceAll(/\n/g, '');
    await expect.poll(() => text(editor(page))).toBe(shown);
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([
      ...TOUR.map(({ query }) => /^(?:query|mutation) (\w+)/m.exec(query)?.[1]),
      'First',
    ]);
    await page.getByRole('button', { name: 'Variables' }).click();
    await expect.poll(() => text(tool(page))).toContain('"n": 1');
    await page.reload();
    await ready(page);
    await expect.poll(() => text(editor(page))).toBe(shown);
    expect(await page.getByRole('tab').count()).toBe(TOUR.length + 1);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('SECRET');
    // Nothing but the schema was asked for so far.
    expect(asked.filter((body) => body.includes('oauthClients(first: $n)'))).toEqual([]);
    expect(await text(answer(page))).toBe('');

    await page.locator('.graphiql-query-editor .native-edit-context, .graphiql-query-editor textarea').first().focus();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => text(answer(page))).toMatch(/"oauthClients": \{ *"totalCount": \d/);
  }, `?${search}`);
});

test('a second visit loads nothing but the page and the schema', () =>
  visit(async ({ page, context }) => {
    const sizes = () =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => new URL(name).pathname.startsWith('/graphiql/'))
        .map(({ transferSize }) => transferSize);
    const first = await page.evaluate(sizes);
    expect(Math.max(...first)).toBeGreaterThan(1_000_000);

    const again = await context.newPage();
    await again.goto(served.url);
    await ready(again);
    const second = await again.evaluate(sizes);
    expect(second.length).toBeGreaterThan(5);
    expect(second.filter((size) => size > 0)).toEqual([]);
  }));

/** All of GraphiQL's own that is pressed, outside of dialogs. */
const CONTROLS = '.graphiql-sidebar button, [role="tab"], .graphiql-toolbar button, .graphiql-editor-tools button';

/** Where the next key goes to. The frame around an editor is a control: Enter leads from it into the editor. */
const focus = ({ page }: Pick<Watched, 'page'>) =>
  page.evaluate(() => {
    const { activeElement, body } = document;
    if (activeElement === null || activeElement === body) return 'nothing';
    return activeElement.closest('.graphiql-query-editor .monaco-editor') ? 'document' : 'control';
  });

test('a click into the document has the focus at once; other buttons and tabs keep it', { timeout: 120_000 }, () =>
  visit(async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const controls = page.locator(CONTROLS);
    const count = await controls.count();
    expect(count).toBeGreaterThan(15);
    const met: string[] = [];
    for (let at = 0; at < count; at++) {
      // The second time a plugin is closed.
      for (let time = 1; time <= 2; time++) {
        const control = controls.nth(at);
        const name = await control.evaluate((element) => element.ariaLabel ?? element.textContent);
        await control.click();
        if (name?.includes('dialog')) {
          await page.locator('.graphiql-dialog').waitFor();
          await page.keyboard.press('Escape');
          await page.locator('.graphiql-dialog').waitFor({ state: 'hidden' });
        }
        // A control that is disabled while it works has the focus again when it is done.
        await expect.poll(() => focus({ page }), { message: name ?? '' }).not.toBe('nothing');
        met.push(`${name}: ${await focus({ page })}`);
        await editor(page).click();
        met.push(`a click after ${name}: ${await focus({ page })}`);
      }
    }
    const lost = met.filter((each) => !each.endsWith(each.startsWith('a click') ? ': document' : ': control'));
    expect(lost).toEqual([]);
  }),
);

test('keys lead into the document, and what is run by key leaves the focus there', () =>
  visit(async ({ page }) => {
    await page.locator('.graphiql-query-editor [tabindex="0"]').first().focus();
    expect(await focus({ page })).toBe('control');
    await page.keyboard.press('Enter');
    expect(await focus({ page })).toBe('document');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => text(answer(page))).toContain('"data"');
    expect(await focus({ page })).toBe('document');
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# typed on\n');
    await expect.poll(() => text(editor(page))).toMatch(/^# typed on/);
  }));
