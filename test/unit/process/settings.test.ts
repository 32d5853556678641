import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { SettingsError } from '../../../src/lib/settings-error.ts';
import { readSettings } from '../../../src/process/settings.ts';
import { VARIABLE_NAMES } from '../../../src/process/variables.ts';

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
      sandbox: { port: 4010, spelling: 'both' },
      auth: { mode: 'passthrough' },
      upstream: undefined,
    });
  });

  test('in production Telnyx, and no GraphiQL', () => {
    expect(readSettings({ NODE_ENV: 'production' })).toMatchObject({
      production: true,
      graphiql: false,
      sandbox: undefined,
      upstream: {
        apiUrl: new URL('https://api.telnyx.com/v2'),
        rootUrl: new URL('https://api.telnyx.com'),
        issuer: 'https://api.telnyx.com',
        clientsPath: 'auto',
        grantsPath: 'auto',
      },
    });
    expect(readSettings({ NODE_ENV: 'production', TELNYX_API_URL: 'sandbox' })).toMatchObject({
      sandbox: { port: 4010, spelling: 'both' },
      upstream: undefined,
    });
    expect(readSettings({ NODE_ENV: 'production', GRAPHIQL: 'true' }).graphiql).toBe(true);
  });

  test('an empty variable counts as unset', () => {
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

const TELNYX = { TELNYX_API_URL: 'https://api.telnyx.example/v2' };
const JWKS = {
  AUTH_JWKS_URL: 'https://id.example/jwks',
  AUTH_ISSUER: 'https://id.example',
  AUTH_AUDIENCE: 'https://graphql.example',
};
/** Where all variables apply but those of the sandbox. */
const SERVICE = { ...TELNYX, AUTH_MODE: 'service', TELNYX_API_KEY: 'KEY0123456789', ...JWKS };

/** What deployments give by mistake: signed, fractional, huge, wrongly typed. Blank ones have a test of their own. */
const ODD = [
  '-1',
  '+1',
  '1.5',
  '1e3',
  '0x10',
  ' 7',
  '9'.repeat(30),
  'true',
  'null',
  '[]',
  'tcp://10.0.0.1:80',
] as const;

/** Of each variable, which odd values it takes, since they may be meant. All others must be refused. */
const TAKEN: Record<string, readonly (typeof ODD)[number][]> = {
  ...Object.fromEntries(VARIABLE_NAMES.map((name) => [name, []])),
  // A host of digits, or one with a sign in it, is for the operating system to refuse.
  HOST: ['-1', '1.5', '1e3', '0x10', '9'.repeat(30), 'true', 'null'],
  NODE_ENV: ODD,
  GRAPHIQL: ['true'],
  INTROSPECTION: ['true'],
  UPSTREAM_PLANS: ['true'],
  TRUSTED_DOCUMENTS_ONLY: ['true'],
  MANAGED_ACCOUNTS: ['true'],
  COMPILE_QUERIES: ['true'],
  TRUSTED_DOCUMENTS: ODD,
  AUTH_ISSUER: ODD,
  AUTH_AUDIENCE: ODD,
  TELNYX_CLIENT_ID: ODD,
  TELNYX_CLIENT_SECRET: ODD,
  // Whoever issues keys decides what they look like.
  TELNYX_API_KEY: ODD.filter((value) => !value.includes(' ')),
  NO_PROXY: ODD,
  // The gateway does not read it.
  SANDBOX_HOST: ODD,
  // OpenTelemetry's own rule: what is not `true`, or not known, changes nothing.
  OTEL_SDK_DISABLED: ODD,
  OTEL_TRACES_EXPORTER: ODD,
  OTEL_LOGS_EXPORTER: ODD,
  REDIS_PASSWORD: ODD,
  REDIS_SENTINEL_PASSWORD: ODD,
  REDIS_CA_FILE: ODD,
  REDIS_PREFIX: ['-1', '1.5', '1e3', '0x10', '9'.repeat(30), 'true', 'null'],
  REDIS_REQUIRED: ['true'],
};

const REDIS = { REDIS_URL: 'redis://cache.example', SHARED_KEY: 'k'.repeat(32) };

/** What goes with a variable so that it applies, and is not refused for want of another. */
const BESIDE: Record<string, Record<string, string>> = {
  SANDBOX_PORT: { AUTH_JWKS_URL: '', TELNYX_API_URL: 'sandbox' },
  SANDBOX_SPELLING: { AUTH_JWKS_URL: '', TELNYX_API_URL: 'sandbox' },
  TRUSTED_DOCUMENTS_ONLY: { TRUSTED_DOCUMENTS: 'manifest.json' },
  TELNYX_CLIENT_ID: { TELNYX_API_KEY: '', TELNYX_CLIENT_SECRET: 'secret' },
  TELNYX_CLIENT_SECRET: { TELNYX_API_KEY: '', TELNYX_CLIENT_ID: 'id' },
  TELNYX_CLIENT_SECRET_FILE: { TELNYX_API_KEY: '', TELNYX_CLIENT_ID: 'id' },
  AUTH_MODE: { AUTH_JWKS_URL: '' },
  ...Object.fromEntries(VARIABLE_NAMES.filter((name) => name.startsWith('REDIS_')).map((name) => [name, REDIS])),
};

describe('of odd values', () => {
  const secrets = [
    'AUDIT_KEY',
    'ROUTER_SECRET',
    'TELNYX_API_KEY',
    'TELNYX_CLIENT_SECRET',
    'REDIS_PASSWORD',
    'REDIS_SENTINEL_PASSWORD',
    'SHARED_KEY',
  ];

  test.each(VARIABLE_NAMES)('%s takes those that may be meant, and its message quotes the others', (name) => {
    for (const value of ODD) {
      const base = name.startsWith('SANDBOX_') ? {} : SERVICE;
      const lines = mistakes({ ...base, ...BESIDE[name], [name]: value });
      if (TAKEN[name]!.includes(value)) {
        expect({ value, lines }).toEqual({ value, lines: [] });
        continue;
      }
      expect({ value, lines: [...new Set(lines.map((line) => line.split(' ', 1)[0]))] }).toEqual({
        value,
        lines: [`${name}:`],
      });
      if (secrets.includes(name)) expect(lines.join()).not.toContain('given');
      else expect(lines[0]!.endsWith(`(given: ${JSON.stringify(value)})`)).toBe(true);
    }
  });

  test.each(VARIABLE_NAMES)('%s takes a blank one for none', (name) => {
    for (const blank of ['', ' ', '\t \n']) {
      const others = { ...TELNYX, ...BESIDE[name], [name]: undefined };
      expect(readSettings({ ...others, [name]: blank })).toEqual(readSettings(others));
    }
  });

  test('a number says what it may be', () => {
    expect(mistakes({ PORT: 'tcp://10.0.0.1:80', WORKERS: '0', UPSTREAM_CONNECTIONS: '10001' })).toEqual([
      'PORT: must be a whole number from 0 to 65535 (given: "tcp://10.0.0.1:80")',
      'WORKERS: must be auto, or 1 to 256 (given: "0")',
      'UPSTREAM_CONNECTIONS: must be a whole number from 1 to 10000 (given: "10001")',
    ]);
    expect(mistakes({ MAX_COST: String(2 ** 31), BODY_LIMIT_BYTES: String(2 ** 31 - 1) })).toEqual([
      'MAX_COST: must be a whole number from 1 to 2147483647 (given: "2147483648")',
    ]);
  });
});

describe('of Redis', () => {
  const addressOf = (url: string) => readSettings({ ...REDIS, REDIS_URL: url }).shared!.address;
  const plain = { sentinelGroup: undefined, tls: false, username: undefined, password: undefined, database: 0 };

  test.each([
    ['redis://cache.example', { ...plain, hosts: [{ host: 'cache.example', port: 6379 }] }],
    ['rediss://[::1]:7000/3', { ...plain, tls: true, database: 3, hosts: [{ host: '::1', port: 7000 }] }],
    ['redis://:p%40ss@h', { ...plain, password: 'p@ss', hosts: [{ host: 'h', port: 6379 }] }],
    ['redis://u:p@h:1/', { ...plain, username: 'u', password: 'p', hosts: [{ host: 'h', port: 1 }] }],
    [
      'redis+sentinel://u:p@a,b:1,c/main/2',
      {
        hosts: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 1 },
          { host: 'c', port: 26_379 },
        ],
        sentinelGroup: 'main',
        tls: false,
        username: 'u',
        password: 'p',
        database: 2,
      },
    ],
  ])('%s is understood', (url, address) => {
    expect(addressOf(url)).toEqual(address);
  });

  test.each([
    'cache.example',
    'http://cache.example',
    'redis://',
    'redis://a,b',
    'redis://a:65536',
    'redis://a/x',
    'redis://a/1/2',
    'redis://a?db=1',
    'redis://%zz@a',
    'redis+sentinel://a',
    'redis+sentinel://a/',
    'redis+sentinel://a/main/x',
  ])('%s is none', (url) => {
    expect(mistakes({ ...REDIS, REDIS_URL: url })[0]).toMatch(/^REDIS_URL: must be redis/);
  });

  test('a key to make names with is needed, and a mistake shows no password', () => {
    expect(mistakes({ REDIS_URL: 'redis://a' })).toEqual([expect.stringMatching(/^SHARED_KEY: is needed/)]);
    expect(mistakes({ ...REDIS, REDIS_URL: 'redis://u:hunter2@a/x' }).join()).not.toContain('hunter2');
  });

  test('its other variables are not looked at without it', () => {
    const names = VARIABLE_NAMES.filter((name) => name.startsWith('REDIS_') && name !== 'REDIS_URL');
    expect(readSettings(Object.fromEntries(names.map((name) => [name, '\u0000 ']))).shared).toBeUndefined();
  });
});

