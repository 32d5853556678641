import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { type Answer, accountNameOf, createAnswers } from './answers.ts';

/**
 * The upstream in Node, a process of its own: answers after `LATENCY_MS` (default 0), and leaves each answer as a file
 * under `FILES`, where that is given, for nginx to serve from then on. Tells its port by IPC, and answers any message
 * with how many calls it had.
 */
const latency = Number(process.env.LATENCY_MS ?? 0);
const files = process.env.FILES;
const answers = createAnswers();
let calls = 0;

const server = createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
  calls += 1;
  req.resume();
  const uri = req.url!;
  const account = accountNameOf(req.headers.authorization);
  const answer = answers(account, uri);
  if (files !== undefined && answer.status === 200) keep(`${files}/${account}${fileOf(uri)}`, answer);
  if (latency === 0) send(req, res, answer);
  else setTimeout(send, latency, req, res, answer);
});

function send(_req: IncomingMessage, res: ServerResponse, { status, body }: Answer): void {
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

/** The name that nginx looks for: the path, and the query as it was sent. */
function fileOf(uri: string): string {
  const [path, query = ''] = uri.split('?');
  return `${path}@${query}`;
}

function keep(path: string, { body }: Answer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, body);
  renameSync(`${path}.part`, path);
}

server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('message', () => process.send!(calls));
process.on('disconnect', () => process.exit());
