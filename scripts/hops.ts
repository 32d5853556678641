import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readSettings } from '../src/process/settings.ts';
import { startSandbox } from '../src/sandbox/index.ts';
import { startService } from '../src/service.ts';

/*
 * The files of src/ that one warm request passes through, the query of docs/architecture.md, one a line:
 *
 *     node scripts/hops.ts
 *
 * A file counts where one of its functions runs between the arrival of the request and the end of its response, by V8's
 * precise coverage. The sandbox, which is the upstream here, does not count.
 */
const KEY = 'KEYhops';
const ID = 'client-1';
const QUERY = 'query One($id: ID!) { oauthClient(clientId: $id) { clientId name createdAt } }';
const WARM_UP = 20;
const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

const sandbox = await startSandbox({ accounts: [{ key: KEY, clients: [{ client_id: ID }] }] });
const environment = { TELNYX_API_URL: `${sandbox.origin}/v2`, PORT: '0', GRAPHIQL: 'false' };
const service = await startService(readSettings(environment), pino({ level: 'silent' }));

const ask = async () => {
  const response = await fetch(service.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query: QUERY, variables: { id: ID } }),
  });
  const { data } = (await response.json()) as { data?: { oauthClient?: { clientId: string } } };
  if (data?.oauthClient?.clientId !== ID) throw new Error(`The answer was ${response.status}.`);
};

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
for (let count = 0; count < WARM_UP; count += 1) await ask();
await session.post('Profiler.takePreciseCoverage');
await ask();
const { result } = await session.post('Profiler.takePreciseCoverage');
session.disconnect();
await service.stop();
await sandbox.close();

const files = result
  .filter(({ url, functions }) => url.startsWith('file:') && functions.some(({ ranges }) => ranges[0]!.count > 0))
  .map(({ url }) => relative(SOURCES, fileURLToPath(url)))
  .filter((file) => !file.startsWith('..') && !file.startsWith('sandbox/'));
for (const file of files.toSorted()) console.log(file);
