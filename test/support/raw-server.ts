import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came over the wire. */
export interface RawRequest {
  readonly method: string;
  /** As sent, with the query. */
  readonly path: string;
  /** Names in lower case; a repeated one keeps all values, with commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** All header names, in order, in lower case. */
  readonly names: readonly string[];
  readonly body: string;
  /** When it was complete, in milliseconds as `performance.now()`. */
  readonly time: number;
}

/** The bytes to send, or what else to do with the socket. */
export type Reply = string | Uint8Array | ((socket: Socket, request: RawRequest) => void);

/** A server that says whatever a test wants, byte for byte. */
export interface RawServer {
  readonly origin: string;
  readonly requests: RawRequest[];
  /** How many connections were opened so far. */
  connections(): number;
}

/** Starts one that gives each request the next of `replies`, the last one again and again. It ends with the test. */
export async function startRawServer(...replies: Reply[]): Promise<RawServer> {
  const server = await openRawServer(...replies);
  onTestFinished(() => server.close());
  return server;
}

/** The same, for whoever closes it in the end. */
export async function openRawServer(...replies: Reply[]): Promise<RawServer & { close(): void }> {
  const requests: RawRequest[] = [];
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (let request = read(received); request; request = read(received)) {
        received = received.subarray(request.length);
        const reply = replies[Math.min(requests.length, replies.length - 1)]!;
        requests.push(request.value);
        if (typeof reply === 'function') reply(socket, request.value);
        else socket.write(reply);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    connections: () => sockets.length,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A whole HTTP message; `headers` may replace its content-length. */
export function message(status: number, body = '', headers: Record<string, string> = {}): string {
  const lengths = status === 204 || status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return `${head(status, { ...lengths, ...headers })}${body}`;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): string {
  return message(status, JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8', ...headers });
}

/** The part of a message up to its body. */
export function head(status: number, headers: Record<string, string> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`;
}

/** Breaks the connection off without an answer. */
export const reset: Reply = (socket) => void socket.resetAndDestroy();

/** Never answers. */
export const stall: Reply = () => {};

/** Sends a part of an answer, then closes the connection. */
export function breakAfter(part: string): Reply {
  return (socket) => void socket.end(part);
}

function read(bytes: Buffer): { value: RawRequest; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const headers: Record<string, string> = {};
  const names: string[] = [];
  for (const each of lines) {
    const colon = each.indexOf(':');
    const name = each.slice(0, colon).toLowerCase();
    const value = each.slice(colon + 1).trim();
    names.push(name);
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  const body = bytes.toString('utf8', end + 4, length);
  return { value: { method, path, headers, names, body, time: performance.now() }, length };
}
