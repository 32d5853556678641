import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Change } from '../../../src/drift/compare.ts';
import { readPinned } from '../../../src/drift/facts.ts';
import { drift } from '../../../src/drift/main.ts';
import { type Edit, nextPackage, oldPackage, openApiFile } from './published.ts';

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const writer = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  return { code: await drift(args, { stdout: writer('stdout'), stderr: writer('stderr') }), ...written };
}

/** The changes of one source, each as a line. */
async function changesOf(...args: string[]): Promise<{ code: number; changes: string[] }> {
  const { code, stdout } = await run(...args, '--json');
  const changes: Change[] = JSON.parse(stdout)[0].changes;
  return {
    code,
    changes: changes.map(({ change, what, operation, name, was, is }) =>
      [change, what, operation, name, [was, is].filter(Boolean).join(' -> ')].filter(Boolean).join(' | '),
    ),
  };
}

describe('two versions of the telnyx package', () => {
  test('the installed one is the pinned one', async () => {
    expect(await run('--sdk', 'node_modules/telnyx')).toEqual({
      code: 0,
      stdout: 'telnyx package 7.24.0, against 7.24.0: nothing differs\n',
      stderr: '',
    });
  });

  test('an old one is told apart by its pages', async () => {
    const { code, changes } = await changesOf('--sdk', oldPackage());
    const ofLists = ['GET /oauth_clients', 'GET /oauth_grants'].flatMap((list) => [
      `changed | response member | ${list} | data | object[], required -> object[], optional`,
      `changed | response member | ${list} | meta | object, required -> object, optional`,
      `changed | response member | ${list} | meta.page_number | number, required -> number, optional`,
      `new | response member | ${list} | meta.page_size | number, optional`,
      `changed | response member | ${list} | meta.total_pages | number, required -> number, optional`,
      `new | response member | ${list} | meta.total_results | number, optional`,
    ]);
    expect({ code, changes }).toEqual({ code: 1, changes: ofLists });
  });

  const CLIENTS = 'resources/oauth-clients.d.ts';
  const OAUTH = 'resources/oauth.d.ts';
  const edits: [name: string, edits: Edit[], changes: (string | RegExp)[]][] = [
    [
      'a new operation',
      [
        [
          OAUTH,
          '    token(',
          '    revoke(body: OAuthTokenParams, options?: RequestOptions): APIPromise<void>;\n    token(',
        ],
        [
          'resources/oauth.mjs',
          '    token(',
          "    revoke(body, options) {\n        return this._client.post('/oauth/revoke', { body, ...options });\n    }\n    token(",
        ],
      ],
      ['new | operation | POST /oauth/revoke'],
    ],
    [
      'an operation that is gone',
      [
        [
          OAUTH,
          '    introspect(body: OAuthIntrospectParams, options?: RequestOptions): APIPromise<OAuthIntrospectResponse>;',
          '',
        ],
      ],
      ['vanished | operation | POST /oauth/introspect'],
    ],
    [
      'the other spelling of a path',
      [['resources/oauth-grants.mjs', '/oauth_grants/', '/oauth/grants/']],
      ['DELETE', 'GET'].flatMap((method) => [
        `new | path | ${method} /oauth_grants/{id} | /oauth/grants/{id}`,
        `vanished | path | ${method} /oauth_grants/{id} | /oauth_grants/{id}`,
      ]),
    ],
    [
      'a new parameter',
      [[CLIENTS, "'filter[client_id]'?: string;", "'filter[client_id]'?: string;\n    sort?: 'name' | '-name';"]],
      ["new | parameter | GET /oauth_clients | sort | '-name' | 'name', optional"],
    ],
    [
      'a parameter that is gone',
      [[CLIENTS, "'filter[verified]'?: boolean;", '']],
      ['vanished | parameter | GET /oauth_clients | filter[verified] | boolean, optional'],
    ],
    [
      'a new member of a request, which is required',
      [
        [
          OAUTH,
          'export interface OAuthIntrospectParams {',
          'export interface OAuthIntrospectParams {\n    token_type_hint: string;',
        ],
      ],
      ['new | request member | POST /oauth/introspect | token_type_hint | string, required'],
    ],
    [
      'a member of another type',
      [[OAUTH, 'expires_in: number;', 'expires_in: string;']],
      ['changed | response member | POST /oauth/token | expires_in | number, required -> string, required'],
    ],
    [
      'a new value of an enum, and one that is gone',
      [
        [
          OAUTH,
          "grant_type: 'client_credentials' | 'authorization_code'",
          "grant_type: 'device_code' | 'authorization_code'",
        ],
      ],
      [
        'new | enum value | POST /oauth/token | grant_type = device_code',
        'vanished | enum value | POST /oauth/token | grant_type = client_credentials',
      ],
    ],
    [
      'a new member within a member',
      [[OAUTH, 'interface RequestedScope {', 'interface RequestedScope {\n            risk?: string;']],
      ['new | response member | GET /oauth/consent/{consent_token} | data.requested_scopes[].risk | string, optional'],
    ],
  ];
  test.each(edits)('%s', async (_, changed, changes) => {
    expect(await changesOf('--sdk', nextPackage(changed))).toEqual({ code: 1, changes });
  });

  test('of the same change in several operations it makes one line', async () => {
    const folder = nextPackage([
      [CLIENTS, 'export interface OAuthClient {', 'export interface OAuthClient {\n    verified: boolean;'],
    ]);
    const { stdout } = await run('--sdk', folder);
    expect(stdout).toBe(
      [
        'telnyx package 7.24.0, against 7.24.0: 4 differences',
        '  new       response member verified: boolean, required',
        '      GET /oauth_clients, GET /oauth_clients/{id}, POST /oauth_clients, PUT /oauth_clients/{id}',
        '',
      ].join('\n'),
    );
  });
});

