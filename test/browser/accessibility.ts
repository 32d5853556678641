import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** How a page may be shown. */
export interface Display {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

const DESK: Display = { colorScheme: 'light', width: 1280, height: 800 };
export const PHONE: Display = { colorScheme: 'dark', width: 360, height: 740 };

/** Desk and phone, by day and by night. It ends with what pages are opened in. */
const ALL: readonly Display[] = [PHONE, { ...PHONE, colorScheme: 'light' }, { ...DESK, colorScheme: 'dark' }, DESK];

export async function become(page: Page, { colorScheme, ...size }: Display): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize(size);
}

/**
 * Expects nothing serious that axe finds and nothing wider than the screen, on either width in either theme.
 *
 * @param screen what the page shows, for the message
 * @param within selector of what axe looks at. Default: the whole page
 */
export async function inspect(page: Page, screen: string, within = ':root'): Promise<void> {
  for (const display of ALL) {
    await become(page, display);
    const where = `${screen}, ${display.colorScheme}, ${display.width} px`;
    expect({ where, serious: await findings(page, within) }).toEqual({ where, serious: [] });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect({ where, beyond: Math.max(0, beyond) }).toEqual({ where, beyond: 0 });
  }
}

/** What axe finds serious or worse: the rule, and where it is broken. */
async function findings(page: Page, within: string): Promise<string[]> {
  const there = await page.evaluate(() => 'axe' in window);
  if (!there) await page.evaluate(axe.source);
  const found = await page.evaluate(async (selector) => {
    const { run } = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await run(selector, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => ({ id, impact, places: nodes.map(({ html }) => html) }));
  }, within);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, places }) => `${id}: ${places.join(' ')}`);
}

/** Moves the focus by the Tab key until it is on the control of that name, which must show it. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement!;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const label = element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent;
      const seen = element.cloneNode(true) as Element;
      for (const hidden of seen.querySelectorAll('[aria-hidden]')) hidden.remove();
      return { name: (label ?? seen.textContent).trim(), outline: `${outlineStyle} ${outlineWidth}` };
    });
    if (!focused.name.startsWith(name)) continue;
    expect(focused.outline, name).toBe('solid 3px');
    return;
  }
  throw new Error(`The Tab key does not reach ${name}`);
}
