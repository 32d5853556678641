import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export const DEMO_KEY = 'KEYsandboxAlice';

/** What the browser is pointed at. */
export interface Served {
  /** The address of GraphiQL, or of the demo. */
  url: string;
  close(): unknown;
}

/** Starts the gateway as a newcomer does, on the embedded sandbox, but on free ports. */
export const serve = (env: Record<string, string> = {}) => start(['src/main.js'], /http:\/\/[^ ]+\/graphql/, env);

/** Starts the demo as `npm run demo` does, which `build-demo.ts` has built, but on free ports. */
export const serveDemo = (env: Record<string, string> = {}) =>
  start(['examples/consent/server/main.ts'], /http:\/\/[^ ]+\/demo\//, env);

/** Runs `node` with these arguments until it says the address that it serves. */
export async function start(
  args: readonly string[],
  address: RegExp,
  env: Record<string, string> = {},
  folder?: string,
): Promise<Served> {
  const sandboxed = { NODE_ENV: 'development', TELNYX_API_URL: 'sandbox', PORT: '0', SANDBOX_PORT: '0' };
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...sandboxed, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = address.exec(line);
      if (found) resolve(found[0]);
    });
    exited.then(([code]) => reject(new Error(`${args.join(' ')} ended with exit code ${code}`)), reject);
  });
  return { url, close: () => child.kill() && exited };
}

/** Debian's Chromium, without what it does of its own accord. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page and everything about it that a user should never meet. */
export interface Watched {
  page: Page;
  context: BrowserContext;
  /** Console errors and warnings, uncaught exceptions, breaches of the policy, failed and foreign requests. */
  complaints: string[];
}

/** What a page may do beyond what every page may. */
export interface Leave {
  /** Path of another host's pages that it may lead the browser to, but ask for nothing. */
  readonly navigation?: string;
}

/** Opens a page of 1280 x 800 in a profile of its own. */
export async function open(browser: Browser, url: string, { navigation }: Leave = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  const complaints: string[] = [];
  const { origin } = new URL(url);
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  context.on('weberror', (event) => complaints.push(`uncaught: ${event.error().message}`));
  context.on('request', (request) => {
    const { protocol, origin: target, pathname } = new URL(request.url());
    if (protocol === 'data:' || target === origin) return;
    if (!request.isNavigationRequest() || pathname !== navigation) complaints.push(`another host: ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const { errorText } = request.failure()!;
    // A reload or a closed page aborts what it still loads.
    if (errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${errorText}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  await context.exposeFunction('complain', (complaint: string) => complaints.push(complaint));
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sample }) =>
    complain('policy: ' + effectiveDirective + ' ' + sample));`);
  const page = await context.newPage();
  await page.goto(url);
  return { page, context, complaints };
}
