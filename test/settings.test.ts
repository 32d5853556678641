import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError, VARIABLE_NAMES } from '../src/settings.ts';

/** What is wrong, a line each, without the heading. */
function mistakes(environment: Record<string, string>): string[] {
  try {
    readSettings(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    const [heading, ...lines] = (error as Error).message.split('\n  ');
    expect(heading).toBe('The settings are not usable:');
    return lines;
  }
  return [];
}

describe('by default', () => {
  test('the sandbox, for developers', () => {
    expect(readSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      production: false,
      logLevel: 'info',
      graphiql: true,
      corsOrigins: [],
      operationTimeout: 15_000,
      bodyLimit: 262_144,
      bodyTimeout: 5_000,
      connections: 256,
      proxy: undefined,
      sandboxPort: 4010,
      auth: { mode: 'passthrough' },
      upstream: undefined,
    });
  });

  test('in production Telnyx, and no GraphiQL', () => {
    expect(readSettings({ NODE_ENV: 'production' })).toMatchObject({
      production: true,
      graphiql: false,
      sandboxPort: undefined,
      upstream: {
        apiUrl: new URL('https://api.telnyx.com/v2'),
        rootUrl: new URL('https://api.telnyx.com'),
        issuer: 'https://api.telnyx.com',
        clientsPath: '/oauth_clients',
        grantsPath: '/oauth_grants',
      },
    });
    expect(readSettings({ NODE_ENV: 'production', TELNYX_API_URL: 'sandbox' })).toMatchObject({
      sandboxPort: 4010,
      upstream: undefined,
    });
    expect(readSettings({ NODE_ENV: 'production', GRAPHIQL: 'true' }).graphiql).toBe(true);
  });

  test('an empty variable is none', () => {
    expect(readSettings(Object.fromEntries(VARIABLE_NAMES.map((name) => [name, ''])))).toEqual(readSettings({}));
  });

  test('what other programs have in the environment is not looked at', () => {
    expect(readSettings({ port: '1', Host: 'x', PATH: '/bin', PORTS: 'x' })).toEqual(readSettings({}));
  });
});

describe('each variable', () => {
  test('of the upstream', () => {
    const { upstream } = readSettings({
      TELNYX_API_URL: 'https://eu.example/api/v2/',
      TELNYX_WELL_KNOWN_URL: 'https://login.example/x//',
      TELNYX_ISSUER: 'https://issuer.example/tenant',
      TELNYX_CLIENTS_PATH: '/oauth/clients',
      TELNYX_GRANTS_PATH: '/oauth/grants',
    });
    expect(upstream).toEqual({
      apiUrl: new URL('https://eu.example/api/v2'),
      rootUrl: new URL('https://login.example/x'),
      issuer: 'https://issuer.example/tenant',
      clientsPath: '/oauth/clients',
      grantsPath: '/oauth/grants',
    });
  });

  test('of the gateway', () => {
    expect(
      readSettings({
        TELNYX_API_URL: 'http://localhost:5000',
        HOST: '::',
        PORT: '0',
        LOG_LEVEL: 'silent',
        GRAPHIQL: 'false',
        CORS_ORIGINS: 'https://a.example, http://localhost:3000',
        OPERATION_TIMEOUT_MS: '1',
        BODY_LIMIT_BYTES: '2',
        BODY_TIMEOUT_MS: '3',
        UPSTREAM_CONNECTIONS: '3',
      }),
    ).toMatchObject({
      host: '::',
      port: 0,
      logLevel: 'silent',
      graphiql: false,
      corsOrigins: ['https://a.example', 'http://localhost:3000'],
      operationTimeout: 1,
      bodyLimit: 2,
      bodyTimeout: 3,
      connections: 3,
      upstream: { apiUrl: new URL('http://localhost:5000'), issuer: 'http://localhost:5000' },
    });
  });

  test('of proxies, in either case; the lower one wins', () => {
    const read = (environment: Record<string, string>) =>
      readSettings({ TELNYX_API_URL: 'https://a.example', ...environment }).proxy;
    expect(read({ NO_PROXY: '*' })).toBeUndefined();
    expect(read({ HTTPS_PROXY: 'http://p:3128' })).toEqual({ httpProxy: '', httpsProxy: 'http://p:3128', noProxy: '' });
    expect(
      read({ http_proxy: 'http://low', HTTP_PROXY: 'http://up', no_proxy: 'a', NO_PROXY: 'b', https_proxy: '' }),
    ).toEqual({ httpProxy: 'http://low', httpsProxy: '', noProxy: 'a' });
    expect(readSettings({ HTTP_PROXY: 'http://p' }).proxy).toBeUndefined();
  });
});

