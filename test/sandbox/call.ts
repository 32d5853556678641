import type { Sandbox } from '../../src/sandbox/index.ts';

export interface CallOptions {
  /** Bearer key. */
  key?: string;
  /** Client credentials for a Basic header, sent as they are. */
  basic?: { client_id: string; client_secret: string };
  json?: unknown;
  form?: Record<string, string> | string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Reply<T> {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; an empty object when it is no JSON. */
  body: T;
}

/** One request to a sandbox, `METHOD /path` with the path below `/v2`, or below the root for a `.well-known` one. */
export async function call<T = Record<string, unknown>>(
  sandbox: Sandbox,
  line: string,
  { key, basic, json, form, headers = {}, signal }: CallOptions = {},
): Promise<Reply<T>> {
  const [method = '', path = ''] = line.split(' ');
  const sent = new Headers();
  if (key) sent.set('authorization', `Bearer ${key}`);
  if (basic) sent.set('authorization', `Basic ${btoa(`${basic.client_id}:${basic.client_secret}`)}`);
  if (json !== undefined) sent.set('content-type', 'application/json');
  if (form !== undefined) sent.set('content-type', 'application/x-www-form-urlencoded');
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  const body = json !== undefined ? JSON.stringify(json) : form && String(new URLSearchParams(form));
  const response = await fetch(`${path.startsWith('/.') ? sandbox.origin : sandbox.url}${path}`, {
    method,
    headers: sent,
    redirect: 'manual',
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) as T };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