describe('an OpenAPI document', () => {
  test('that says what is pinned', async () => {
    expect(await changesOf('--openapi', openApiFile())).toEqual({ code: 0, changes: [] });
  });

  test('that says otherwise: all that is new, changed and gone', async () => {
    const file = openApiFile(({ paths, components }) => {
      paths['/oauth/revoke'] = { post: { responses: { 200: {} } } };
      delete paths['/oauth/jwks'];
      // The other spelling beside the one that is pinned, as the official document had it.
      paths['/oauth/clients'] = paths['/oauth_clients'];
      const { parameters } = paths['/oauth_clients'].get;
      parameters.find(({ name }: { name: string }) => name === 'page[size]').schema.maximum = 250;
      parameters.push({ in: 'query', name: 'sort', schema: { type: 'string' } });
      parameters.push({ in: 'header', name: 'X-Managed-Account-Id', schema: { type: 'string' } });
      components.schemas.Introspection = {
        allOf: [paths['/oauth/introspect'].post.responses[200].content['application/json'].schema],
        properties: { username: { type: 'string' }, active: { type: ['boolean', 'null'] } },
        required: ['active'],
      };
      paths['/oauth/introspect'].post.responses[200].content['application/json'].schema = {
        $ref: '#/components/schemas/Introspection',
      };
      const { properties } = paths['/oauth/register'].post.requestBody.content['application/json'].schema;
      properties.token_endpoint_auth_method.enum = ['none', 'client_secret_basic', 'private_key_jwt'];
    });
    expect(await changesOf('--openapi', file)).toEqual({
      code: 1,
      changes: [
        'vanished | operation | GET /oauth/jwks',
        'new | path | GET /oauth_clients | /oauth/clients',
        'changed | parameter | GET /oauth_clients | page[size] | number (1 to 100), optional -> number (1 to 250), optional',
        'new | parameter | GET /oauth_clients | sort | string, optional',
        'changed | response member | POST /oauth/introspect | active | boolean, required -> boolean | null, required',
        'new | response member | POST /oauth/introspect | username | string, optional',
        'new | enum value | POST /oauth/register | token_endpoint_auth_method = private_key_jwt',
        'vanished | enum value | POST /oauth/register | token_endpoint_auth_method = client_secret_post',
        'new | operation | POST /oauth/revoke',
        'new | path | POST /oauth_clients | /oauth/clients',
      ],
    });
  });
});

test('the newest package is what npm brings, and the folder for it is removed', async () => {
  const [bin, temporary] = ['bin', 'tmp'].map((name) => mkdtempSync(join(tmpdir(), `${name}-`))) as [string, string];
  onTestFinished(() => [bin, temporary].forEach((folder) => void rmSync(folder, { recursive: true })));
  const npm = `#!/bin/sh
echo "$@" > '${bin}/asked'
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/node_modules" && ln -s '${resolve('node_modules/telnyx')}' "$2/node_modules/telnyx"`;
  writeFileSync(join(bin, 'npm'), npm);
  chmodSync(join(bin, 'npm'), 0o755);
  mkdirSync(temporary, { recursive: true });
  vi.stubEnv('PATH', bin + delimiter + process.env.PATH);
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('telnyx package 7.24.0') });
  expect(readdirSync(bin).toSorted()).toEqual(['asked', 'npm']);
  expect(readdirSync(temporary)).toEqual([]);
});

describe('what cannot be read ends with 2, and says why:', () => {
  const cases: [string, () => string[], string][] = [
    ['another package', () => ['--sdk', 'node_modules/undici'], 'another package than telnyx'],
    ['no package', () => ['--sdk', 'src'], 'cannot be read: ENOENT'],
    [
      'types of another generator',
      () => ['--sdk', nextPackage([['resources/oauth.d.ts', 'export interface', 'enum']])],
      'enum',
    ],
    [
      'code that hides its calls',
      () => ['--sdk', nextPackage([['resources/oauth.mjs', 'this._client.post', 'call']])],
      'does not show which call',
    ],
    ['no document', () => ['--openapi', 'none.json'], 'ENOENT'],
    ['YAML', () => ['--openapi', 'docs/alerts.yml'], 'is not JSON'],
    ['a document about something else', () => ['--openapi', 'package.json'], 'no OAuth operation'],
    ['an unknown option', () => ['--yaml'], 'Usage: drift'],
  ];
  test.each(cases)('%s', async (_, args, why) => {
    const { code, stdout, stderr } = await run(...args());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
  });
});

test('what is pinned is what the gateway is made of: members and filters of clients', async () => {
  const { CLIENT_MEMBERS } = await import('../../../src/telnyx/client-members.ts');
  const { response, parameters } = readPinned().openapi.operations['GET /oauth_clients']!;
  const members = Object.keys(response).flatMap((path) => /^data\[\]\.(\w+)/.exec(path)?.[1] ?? []);
  expect(members.filter((name) => name !== 'client_secret').toSorted()).toEqual(Object.keys(CLIENT_MEMBERS).toSorted());
  expect(Object.keys(parameters)).toContain('page[size]?');
});
