import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT, startSandbox } from '../../../src/sandbox/index.ts';
import { readDockerfile } from '../../support/dockerfile.ts';
import { post, send } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { startProcess } from '../../support/process.ts';

/*
 * The gateway as its image runs it: from a tree of its own that holds its sources and what `npm ci --omit=dev` installs,
 * and nothing else, with no leave but to use the network and to read that tree.
 */

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

let tree: string;
let flags: string[];
const sandbox = useForTests(() => startSandbox());
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'gateway-'));
  const command = readDockerfile('Dockerfile')
    .at(-1)!
    .instructions.find(({ name }) => name === 'CMD')!;
  flags = command.words.slice(1, -1).map((flag) => flag.replace('=/app/', `=${tree}/`));
  const { packages } = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true; devOptional?: true }>;
  };
  const production = Object.keys(packages).filter((path) => path !== '' && !packages[path]!.dev);
  for (const path of ['package.json', 'schema/subgraph.graphql', 'src', ...production]) {
    cpSync(join(REPOSITORY, path), join(tree, path), {
      recursive: true,
      // What is installed below a package has an entry of its own.
      filter: (source) => !/\.(map|d\.[cm]?ts)$/.test(source) && !source.endsWith(`${path}/node_modules`),
    });
  }
  cpSync(join(REPOSITORY, 'node_modules/@graphql-yoga/graphiql/dist'), join(tree, 'src/assets/graphiql'), {
    recursive: true,
  });
}, 60_000);
afterAll(() => rmSync(tree, { recursive: true }), 60_000);

const environment = () => ({
  PORT: '0',
  NODE_ENV: 'production',
  TELNYX_API_URL: sandbox.url,
  TELNYX_WELL_KNOWN_URL: sandbox.origin,
});

describe('without any right to write, to start processes or threads, to read elsewhere or to make code of text', () => {
  test('it serves all kinds of operations', { timeout: 60_000 }, async () => {
    const gateway = startProcess(environment(), tree, flags);
    const url = await gateway.listening();
    const ask = async (query: string, variables = {}, headers = {}) => {
      const { status, json } = await post(
        url,
        { query, variables },
        { authorization: `Bearer ${ALICE_KEY}`, 'x-upstream-trace': 'true', ...headers },
      );
      expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined });
      return json;
    };
    const list = await ask('{ oauthClients(first: 100) { totalCount nodes { name grants { totalCount } } } }');
    expect(list.data.oauthClients.totalCount).toBe(sandbox.account(ALICE_KEY).clients.length);
    const representations = sandbox.account(ALICE_KEY).clients.slice(0, 50);
    const entities = await ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on OAuthClient { clientId } } _service { sdl } }',
      { r: representations.map(({ client_id }) => ({ __typename: 'OAuthClient', clientId: client_id })) },
      { 'apollo-federation-include-trace': 'ftv1' },
    );
    expect(entities.data._entities).toHaveLength(50);
    expect(entities.extensions.ftv1).toMatch(/^[\w+/]+=*$/);
    const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;
    const token = await ask(
      `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) {
        ... on RequestOAuthTokenPayload { accessToken } } }`,
      { input: { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret } },
    );
    expect(token.data.requestOAuthToken.accessToken).toMatch(/^ey/);
    await ask('{ oauthAuthorizationServerMetadata { issuer } oauthJsonWebKeySet { keys { kid } } }');
    for (const path of ['/livez', '/readyz', '/metrics']) {
      expect((await send(new URL(path, url))).status, path).toBe(200);
    }
    gateway.kill('SIGTERM');
    expect(await gateway.ended, gateway.output()).toBe(0);
    expect(gateway.output()).not.toMatch(/ERR_ACCESS_DENIED|EvalError/);
  });

  test('it serves in service mode, with keys of callers and spans', { timeout: 60_000 }, async () => {
    const receiver = await startOtlpReceiver();
    const secret = 'router-secret-of-forty-characters-0123456';
    const env = {
      ...environment(),
      AUTH_MODE: 'service',
      ROUTER_SECRET: secret,
      TELNYX_CLIENT_ID: DEMO_CLIENT.client_id,
      TELNYX_CLIENT_SECRET: DEMO_CLIENT.client_secret,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    };
    const gateway = startProcess(env, tree, flags);
    const url = await gateway.listening();
    const { json } = await post(url, { query: '{ oauthClients { totalCount } }' }, { 'x-router-secret': secret });
    expect(json.data).toEqual({ oauthClients: { totalCount: expect.any(Number) } });
    gateway.kill('SIGTERM');
    expect(await gateway.ended, gateway.output()).toBe(0);
    expect(gateway.output()).not.toMatch(/ERR_ACCESS_DENIED|EvalError/);
    expect(receiver.exports.length).toBeGreaterThan(0);
  });

  test('it serves GraphiQL, compressed', { timeout: 60_000 }, async () => {
    const gateway = startProcess({ ...environment(), GRAPHIQL: 'true' }, tree, flags);
    const url = await gateway.listening();
    const page = await send(url, { headers: { accept: 'text/html' } });
    const [, script] = /src="([^"]+graphiql\.js)"/.exec(page.text)!;
    const answer = await send(new URL(script!, url), { headers: { 'accept-encoding': 'br' } });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-encoding': 'br' } });
  });

  test('these rights are really gone', () => {
    const probe = join(tree, 'probe.mjs');
    writeFileSync(
      probe,
      `import { spawnSync } from 'node:child_process';
      import { readFileSync, writeFileSync } from 'node:fs';
      import { Worker } from 'node:worker_threads';
      const attempts = {
        'reads its own files': () => readFileSync(${JSON.stringify(join(tree, 'package.json'))}),
        'reads elsewhere': () => readFileSync('/etc/passwd'),
        'reads its environment from outside': () => readFileSync('/proc/self/environ'),
        'writes its own files': () => writeFileSync(${JSON.stringify(join(tree, 'x'))}, ''),
        'writes elsewhere': () => writeFileSync('/tmp/x', ''),
        'starts a process': () => spawnSync('true').error && (() => { throw spawnSync('true').error })(),
        'starts a thread': () => new Worker('1', { eval: true }),
        'loads native code': () => process.dlopen({ exports: {} }, '/lib/x.node'),
        'makes code of text': () => new Function('return 1')(),
      };
      for (const [name, attempt] of Object.entries(attempts)) {
        try { attempt(); console.log(name); } catch (error) { console.log(name + ': ' + (error.code ?? error.name)); }
      }`,
    );
    const lines = execFileSync(process.execPath, [...flags, probe], { encoding: 'utf8', stdio: 'pipe' });
    expect(lines.trim().split('\n')).toEqual([
      'reads its own files',
      'reads elsewhere: ERR_ACCESS_DENIED',
      'reads its environment from outside: ERR_ACCESS_DENIED',
      'writes its own files: ERR_ACCESS_DENIED',
      'writes elsewhere: ERR_ACCESS_DENIED',
      'starts a process: ERR_ACCESS_DENIED',
      'starts a thread: ERR_ACCESS_DENIED',
      'loads native code: ERR_DLOPEN_DISABLED',
      'makes code of text: EvalError',
    ]);
  });
});
