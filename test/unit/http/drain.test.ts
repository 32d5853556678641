import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Connections } from '../../../src/http/connections.ts';
import { drain } from '../../../src/http/drain.ts';
import { open, send } from '../../support/http.ts';

/** A server that answers when a test tells it to. */
async function listen() {
  const requests: { req: IncomingMessage; res: ServerResponse }[] = [];
  const server = createServer((req, res) => {
    connections.begin(req, res);
    requests.push({ req, res });
  });
  const connections = new Connections({ max: 100, endIdle() {}, endArriving: () => false, onDrop() {} });
  server.on('connection', (socket) => connections.accept(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const arrived = (count: number) => expect.poll(() => requests.length).toBe(count);
  const end = () => drain(server, { settled: () => connections.settled(), endArriving() {} });
  return { url, drain: end, arrived, answer: (index: number) => void requests[index]!.res.end(`answer ${index}`) };
}

/** Resolves when the connection has ended, in whatever way. */
const closing = (socket: Socket) => new Promise((closed) => socket.on('error', () => {}).once('close', closed));

describe('draining', () => {
  test('ends at once where nothing is in flight, whatever connections are open', async () => {
    const { url, drain, arrived, answer } = await listen();
    const idle = await open(url);
    idle.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await arrived(1);
    answer(0);
    await once(idle, 'data');
    const silent = await open(url);
    const begun = await open(url);
    begun.write('GET / HTTP/1.1\r\nHo');
    const ended = Promise.all([idle, silent, begun].map(closing));
    await drain();
    await ended;
    await expect(send(url)).rejects.toThrow('ECONNREFUSED');
  });

  test('lets requests in flight finish, and answers others meanwhile', async () => {
    const { url, drain, arrived, answer } = await listen();
    const first = send(url);
    await arrived(1);
    let drained = false;
    const draining = drain().then(() => {
      drained = true;
    });
    const second = send(url);
    await arrived(2);
    answer(1);
    expect(await second).toMatchObject({ status: 200, text: 'answer 1' });
    const third = send(url);
    await arrived(3);
    answer(0);
    expect(await first).toMatchObject({ status: 200, text: 'answer 0' });
    const connect = () =>
      open(url).then(
        (socket) => void socket.destroy(),
        (error) => error.code,
      );
    await expect.poll(connect).toBe('ECONNREFUSED');
    expect(drained).toBe(false);
    answer(2);
    expect(await third).toMatchObject({ status: 200, text: 'answer 2' });
    await draining;
  });

  test('does not wait for a caller that has disconnected', async () => {
    const { url, drain, arrived } = await listen();
    const socket = await open(url);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await arrived(1);
    const draining = drain();
    socket.destroy();
    await draining;
  });

  test('does not wait for requests in line on a connection that broke', async () => {
    const { url, drain, arrived, answer } = await listen();
    const socket = await open(url);
    const ended = closing(socket);
    const request = (line: string) => `${line} HTTP/1.1\r\nHost: a\r\n\r\n`;
    socket.write(request('GET /1') + request('GET /2'));
    await arrived(2);
    answer(1);
    // Node cuts the connection, as it does for who asks for a tunnel.
    socket.write(request('CONNECT a:1'));
    await ended;
    await drain();
  });
});
