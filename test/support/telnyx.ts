import type { Dispatcher } from 'undici';
import { onTestFinished } from 'vitest';
import { createTelnyx } from '../../src/telnyx/client.ts';
import { TimeoutError, UnauthenticatedError } from '../../src/telnyx/errors.ts';
import type { CallContext } from '../../src/telnyx/transport/call-context.ts';
import { createDispatcher } from '../../src/telnyx/transport/dispatcher.ts';
import { createUpstream, type Upstream } from '../../src/telnyx/transport/upstream.ts';
import type { Telnyx } from '../../src/telnyx/types.ts';

/** The bearer key that tests call with unless they say otherwise. */
export const KEY = 'KEYtest0123456789';

type Address = Parameters<typeof createUpstream>[0];

export interface UpstreamOptions extends Partial<Address> {
  /** Default: a real one, destroyed when the test ends. */
  dispatcher?: Dispatcher;
}

export interface CallerOptions {
  /** The bearer; null: none. Default: {@link KEY}. */
  key?: string | null;
  /** Milliseconds to the deadline. Default 10,000. */
  timeout?: number;
  /** Aborted with an `AbortedError` when the caller leaves. */
  leaving?: AbortSignal;
  headers?: Record<string, string>;
  onMiscount?: CallContext['onMiscount'];
}

type CallRecord = Parameters<NonNullable<CallContext['onCall']>>[0];

/** The REST API of one caller, and what it told about its finished calls. */
export interface Connection {
  telnyx: Telnyx;
  records: CallRecord[];
}

/** A REST API at `origin`, below `/v2`, with the well-known documents at the root. */
export function upstreamAt(origin: string, { dispatcher, ...address }: UpstreamOptions = {}): Upstream {
  const defaults: Address = {
    apiUrl: new URL(`${origin}/v2`),
    rootUrl: new URL(origin),
    issuer: origin,
    clientsPath: '/oauth_clients',
    grantsPath: '/oauth_grants',
    documentMaxAge: 60_000,
    operationTimeout: 15_000,
  };
  return createUpstream({ ...defaults, ...address }, dispatcher ?? realDispatcher());
}

/** One caller of an upstream. Its deadline ends with the test. */
export function callerOf(upstream: Upstream, options: CallerOptions = {}): Connection {
  const { key = KEY, timeout = 10_000, leaving, headers = {}, onMiscount } = options;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new TimeoutError('Telnyx did not answer in time.')), timeout);
  onTestFinished(() => clearTimeout(timer));
  const records: CallRecord[] = [];
  const telnyx = createTelnyx(upstream, {
    authorize(access) {
      if (access === 'public' || access === 'protocol') return undefined;
      if (key === null) throw new UnauthenticatedError('No key was given.');
      return `Bearer ${key}`;
    },
    signal: leaving ? AbortSignal.any([deadline.signal, leaving]) : deadline.signal,
    deadline: Date.now() + timeout,
    headers,
    onCall: (record) => void records.push(record),
    ...(onMiscount && { onMiscount }),
  });
  return { telnyx, records };
}

/** An upstream with one caller. */
export function connect(origin: string, options: UpstreamOptions & CallerOptions = {}): Connection {
  const { key, timeout, leaving, headers, ...rest } = options;
  const caller = { key, timeout, leaving, headers };
  const given = Object.fromEntries(Object.entries(caller).filter(([, value]) => value !== undefined));
  return callerOf(upstreamAt(origin, rest), given);
}

/** The error that a promise is rejected with. Throws where it is fulfilled. */
export async function errorOf<E extends Error = Error>(promise: Promise<unknown>): Promise<E> {
  return promise.then(
    () => {
      throw new Error('The call was expected to fail.');
    },
    (error: E) => error,
  );
}

function realDispatcher(): Dispatcher {
  const dispatcher = createDispatcher({ connections: 64, proxy: undefined, operationTimeout: 15_000 });
  onTestFinished(() => dispatcher.destroy());
  return dispatcher;
}
