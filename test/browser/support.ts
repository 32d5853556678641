import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export const DEMO_KEY = 'KEYsandboxAlice';

/** What the browser is pointed at. */
export interface Served {
  /** GraphiQL's address. */
  url: string;
  close(): unknown;
}

/** Starts the gateway as a newcomer does, on the embedded sandbox, but on free ports. */
export async function serve(): Promise<Served> {
  const gateway = spawn(process.execPath, ['src/main.ts'], {
    env: { ...process.env, NODE_ENV: 'development', TELNYX_API_URL: 'sandbox', PORT: '0', SANDBOX_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(gateway, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(gateway.stdout).on('line', (line) => {
      const address = /http:\/\/[^ ]+\/graphql/.exec(line);
      if (address) resolve(address[0]);
    });
    exited.then(([code]) => reject(new Error(`The gateway ended with exit code ${code}`)), reject);
  });
  return { url, close: () => gateway.kill() && exited };
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

/** Opens a page of 1280 x 800 in a profile of its own. */
export async function open(browser: Browser, url: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
  const complaints: string[] = [];
  const { origin } = new URL(url);
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  context.on('weberror', (event) => complaints.push(`uncaught: ${event.error().message}`));
  context.on('request', (request) => {
    const { protocol, origin: target } = new URL(request.url());
    if (protocol !== 'data:' && target !== origin) complaints.push(`another host: ${request.url()}`);
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