describe('of the audit log', () => {
  const [one, two] = ['x'.repeat(32), 'y'.repeat(32)];

  test('the key is one, and those from before follow it', () => {
    expect(readSettings({}).auditKeys).toBeUndefined();
    expect(readSettings({ AUDIT_KEY: one }).auditKeys).toEqual([one]);
    expect(readSettings({ AUDIT_KEY: `${one}\r\n ${two}\n` }).auditKeys).toEqual([one, two]);
    expect(mistakes({ AUDIT_KEY: `${one}\nshort` })).toEqual(['AUDIT_KEY: must have at least 32 characters']);
    expect(mistakes({ AUDIT_KEY: Array(101).fill(one).join('\n') })).toEqual([
      'AUDIT_KEY: must be one key, and at most 99 from before, one per line',
    ]);
  });

  test('a key that signs nothing is a mistake', () => {
    expect(mistakes({ AUDIT_KEY: one, LOG_LEVEL: 'silent' })).toEqual([
      'LOG_LEVEL: must not be silent with AUDIT_KEY: no audit lines would be written (given: "silent")',
    ]);
  });
});

describe('a variable that does not apply is not looked at:', () => {
  const wrong = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, 'tcp://10.0.0.1:80?\u0000']));
  const OF_TELNYX = ['TELNYX_WELL_KNOWN_URL', 'TELNYX_ISSUER', 'TELNYX_CLIENTS_PATH', 'TELNYX_GRANTS_PATH'];
  const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy'];
  const OF_TOKENS = ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_ALGORITHMS', 'AUTH_CLOCK_SKEW_S'];
  const SPANS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const LOGS = 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT';
  const CREDENTIALS = ['TELNYX_API_KEY', 'TELNYX_CLIENT_ID', 'TELNYX_CLIENT_SECRET'];

  test.each<[string, Record<string, string>, readonly string[]]>([
    ['the sandbox’s, in production', { NODE_ENV: 'production' }, ['SANDBOX_PORT', 'SANDBOX_SPELLING']],
    ['the sandbox’s, on Telnyx', TELNYX, ['SANDBOX_PORT', 'SANDBOX_SPELLING']],
    ['where spans and log records go, if they go nowhere', { OTEL_SDK_DISABLED: 'True' }, [...SPANS, LOGS]],
    ['where spans go, if nothing exports them', { OTEL_TRACES_EXPORTER: 'none' }, SPANS],
    ['where log records go, if nothing exports them', { OTEL_LOGS_EXPORTER: 'none' }, [LOGS]],
    ['Telnyx’ and the way to it, on the sandbox', {}, [...OF_TELNYX, ...PROXIES]],
    ['those of service mode, in passthrough', TELNYX, [...CREDENTIALS, ...OF_TOKENS]],
    [
      'those of tokens, without them',
      { ...TELNYX, AUTH_MODE: 'service', TELNYX_API_KEY: 'KEY', ROUTER_SECRET: 'x'.repeat(32) },
      OF_TOKENS,
    ],
  ])('%s', (_name, environment, names) => {
    expect(readSettings({ ...environment, ...wrong(names) })).toEqual(readSettings(environment));
  });

  test('a setting that is meant to shut the gateway stops the start where it has no effect', () => {
    for (const name of ['ROUTER_SECRET', 'AUTH_JWKS_URL']) {
      const value = name === 'ROUTER_SECRET' ? 'x'.repeat(32) : JWKS.AUTH_JWKS_URL;
      expect(mistakes({ ...TELNYX, [name]: value })).toEqual([
        expect.stringContaining(`${name}: proves callers only if AUTH_MODE is service`),
      ]);
    }
  });

  test('a setting that only a wrong one would decide is not a mistake', () => {
    expect(mistakes({ TELNYX_API_URL: 'api.telnyx.com', HOST: '0.0.0.0', WORKERS: '2', SANDBOX_PORT: 'x' })).toEqual([
      expect.stringMatching(/^TELNYX_API_URL: .*\(given: "api.telnyx.com"\)$/),
    ]);
    expect(mistakes({ AUTH_MODE: 'Service', ROUTER_SECRET: 'x'.repeat(32) })).toEqual([
      expect.stringMatching(/^AUTH_MODE: /),
    ]);
  });
});

