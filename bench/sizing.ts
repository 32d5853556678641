/*
 * What one gateway needs at which load: the figures of docs/operations.md#sizes.
 *
 *     node bench/sizing.ts
 *
 * The gateway runs alone on one core, with the image's variables and flags; the sandbox as Telnyx and the callers share
 * the other one. Of ten operations six read a client, two a list of 50, one 100 grants with their clients, and one
 * updates a client. Prints a row for each rate at which they come, then what memory is at its fullest: as many callers
 * as operations may run at once, each of whom reads 100 grants with their clients, again and again. Takes 2 minutes.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { ALICE_KEY } from '../src/sandbox/index.ts';
import { cpuOf, freePort, leaveMeasuredCore, MEASURED_CORE, OTHER_CORE, start } from './process.ts';

/** Operations a second. */
const RATES = [10, 50, 100];
const SECONDS = 20;
/** Operations that run at once, by default; each is one caller here. */
const MOST = 512;

const root = fileURLToPath(new URL('../', import.meta.url));
const READ =
  'query Read($id: ID!) { oauthClient(clientId: $id) { clientId name redirectUris allowedScopes createdAt } }';
const LIST = '{ oauthClients(first: 50) { totalCount nodes { clientId name redirectUris allowedScopes createdAt } } }';
const GRANTS = '{ oauthGrants(first: 100) { nodes { scopes lastUsedAt client { name } } } }';
const UPDATE = `mutation Update($id: ID!, $name: String!) { updateOAuthClient(clientId: $id, input: { name: $name }) {
  ... on UpdateOAuthClientPayload { client { name } } ... on OAuthError { message } } }`;

interface Data {
  readonly oauthClients?: { readonly nodes: readonly { readonly clientId: string }[] };
}

leaveMeasuredCore();
const [sandboxPort, port] = [await freePort(), await freePort()];
const node = process.execPath;
const sandbox = start([node, `${root}src/process/run-sandbox.ts`], {
  core: OTHER_CORE,
  env: { SANDBOX_PORT: String(sandboxPort) },
});
const [, image] = /^CMD \["node", (.*--max-semi-space-size.*), "\w+\/main\.js"\]$/m.exec(
  readFileSync(`${root}Dockerfile`, 'utf8'),
)!;
const flags = (JSON.parse(`[${image}]`) as string[]).map((flag) => flag.replace('=/app/', `=${root}`));
const began = performance.now();
const gateway = start([node, ...flags, `${root}src/main.js`], {
  core: MEASURED_CORE,
  env: { NODE_ENV: 'production', PORT: String(port), TELNYX_API_URL: `http://127.0.0.1:${sandboxPort}/v2` },
});
const callers = new Pool(`http://127.0.0.1:${port}`, { connections: MOST });
const cpu = () => cpuOf(gateway.pids());

/** One operation; how long it took, milliseconds. */
async function ask(query: string, variables = {}): Promise<{ ms: number; data: Data }> {
  const started = performance.now();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${ALICE_KEY}` };
  const body = JSON.stringify({ query, variables });
  const response = await callers.request({ method: 'POST', path: '/graphql', headers, body });
  const { data, errors } = (await response.body.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return { ms: performance.now() - started, data };
}

/** Of the list of clients. */
async function firstAnswer(): Promise<Data> {
  for (;;) {
    try {
      return (await ask(LIST)).data;
    } catch (error) {
      if (gateway.child.exitCode !== null || performance.now() - began > 60_000) throw error;
      await sleep(10);
    }
  }
}

const { oauthClients } = await firstAnswer();
const ids = oauthClients!.nodes.map(({ clientId }) => clientId);
console.log(`first answer after ${Math.round(performance.now() - began)} ms and ${cpu().toFixed(1)} s of CPU`);

/** The mix: which operation comes as the n-th. */
function nth(n: number) {
  const id = ids[n % ids.length]!;
  if (n % 10 < 6) return ask(READ, { id });
  if (n % 10 < 8) return ask(LIST);
  return n % 10 === 8 ? ask(GRANTS) : ask(UPDATE, { id, name: `Client ${n}` });
}

/** Sends operations at a rate, whatever becomes of them; a row of the table. */
async function atRate(rate: number): Promise<string> {
  const before = cpu();
  const started = performance.now();
  const running: Promise<number>[] = [];
  let rss = 0;
  for (let n = 0; n < rate * SECONDS; n++) {
    const wait = started + (n * 1_000) / rate - performance.now();
    if (wait > 1) await sleep(wait);
    if (n % rate === 0) rss = Math.max(rss, gateway.rss());
    running.push(nth(n).then(({ ms }) => ms));
  }
  const sorted = (await Promise.all(running)).toSorted((a, b) => a - b);
  const seconds = (performance.now() - started) / 1_000;
  const used = cpu() - before;
  const at = (share: number) => `${sorted[Math.floor(sorted.length * share)]!.toFixed(0)} ms`;
  const cells = [(sorted.length / seconds).toFixed(0), (used / seconds).toFixed(2)];
  return `| ${[...cells, ((used / sorted.length) * 1_000).toFixed(1), rss.toFixed(0), at(0.5), at(0.99)].join(' | ')} |`;
}

console.log(
  `| operations a second | cores | ms of CPU each | MB at most | median | 99 of 100 |\n|${' --- |'.repeat(6)}`,
);
await atRate(100);
for (const rate of RATES) console.log(await atRate(rate));

let most = 0;
const end = performance.now() + SECONDS * 1_000;
const watching = setInterval(() => {
  most = Math.max(most, gateway.rss());
}, 100);
const again = async () => {
  while (performance.now() < end) await ask(GRANTS);
};
await Promise.all(Array.from({ length: MOST }, again));
clearInterval(watching);
console.log(`${MOST} callers at once who read 100 grants each: ${most.toFixed(0)} MB at most`);
await Promise.all([gateway.stop(), sandbox.stop(), callers.close()]);
