import { setTimeout as sleep } from 'node:timers/promises';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { post } from '../../support/http.ts';
import { IDS } from './fleet.ts';

/** How one operation ended. */
export interface Ended {
  readonly kind: 'read' | 'update';
  /** Milliseconds. */
  readonly duration: number;
  /** `ok`, or the code of its error. */
  readonly result: string;
  readonly retryAt: string | undefined;
  /** As `Date.now()`. */
  readonly at: number;
}

export interface LoadOptions {
  readonly url: string;
  /** Operations a second, and for how many seconds. */
  readonly rate: number;
  readonly seconds: number;
  /** Each tenth is an update; 0: none. */
  readonly updates?: boolean;
  readonly headers?: Record<string, string>;
}

const KEY = { authorization: `Bearer ${ALICE_KEY}` };
const READ = 'query Read($id: ID!) { oauthClient(clientId: $id) { name } }';
const UPDATE = `mutation Update($id: ID!, $name: String!) { updateOAuthClient(clientId: $id, input: { name: $name }) {
  __typename ... on OAuthRateLimitedError { retryAt } } }`;

/** Offers operations at a fixed rate, whatever becomes of them; ends when the last one has. */
export async function offer({ url, rate, seconds, updates = true, headers = {} }: LoadOptions): Promise<Ended[]> {
  const began = performance.now();
  const running: Promise<Ended>[] = [];
  for (let n = 0; n < rate * seconds; n++) {
    const wait = began + (n * 1000) / rate - performance.now();
    if (wait > 1) await sleep(wait);
    running.push(one(url, updates && n % 10 === 9 ? 'update' : 'read', IDS[n % IDS.length]!, headers));
  }
  return Promise.all(running);
}

/** Offers so many reads at once, each of another client; ends when the last one has. */
export function burst(url: string, count: number): Promise<Ended[]> {
  return Promise.all(IDS.slice(0, count).map((id) => one(url, 'read', id, {})));
}

async function one(url: string, kind: Ended['kind'], id: string, headers: Record<string, string>): Promise<Ended> {
  const started = performance.now();
  const query = kind === 'read' ? READ : UPDATE;
  const answer = await post(url, { query, variables: { id, name: 'new' } }, { ...KEY, ...headers }).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  const duration = performance.now() - started;
  if (answer instanceof Error || answer.status >= 500) {
    const result = answer instanceof Error ? (answer.code ?? answer.message) : String(answer.status);
    return { kind, duration, result, retryAt: undefined, at: Date.now() };
  }
  const { json } = answer;
  const error = json.errors?.[0]?.extensions;
  const payload = json.data?.updateOAuthClient;
  const isLimited = payload?.__typename === 'OAuthRateLimitedError';
  const result = error?.code ?? (isLimited ? 'RATE_LIMITED' : 'ok');
  return { kind, duration, result, retryAt: error?.retryAt ?? payload?.retryAt, at: Date.now() };
}

/** The middle one of the durations. */
export function median(ended: readonly Ended[]): number {
  const sorted = ended.map(({ duration }) => duration).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
