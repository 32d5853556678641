import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './answers.ts';
import { createAuthorizations } from './authorizations.ts';
import { deliver } from './delivery.ts';
import { platformError, platformFault, Refusal } from './errors.ts';
import { createFaultSource } from './fault-source.ts';
import { answerAfter, answerInstead } from './faults.ts';
import { createSigner } from './keys.ts';
import { createMeter, type Quota } from './quota.ts';
import { type Exchange, readBody } from './requests.ts';
import { carryOut } from './routes.ts';
import { demoAccounts } from './seed.ts';
import { type Account, type AccountSeed, createStore } from './store.ts';
import type { Lifetimes, Spelling, World } from './world.ts';

export interface SandboxOptions {
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** Default: `demoAccounts()`, Alice, Bob and Carol. */
  accounts?: AccountSeed[];
  /** For each bearer key, or address. Default: ten million a minute, so that the headers are always there. */
  quota?: Quota;
  /** Seconds. Defaults: consent token 600, code 60, access token 3600, refresh token 86400. */
  lifetimes?: Partial<Lifetimes>;
  /** Under which paths clients and grants are served. Default: `both`. */
  spelling?: Spelling;
  /** Where the authorization endpoint sends the browser, with `consent_token`. Default: a page of the sandbox. */
  consentUrl?: () => string;
  /** How many of the last requests `calls` holds, with their bodies. Default: 10,000. */
  callsKept?: number;
  /** Told each request when it is answered, or broken off. */
  onCall?: (call: SandboxCall) => void;
}

/** One request that the sandbox got. Holds the secrets that it carried: for tests, not for logs. */
export interface SandboxCall {
  method: string;
  /** With the query, as sent. */
  path: string;
  /** 0: broken off by either side. */
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Sandbox {
  /** `http://HOST:PORT`, also the issuer. An address that is all of the machine's is told as 127.0.0.1. */
  origin: string;
  /** Base URL of the API: the origin with `/v2`. */
  url: string;
  /** The last requests, oldest first; `calls.length = 0` empties it. */
  calls: SandboxCall[];
  /** Fault rules in force for all requests (see `FaultRule`); push to add, splice to remove. */
  faults: string[];
  /** The live data of a key, open to changes. Throws for an unknown key. */
  account(key: string): Account;
  /** Ends at once: open connections are destroyed. */
  close(): Promise<void>;
}

const CALLS_KEPT = 10_000;
/** All addresses of the machine: no name that a client could use. */
const UNSPECIFIED = ['0.0.0.0', '::'];

/** Starts a Telnyx OAuth stand-in; all its state is in memory and starts the same each time. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', callsKept = CALLS_KEPT } = options;
  const calls: SandboxCall[] = [];
  const faults: string[] = [];
  const nextFault = createFaultSource(faults);
  const meter = createMeter(options.quota ?? { limit: 10_000_000, windowSeconds: 60 });
  const signer = await createSigner();
  const store = createStore(options.accounts ?? demoAccounts());

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const isUnspecified = UNSPECIFIED.includes(host);
  const origin = `http://${isUnspecified ? '127.0.0.1' : inUrl(host)}:${port}`;
  const shared = {
    store,
    spelling: options.spelling ?? 'both',
    signer,
    authorizations: createAuthorizations(),
    lifetimes: { consentToken: 600, code: 60, accessToken: 3600, refreshToken: 86_400, ...options.lifetimes },
  };
  /** An issuer has the name that its clients know it by (RFC 8414 section 3.3): here, which one they used. */
  const worldOf = ({ host: asked = '' }: IncomingHttpHeaders): World => {
    const named = isUnspecified && /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.test(asked) ? `http://${asked}` : origin;
    return { ...shared, origin: named, consentUrl: options.consentUrl ?? (() => `${named}/consent`) };
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const { method = '', headers } = request;
    const call: SandboxCall = { method, path: url, status: 0, headers, body: '' };
    let recorded = false;
    const record = (status: number): void => {
      if (recorded) return;
      recorded = true;
      call.status = status;
      calls.push(call);
      if (calls.length > callsKept) calls.shift();
      options.onCall?.(call);
    };
    const left = new AbortController();
    response.once('close', () => {
      left.abort();
      record(0);
    });

    const [path = '', ...search] = url.split('?');
    const exchange: Exchange = {
      method,
      path,
      query: new URLSearchParams(search.join('?')),
      headers,
      body: '',
      params: [],
    };
    const allowance = meter(headers, request.socket.remoteAddress ?? '');
    response.setHeader('x-request-id', requestId(headers));
    for (const [name, value] of Object.entries(allowance.headers)) response.setHeader(name, value);

    let fault: string | undefined;
    let answer: Answer;
    try {
      exchange.body = call.body = await readBody(request);
      if (allowance.exceeded) throw new Refusal(tooManyRequests(allowance.headers['x-ratelimit-reset']!));
      fault = nextFault(exchange);
      if (fault?.startsWith('slow=')) await delay(Number(fault.slice(5)), undefined, { signal: left.signal });
      answer = (fault && answerInstead(fault)) || (await carryOut(exchange, worldOf(headers)));
    } catch (error) {
      if (left.signal.aborted) return;
      if (!(error instanceof Refusal)) console.error('sandbox:', error);
      answer = error instanceof Refusal ? error.answer : platformFault(500);
    }
    if (left.signal.aborted) return;
    deliver(response, (fault && answerAfter(fault)) || answer, fault, record);
  }

  return {
    origin,
    url: `${origin}/v2`,
    calls,
    faults,
    account(key) {
      const account = store.accounts.get(key);
      if (!account) throw new Error(`the sandbox has no account ${key}`);
      return account;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @see RFC 3986 section 3.2.2 */
function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function requestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

function tooManyRequests(seconds: string): Answer {
  const problem = { code: '10011', title: 'Too many requests', detail: 'The quota of this window is used up.' };
  return platformError(429, problem, { 'retry-after': seconds });
}