describe('mistakes', () => {
  test.each<[string, string[]]>([
    ['HOST', ['0.0.0.0', '::', '192.168.0.1', 'example.com', '127.0.0.1.evil.example']],
    ['PORT', ['-1', '65536', '1.5', 'http', 'NaN']],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['GRAPHIQL', ['yes', '1', 'TRUE']],
    ['CORS_ORIGINS', ['*', 'https://a.example/', 'a.example', 'https://a.example,', 'ftp://a.example', 'null']],
    ['OPERATION_TIMEOUT_MS', ['0', '-1', '600001', '15s']],
    ['BODY_LIMIT_BYTES', ['0', '1kb']],
    ['BODY_TIMEOUT_MS', ['0', '600001']],
    ['UPSTREAM_CONNECTIONS', ['0', '10001']],
    ['SANDBOX_PORT', ['x']],
    [
      'TELNYX_API_URL',
      ['api.telnyx.com', 'ftp://a.example', 'https://u:p@a.example', 'https://a.example?x', 'Sandbox'],
    ],
    ['TELNYX_WELL_KNOWN_URL', ['x', 'https://a.example#x']],
    ['TELNYX_ISSUER', ['x', 'urn:a']],
    ['TELNYX_CLIENTS_PATH', ['oauth_clients', '/', '/a/', '/a?b', '/a b']],
    ['TELNYX_GRANTS_PATH', ['oauth_grants']],
    ['HTTPS_PROXY', ['proxy:3128', 'socks5://proxy']],
    ['HTTP_PROXY', ['proxy']],
    ['AUTH_MODE', ['none']],
    ['AUTH_ALGORITHMS', ['HS256', 'RS256,none']],
  ])('%s', (name, values) => {
    for (const value of values) {
      expect({ value, lines: mistakes({ [name]: value }) }).toEqual({
        value,
        lines: [expect.stringMatching(new RegExp(`^${name}: \\S`))],
      });
    }
  });

  test('are all shown at once, single ones and those over several variables', () => {
    const lines = mistakes({ PORT: 'x', GRAPHIQL: 'x', HOST: '0.0.0.0', AUTH_MODE: 'service', TELNYX_ISSUER: 'x' });
    expect(lines.map((line) => line.split(':', 1)[0]).sort()).toEqual([
      'AUTH_JWKS_URL',
      'GRAPHIQL',
      'HOST',
      'PORT',
      'TELNYX_API_KEY',
      'TELNYX_ISSUER',
    ]);
  });

  test('are shown without the values, which may be secret', () => {
    const environment = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, 'hunter2://hunter2:hunter2@:x']));
    expect(mistakes(environment).length).toBeGreaterThan(10);
    expect(mistakes(environment).join()).not.toContain('hunter2');
    const url = 'https://user:hunter2@a.example';
    expect(mistakes({ TELNYX_API_URL: url, TELNYX_WELL_KNOWN_URL: url }).join()).not.toContain('hunter2');
  });

  test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('the sandbox may listen on %s', (host) => {
    expect(readSettings({ HOST: host }).host).toBe(host);
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => /^#? ?[A-Z_]+=/.test(line));

  test('lists each variable once, in the order of the code', () => {
    expect(lines.map((line) => /[A-Z_]+/.exec(line)![0])).toEqual(VARIABLE_NAMES);
  });

  test('sets nothing as it stands; with all lines taken in it says what the defaults are', () => {
    expect(parseEnv(text)).toEqual({});
    expect(readSettings(parseEnv(text.replaceAll(/^# ?(?=[A-Z_]+=)/gm, '')))).toEqual(readSettings({}));
  });

  test('says something about each', () => {
    for (const line of lines) {
      const before = text.slice(0, text.indexOf(line)).trimEnd().split('\n').at(-1);
      expect({ line, before }).toEqual({ line, before: expect.stringMatching(/^# \S/) });
    }
  });
});
