import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { type Answer, accountNameOf, createAnswers } from './answers.ts';
import type { Conditions } from './index.ts';
import { createMeter } from './meter.ts';

/**
 * The upstream in Node, a process of its own, which leaves each answer as a file under `FILES`, where that is given,
 * for nginx to serve from then on. Tells its port by IPC; a message with conditions sets them, and each message is
 * answered with how many calls it had.
 */
const files = process.env.FILES;
const answers = createAnswers();
const meter = createMeter();
let conditions: Conditions = { latencyMs: 0 };
let calls = 0;

const server = createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
  calls += 1;
  req.resume();
  const uri = req.url!;
  const account = accountNameOf(req.headers.authorization);
  const { latencyMs, quota } = conditions;
  const { headers, refusal } = quota === undefined ? {} : meter(account, quota);
  const answer = refusal ?? answers(account, uri);
  if (files !== undefined && answer.status === 200) keep(`${files}/${account}${fileOf(uri)}`, answer);
  if (latencyMs === 0) send(res, answer, headers);
  else setTimeout(send, latencyMs, res, answer, headers);
});

function send(res: ServerResponse, { status, body }: Answer, headers: Record<string, string> | undefined): void {
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers }).end(body);
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
process.on('message', (message: Conditions | 'calls?') => {
  if (message !== 'calls?') conditions = message;
  process.send!(calls);
});
process.on('disconnect', () => process.exit());