describe('mistakes', () => {
  test.each<[string, string[]]>([
    ['HOST', ['0.0.0.0', '::', '192.168.0.1', 'example.com', '127.0.0.1.evil.example']],
    ['PORT', ['65536', 'http', 'NaN']],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['GRAPHIQL', ['yes', '1', 'TRUE']],
    ['CORS_ORIGINS', ['*', 'https://a.example/', 'a.example', 'https://a.example,', 'ftp://a.example']],
    ['OPERATION_TIMEOUT_MS', ['0', '600001', '15s']],
    ['BODY_LIMIT_BYTES', ['0', '1kb']],
    ['UPSTREAM_CONNECTIONS', ['0', '10001']],
    [
      'TELNYX_API_URL',
      ['api.telnyx.com', 'ftp://a.example', 'https://u:p@a.example', 'https://a.example?x', 'Sandbox'],
    ],
    ['AUTH_MODE', ['none']],
  ])('%s', (name, values) => {
    for (const value of values) {
      expect({ value, lines: mistakes({ [name]: value }) }).toEqual({
        value,
        lines: [expect.stringMatching(new RegExp(`^${name}: \\S`))],
      });
    }
  });

  test.each<[string, string[]]>([
    ['TELNYX_WELL_KNOWN_URL', ['x', 'https://a.example#x']],
    ['TELNYX_ISSUER', ['x', 'urn:a']],
    ['TELNYX_CLIENTS_PATH', ['oauth_clients', '/', '/a/', '/a?b', '/a b']],
    ['TELNYX_GRANTS_PATH', ['oauth_grants']],
    ['HTTPS_PROXY', ['proxy:3128', 'socks5://proxy']],
    ['HTTP_PROXY', ['proxy']],
    ['AUTH_ALGORITHMS', ['HS256', 'RS256,none']],
  ])('%s, where it applies', (name, values) => {
    for (const value of values) {
      expect({ value, lines: mistakes({ ...SERVICE, [name]: value }) }).toEqual({
        value,
        lines: [expect.stringMatching(new RegExp(`^${name}: \\S`))],
      });
    }
  });

  test('are all shown at once, single ones and those over several variables', () => {
    const lines = mistakes({ PORT: 'x', GRAPHIQL: 'x', HOST: '0.0.0.0', AUTH_MODE: 'service', SANDBOX_PORT: 'x' });
    expect(lines.map((line) => line.split(':', 1)[0]).sort()).toEqual([
      'AUTH_JWKS_URL',
      'GRAPHIQL',
      'HOST',
      'PORT',
      'SANDBOX_PORT',
      'TELNYX_API_KEY',
    ]);
  });

  test('are ports that are equal, but for any free one', () => {
    expect(mistakes({ PORT: '5000', ADMIN_PORT: '5000', SANDBOX_PORT: '5000' })).toEqual([
      'ADMIN_PORT: must differ from PORT (given: "5000")',
      'SANDBOX_PORT: must differ from PORT (given: "5000")',
    ]);
    expect(mistakes({ ADMIN_PORT: '4010' })).toEqual(['SANDBOX_PORT: must differ from ADMIN_PORT']);
    expect(mistakes({ ...TELNYX, ADMIN_PORT: '4010' })).toEqual([]);
    expect(mistakes({ PORT: '0', ADMIN_PORT: '0', SANDBOX_PORT: '0' })).toEqual([]);
  });

  test('are shown without a secret, wherever the value has it', () => {
    const secret = 'hunter2 hunter2'; // none that a header can hold
    for (const environment of [SERVICE, { ...SERVICE, AUTH_JWKS_URL: '' }]) {
      for (const name of ['ROUTER_SECRET', 'TELNYX_API_KEY']) {
        const lines = mistakes({ ...environment, [name]: secret, PORT: `${secret} pasted`, LOG_LEVEL: secret });
        expect(lines.length).toBeGreaterThan(2);
        expect(lines.join()).not.toContain('hunter2');
      }
    }
    const urls = ['TELNYX_API_URL', 'TELNYX_WELL_KNOWN_URL', 'HTTPS_PROXY', 'AUTH_JWKS_URL', 'TELNYX_ISSUER', 'PORT'];
    for (const value of ['ftp://user:hunter2@a.example', 'hunter2@x', 'x://a/?token=hunter2', '//u:a@hunter2:b@x']) {
      const lines = mistakes({ ...SERVICE, ...Object.fromEntries(urls.map((name) => [name, value])) });
      expect(lines.map((line) => line.split(':', 1)[0]).sort()).toEqual(urls.toSorted());
      expect(lines.join()).not.toContain('hunter2');
    }
  });

  test('are quoted within bounds, on one line', () => {
    const [line] = mistakes({ PORT: `a\nb\u001b${'x'.repeat(100_000)}` });
    expect(line).toMatch(/^PORT: .*\(given: "a\\nb\\u001bx+\.\.\."\)$/);
    expect(line!.length).toBeLessThan(200);
  });

  test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('the sandbox may listen on %s', (host) => {
    expect(readSettings({ HOST: host }).host).toBe(host);
  });
});

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const KEY = { ...TELNYX, AUTH_MODE: 'service', TELNYX_API_KEY: 'KEY' };
  const read = (ROUTER_SECRET_FILE: string) => readSettings({ ...KEY, ROUTER_SECRET_FILE }).auth;

  test('is read without the white space around it', () => {
    expect(read(file('one', `\n ${'x'.repeat(32)}\r\n`))).toMatchObject({ routerSecrets: ['x'.repeat(32)] });
    const both = `${'x'.repeat(32)}\r\n${'y'.repeat(32)}\n`;
    expect(read(file('two', both))).toMatchObject({ routerSecrets: ['x'.repeat(32), 'y'.repeat(32)] });
    expect(readSettings({ ...KEY, ROUTER_SECRET: both }).auth).toEqual(read(join(folder, 'two')));
    const { TELNYX_API_KEY: _, ...others } = KEY;
    const service = { ...others, ROUTER_SECRET: 'x'.repeat(32) };
    expect(readSettings({ ...service, TELNYX_API_KEY_FILE: file('key', 'KEY1\n') }).auth).toMatchObject({
      apiKey: 'KEY1',
    });
    const client = { TELNYX_CLIENT_ID: 'id', TELNYX_CLIENT_SECRET_FILE: file('secret', 'a b\n') };
    expect(readSettings({ ...service, ...client }).auth).toMatchObject({ client: { id: 'id', secret: 'a b' } });
  });

  test.each([
    ['that is missing', () => join(folder, 'none'), 'cannot be read: ENOENT'],
    ['that is a folder', () => folder, 'is not a file'],
    ['that is empty', () => file('empty', ' \n'), 'is empty'],
    ['that is too large', () => file('large', 'x'.repeat(65_537)), 'holds more than 65536 bytes'],
  ])('%s is a mistake, and the only one', (_name, path, message) => {
    expect(mistakes({ ...KEY, ROUTER_SECRET_FILE: path() })).toEqual([
      `ROUTER_SECRET_FILE: ${message} (given: ${JSON.stringify(path())})`,
    ]);
  });

  test('and in the environment too is one too many', () => {
    const both = { ROUTER_SECRET: 'x'.repeat(32), ROUTER_SECRET_FILE: file('another', 'y'.repeat(32)) };
    expect(mistakes({ ...KEY, ...both })).toEqual([
      expect.stringContaining('ROUTER_SECRET_FILE: and ROUTER_SECRET exclude each other'),
    ]);
  });

  test('is not read where it does not apply, and means to shut the gateway as the other does', () => {
    expect(readSettings({ ...TELNYX, TELNYX_API_KEY_FILE: '/none' })).toEqual(readSettings(TELNYX));
    expect(mistakes({ ...TELNYX, ROUTER_SECRET_FILE: file('shut', 'x'.repeat(32)) })).toEqual([
      'ROUTER_SECRET: proves callers only if AUTH_MODE is service',
    ]);
  });

  test('is in no message', () => {
    const ROUTER_SECRET_FILE = file('shown', 'hunter2');
    const lines = mistakes({ ...KEY, ROUTER_SECRET_FILE, PORT: 'hunter2 pasted' });
    expect(lines.length).toBe(2);
    expect(lines.join()).not.toContain('hunter2');
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => /^#? ?[A-Z_]+=/.test(line));

  test('lists each variable once, in the order of the code', () => {
    expect(lines.map((line) => /[A-Z_]+/.exec(line)![0])).toEqual(VARIABLE_NAMES);
  });

  test('sets nothing as it is; with all lines uncommented it says what the defaults are', () => {
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
