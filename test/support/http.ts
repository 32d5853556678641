import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** An answer of the HTTP surface, read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON; throws where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what tests are about
  readonly json: any;
}

export interface HttpRequest {
  /** Default: GET, but POST with a body. */
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Sends the body without saying how long it is. */
  chunked?: boolean;
}

/** Sends a request as it stands, with headers and methods that fetch would not send, on a connection of its own. */
export async function send(
  url: string | URL,
  { headers, body, chunked, method }: HttpRequest = {},
): Promise<HttpAnswer> {
  const req = request(url, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, agent: false });
  if (chunked) req.flushHeaders();
  req.end(body);
  const [res] = await once(req, 'response');
  let text = '';
  for await (const chunk of res.setEncoding('utf8')) text += chunk;
  return {
    status: res.statusCode,
    headers: res.headers,
    text,
    get json() {
      return JSON.parse(text);
    },
  };
}

/** A POST of GraphQL as clients send it. */
export function post(url: string | URL, body: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return send(url, { headers: { 'content-type': 'application/json', ...headers }, body: text });
}

/** A GET of GraphQL as clients send it: with a header that pages of other sites cannot send. */
export function get(url: string | URL, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  return send(url, { headers: { 'x-graphql-csrf': '1', ...headers } });
}

/** An open connection to the server of `url`. */
export async function open(url: string | URL): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes and reads until the server closes the connection; lines must end in `\r\n` only where they do in HTTP. */
export async function exchange(url: string | URL, bytes: string): Promise<string> {
  const socket = await open(url);
  socket.write(bytes);
  return readAll(socket);
}

/** What still comes until the connection ends. */
export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}
