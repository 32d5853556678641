import { execFileSync } from 'node:child_process';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, test } from 'vitest';
import * as client from '../../../../src/client/index.ts';
import { firstField, operationAt } from '../../../../src/graphiql/browser/operation.js';
import { hideCredentials, placeholder, variablesIn } from '../../../../src/graphiql/browser/placeholders.js';
import { curl, fetchCall, typeScript } from '../../../../src/graphiql/browser/snippets.js';

const MUTATION = `# it's "quoted" \\ \`and\` \${this}
mutation Make($input: In!) {
  made: createOAuthClient(input: $input) { __typename }
}`;
const ENV = { TELNYX_TOKEN: 'token-1', CLIENT_SECRET: 'secret-1', X_ROUTER_SECRET: 'router-1' };

function requestFor(query: string, variables?: object) {
  const { type, name, start } = operationAt(query, 0);
  const credentials = { authorization: 'Bearer hidden-1', 'x-router-secret': 'hidden-2', 'x-timeout-ms': '900' };
  return {
    url: 'http://127.0.0.1:4000/graphql',
    headers: [['content-type', 'application/json'], ...hideCredentials(credentials)],
    query,
    variables,
    operationName: name,
    type,
    field: firstField(query, start),
  };
}

const REQUESTS = {
  'a mutation with a secret': requestFor(MUTATION, {
    input: { name: `O'Hara "$HOME" \`x\``, clientSecret: placeholder(['input', 'clientSecret']), n: [1, null] },
  }),
  'a query without a name': requestFor('{ oauthClients { totalCount } }'),
};

/** What is to arrive, with the values of the variables. */
const bodyOf = ({ query, variables, operationName }: ReturnType<typeof requestFor>) =>
  JSON.parse(JSON.stringify({ query, variables, operationName }).replaceAll(/\uE000\w+\uE001/g, 'secret-1'));
const HEADERS = {
  'content-type': 'application/json',
  authorization: 'Bearer token-1',
  'x-router-secret': 'router-1',
  'x-timeout-ms': '900',
};

const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

/** Runs a snippet on a double of fetch; answers what it sent and what it printed. */
async function run(code: string, response: object) {
  const sent: { url: string; init: RequestInit }[] = [];
  const printed: unknown[] = [];
  const fetchDouble = async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return Response.json(response);
  };
  const names = ['fetch', 'process', 'console', 'failureOf', 'outcomeOf'];
  const console = { log: (value: unknown) => printed.push(value) };
  const work = new AsyncFunction(...names, code);
  await work(fetchDouble, { env: ENV }, console, client.failureOf, client.outcomeOf);
  const [{ url, init } = expect.fail('It sends nothing.')] = sent;
  return { url, headers: init.headers, body: JSON.parse(String(init.body)), printed };
}

describe.each(Object.entries(REQUESTS))('%s', (_, request) => {
  test('holds no secret of the headers, and names its variables', () => {
    for (const write of [curl, fetchCall, typeScript]) expect(write(request)).not.toContain('hidden-');
    expect(variablesIn(JSON.stringify(request))).toEqual(
      request.variables ? ['TELNYX_TOKEN', 'X_ROUTER_SECRET', 'CLIENT_SECRET'] : ['TELNYX_TOKEN', 'X_ROUTER_SECRET'],
    );
  });

  test('as curl, a shell hands on what it is', () => {
    const double = 'curl() { for each; do printf "%s\\0" "$each"; done; }\n';
    const env = { ...process.env, ...ENV };
    const printed = execFileSync('sh', ['-c', double + curl(request)], { env, encoding: 'utf8' });
    const [url, ...options] = printed.split('\0').slice(0, -1);
    expect(url).toBe(request.url);
    const values = options.filter((_, index) => index % 2 === 1);
    expect(options.filter((_, index) => index % 2 === 0)).toEqual([...values.slice(1).map(() => '--header'), '--data']);
    const headers = values.slice(0, -1).map((line) => line.split(': '));
    expect(Object.fromEntries(headers)).toEqual(HEADERS);
    expect(JSON.parse(values.at(-1)!)).toEqual(bodyOf(request));
  });

  test('as fetch, it sends what it is and prints the response', async () => {
    const response = { data: { a: 1 } };
    const { url, headers, body, printed } = await run(fetchCall(request), response);
    expect({ url, headers, body }).toEqual({ url: request.url, headers: HEADERS, body: bodyOf(request) });
    expect(printed).toEqual([response]);
  });

  test('as TypeScript, it tells data from failures by the client of the package', async () => {
    const [line = '', ...rest] = typeScript(request).split('\n');
    const [, name] = /^import \{ (\w+) \} from "telnyx-oauth-graphql\/client";$/.exec(line)!;
    expect(client).toHaveProperty(name!);
    const code = stripTypeScriptTypes(`async () => {${rest.join('\n')}}`).slice('async () => {'.length, -1);
    const good = { __typename: 'CreateOAuthClientPayload' };
    const { body, headers, printed } = await run(code, { data: { made: good } });
    expect({ body, headers }).toEqual({ body: bodyOf(request), headers: HEADERS });
    expect(printed).toEqual([request.variables ? good : { made: good }]);
    const errors = [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }];
    await expect(run(code, { data: null, errors })).rejects.toThrow('forbidden: No.');
    if (!request.variables) return;
    const refused = { __typename: 'OAuthNotFoundError', message: 'Gone.' };
    await expect(run(code, { data: { made: refused } })).rejects.toThrow('notFound: Gone.');
  });
});
