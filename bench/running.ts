import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { absence, type Contestant } from './contestants.ts';
import { type AccountName, accountOf, credentialOf } from './fixtures.ts';
import type { Planned } from './load/index.ts';
import { documentName, type Operation, type Query } from './operations.ts';
import { freePort, MEASURED_CORE, type Started, type StartOptions, start } from './process.ts';

const START_MS = 60_000;
const CHECKED_AT_ONCE = 20;
const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };
const TYPENAME = JSON.stringify({ query: 'query Typename { __typename }', operationName: 'Typename', variables: {} });

/** A contestant that serves, on a core of its own. */
export interface Running extends Started {
  readonly contestant: Contestant;
  readonly url: string;
  /** From the start of the process to its first answer, milliseconds. */
  readonly startMs: number;
}

/** What of a contestant is needed to ask it. */
export type Asked = Pick<Running, 'contestant' | 'url'>;

/** Why a contestant is not timed: its words, or what it answered instead of the right thing. */
export class NotComparable extends Error {}

/** Starts those that can run, one after another; tells by title why others do not. */
export async function startAll(
  contestants: readonly Contestant[],
  upstreamUrl: string,
  say: (line: string) => void,
): Promise<{ runnings: Running[]; absent: Record<string, string> }> {
  const runnings: Running[] = [];
  const absent: Record<string, string> = {};
  for (const contestant of contestants) {
    const reason = absence(contestant);
    try {
      if (reason !== undefined) throw new NotComparable(reason);
      runnings.push(await startContestant(contestant, upstreamUrl));
    } catch (error) {
      if (!(error instanceof NotComparable)) throw error;
      absent[contestant.title] = error.message;
      say(`${contestant.title} does not take part: ${error.message}`);
    }
  }
  return { runnings, absent };
}

/** Starts it in production, all settings but its own at their defaults. */
export async function startContestant(
  contestant: Contestant,
  upstreamUrl: string,
  options: Pick<StartOptions, 'ipc'> = {},
): Promise<Running> {
  const port = await freePort();
  const env = {
    NODE_ENV: 'production',
    PORT: String(port),
    UPSTREAM_URL: upstreamUrl,
    TELNYX_API_URL: upstreamUrl,
    HOME: process.env.HOME ?? '/',
    ...contestant.env,
  };
  const began = performance.now();
  const { cwd, command } = contestant;
  const started = start(command, { core: MEASURED_CORE, env, ...(cwd !== undefined && { cwd }), ...options });
  const url = `http://127.0.0.1:${port}/graphql`;
  for (;;) {
    const answer = await post(url, TYPENAME, credentialOf('small', 0)).catch(() => undefined);
    if (answer?.status === 200) return { contestant, url, startMs: performance.now() - began, ...started };
    if (started.child.exitCode !== null)
      throw new NotComparable(`it ended by itself with code ${started.child.exitCode}`);
    if (performance.now() - began > START_MS) {
      await started.stop();
      throw new NotComparable('it did not answer within a minute');
    }
    await delay(5);
  }
}

/**
 * The query's requests, each of them sent and its answer compared with what the fixtures say, member for member.
 * Throws `NotComparable` for the first that is wrong, or where the contestant has nothing like it.
 */
export async function plan(running: Asked, query: Query): Promise<Planned[]> {
  const account = accountOf(query.account);
  const { dialect } = running.contestant;
  const check = async (operation: Operation, index: number): Promise<Planned> => {
    const cursor = await cursorBefore(running, operation, query.account);
    const exchange = dialect.exchange(operation, account, documentName(query, index), cursor);
    if (!exchange) throw new NotComparable(`it has nothing like ${operation.kind}`);
    const body = JSON.stringify(exchange.request);
    const { status, text } = await post(running.url, body, credentialOf(query.account, 0));
    if (status !== 200 || !isRight(parsed(text), exchange.answer)) {
      const shown = text.length > 300 ? `${text.slice(0, 300)}…` : text;
      throw new NotComparable(`it answered ${query.id} with ${status} ${shown}`);
    }
    return { body, length: Buffer.byteLength(text) };
  };
  const planned: Planned[] = [];
  for (let from = 0; from < query.operations.length; from += CHECKED_AT_ONCE) {
    const some = query.operations.slice(from, from + CHECKED_AT_ONCE);
    planned.push(...(await Promise.all(some.map((operation, index) => check(operation, from + index)))));
  }
  return planned;
}

/** Where a graph of cursors stands in front of a list's offset: it is walked to, as a caller would. */
async function cursorBefore(running: Asked, operation: Operation, account: AccountName): Promise<string | undefined> {
  if (operation.kind !== 'clients' || operation.offset === 0 || running.contestant.role !== 'gateway') return undefined;
  const query = 'query Walk($after: String) { oauthClients(first: 100, after: $after) { pageInfo { endCursor } } }';
  let after: string | null = null;
  for (let read = 0; read < operation.offset; read += 100) {
    const { text } = await post(running.url, JSON.stringify({ query, variables: { after } }), credentialOf(account, 0));
    after = JSON.parse(text).data.oauthClients.pageInfo.endCursor;
  }
  return after ?? undefined;
}

async function post(url: string, body: string, credential: string): Promise<{ status: number; text: string }> {
  const headers = { ...HEADERS, authorization: `Bearer ${credential}` };
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(20_000) });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    throw new NotComparable('it does not answer', { cause: error });
  }
}

/** The right members, and no errors; what a graph tells besides, in extensions, is its own affair. */
function isRight(actual: Record<string, unknown>, expected: Record<string, unknown>): boolean {
  const known = Object.keys(expected).every((member) => isDeepStrictEqual(actual[member], expected[member]));
  return known && actual.errors === undefined;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
