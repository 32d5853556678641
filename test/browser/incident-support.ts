import { readFileSync } from 'node:fs';
import type { Browser, Page, Request, Route } from 'playwright-core';
import { useInTest } from '../support/lifetime.ts';
import { button, signIn, visit } from './demo-support.ts';
import { type Served, serveDemo, type Watched } from './support.ts';

/** A filter that all grants of Alice match, and how many they are. */
export const ALL = '?unused_since=2030-01-01T00%3A00%3A00Z';
export const COUNT = 300;
/** Grants that the page revokes by one request. */
export const AT_ONCE = 50;

/** The input of a revocation. */
export interface Input {
  readonly where: Readonly<Record<string, string>>;
  readonly dryRun?: boolean;
  readonly maximumCount?: number;
  readonly first?: number;
}

/** The page, and what it told the gateway to revoke so far. */
export interface Incident extends Watched {
  readonly revocations: Input[];
}

const inputOf = (request: Request): Input | undefined => request.postDataJSON()?.variables?.input;
const asksForPlan = (request: Request): boolean => request.headers()['x-upstream-plan'] !== undefined;
const isRevocation = (request: Request): boolean => inputOf(request)?.dryRun === false && !asksForPlan(request);

/** Opens the page as Alice, on a demo of its own: what is revoked is gone. */
export async function openIncident(
  browser: Browser,
  search: string,
  work: (incident: Incident) => Promise<void>,
): Promise<void> {
  await visitIncident(browser, await useInTest(serveDemo()), search, work);
}

/** The same, on a demo that is there. */
export async function visitIncident(
  browser: Browser,
  served: Served,
  search: string,
  work: (incident: Incident) => Promise<void>,
): Promise<void> {
  await visit(browser, served, `/demo/incident${search}`, async (watched) => {
    const revocations: Input[] = [];
    watched.context.on('request', (request) => {
      if (isRevocation(request)) revocations.push(inputOf(request)!);
    });
    await signIn(watched.page);
    await work({ ...watched, revocations });
  });
}

/** Handles revocations, by their number from 0 on, and lets all else pass. */
export async function onRevocation(page: Page, handle: (route: Route, number: number) => unknown): Promise<void> {
  let number = 0;
  await page.route('**/graphql', (route, request) =>
    isRevocation(request) ? handle(route, number++) : route.fallback(),
  );
}

/** Answers what asks for a plan, as a gateway that plans does. */
export async function onPlan(page: Page, handle: (route: Route, input: Input) => unknown): Promise<void> {
  await page.route('**/graphql', (route, request) =>
    asksForPlan(request) ? handle(route, inputOf(request)!) : route.fallback(),
  );
}

/** Makes the calls of a revocation meet a fault of the sandbox. */
export const withFault = (route: Route, fault: string) =>
  route.continue({ headers: { ...route.request().headers(), 'x-sandbox-fault': fault } });

/** A refusal, as the gateway answers it. */
export const refused = (route: Route, type: string, members: object) => {
  const refusal = { __typename: type, message: 'No.', traceId: 'trace-1', ...members };
  return route.fulfill({ json: { data: { revokeOAuthGrants: refusal } } });
};

/** The field that looks for clients. */
export const client = (page: Page) => page.getByRole('searchbox', { name: 'Client' });

export const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 2 });

/** What is told under that name. */
export const factOf = async (page: Page, name: string): Promise<string> =>
  (await page.locator('.fact').filter({ hasText: name }).locator('dd').textContent())!;

/** Types the number and presses the button. */
export async function confirm(page: Page, count = COUNT): Promise<void> {
  await page.getByLabel(`Type ${count} to confirm`).fill(String(count));
  await button(page, `Revoke ${count} grants`).click();
}

/** The numbers that are shown. */
export async function tally(page: Page): Promise<Record<string, number>> {
  const pairs = await page
    .locator('.tally > div')
    .evaluateAll((divs) => divs.map((div) => [...div.children].map((child) => child.textContent)));
  return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value!.replaceAll(',', ''))]));
}

/** Saves the list, and answers what is in the file. */
export async function save(page: Page) {
  const saved = page.waitForEvent('download');
  await button(page, 'Save the list').first().click();
  const download = await saved;
  return { name: download.suggestedFilename(), file: JSON.parse(readFileSync(await download.path(), 'utf8')) };
}
