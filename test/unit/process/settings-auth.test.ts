import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../src/process/settings.ts';

const KEY = 'KEY0123456789';
const SECRET = 'router-secret-of-forty-characters-0123456';
const JWKS = {
  AUTH_JWKS_URL: 'https://id.company.example/jwks',
  AUTH_ISSUER: 'https://id.company.example',
  AUTH_AUDIENCE: 'https://graphql.company.example',
};
const CLIENT = { TELNYX_CLIENT_ID: 'gateway', TELNYX_CLIENT_SECRET: 'the secret of the gateway' };
const SERVICE = { AUTH_MODE: 'service', TELNYX_API_KEY: KEY, ROUTER_SECRET: SECRET };

/** The lines that name a mistake. */
function mistakes(env: Record<string, string>): string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
}

describe('service mode starts', () => {
  test.for<[string, Record<string, string>]>([
    ['an API key and a router secret', { TELNYX_API_KEY: KEY, ROUTER_SECRET: SECRET }],
    ['an API key and a key set', { TELNYX_API_KEY: KEY, ...JWKS }],
    ['client credentials and both', { ...CLIENT, ...JWKS, ROUTER_SECRET: SECRET }],
    ['a key set on this machine', { TELNYX_API_KEY: KEY, ...JWKS, AUTH_JWKS_URL: 'http://[::1]:8080/jwks' }],
  ])('with %s', ([, env]) => {
    expect(mistakes({ AUTH_MODE: 'service', ...env })).toEqual([]);
  });
});

describe('service mode refuses to start', () => {
  test.for<[string, Record<string, string>, string]>([
    ['without a way to prove callers', { TELNYX_API_KEY: KEY }, 'AUTH_JWKS_URL: or ROUTER_SECRET'],
    [
      'with an issuer but no keys',
      { TELNYX_API_KEY: KEY, ...JWKS, AUTH_JWKS_URL: '' },
      'AUTH_JWKS_URL: or ROUTER_SECRET',
    ],
    ['without a credential', { ROUTER_SECRET: SECRET }, 'TELNYX_API_KEY: or TELNYX_CLIENT_ID'],
    ['with half of one', { ROUTER_SECRET: SECRET, TELNYX_CLIENT_ID: 'gateway' }, 'TELNYX_API_KEY: or TELNYX_CLIENT_ID'],
    ['with two', { ...SERVICE, ...CLIENT }, 'TELNYX_API_KEY: and TELNYX_CLIENT_ID exclude'],
    ['without an issuer', { TELNYX_API_KEY: KEY, ...JWKS, AUTH_ISSUER: '' }, 'AUTH_ISSUER: is required with'],
    ['without an audience', { TELNYX_API_KEY: KEY, ...JWKS, AUTH_AUDIENCE: '' }, 'AUTH_AUDIENCE: is required with'],
    [
      'with a short router secret',
      { ...SERVICE, ROUTER_SECRET: 'x'.repeat(31) },
      'ROUTER_SECRET: must have at least 32',
    ],
    ['with keys by plain http', { ...SERVICE, ...JWKS, AUTH_JWKS_URL: 'http://id.company.example' }, 'must be https'],
    ['with symmetric algorithms', { ...SERVICE, ...JWKS, AUTH_ALGORITHMS: 'RS256,HS256' }, 'must be asymmetric'],
    ['with the algorithm none', { ...SERVICE, ...JWKS, AUTH_ALGORITHMS: 'none' }, 'must be asymmetric'],
    ['with a day of clock skew', { ...SERVICE, ...JWKS, AUTH_CLOCK_SKEW_S: '86400' }, 'AUTH_CLOCK_SKEW_S: '],
    ['with a key that no header can hold', { ...SERVICE, TELNYX_API_KEY: `${KEY}\n` }, 'must be visible ASCII'],
  ])('%s', ([, env, expected]) => {
    const lines = mistakes({ AUTH_MODE: 'service', ...env });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(expected);
    for (const secret of [KEY, SECRET, CLIENT.TELNYX_CLIENT_SECRET]) expect(lines[0]).not.toContain(secret);
  });
});

test('passthrough does not start with ways to prove callers, which it would not use', () => {
  const lines = mistakes({ ...JWKS, ROUTER_SECRET: SECRET });
  expect(lines.map((line) => line.trim().split(':')[0])).toEqual(['AUTH_JWKS_URL', 'ROUTER_SECRET']);
  expect(mistakes({ TELNYX_API_KEY: KEY }), 'a key that lies about is no such way').toEqual([]);
});

test('a bare start in production is the safe one', () => {
  expect(readSettings({ NODE_ENV: 'production' })).toMatchObject({
    host: '127.0.0.1',
    auth: { mode: 'passthrough' },
    sandbox: undefined,
    upstream: { apiUrl: new URL('https://api.telnyx.com/v2') },
    graphiql: false,
    introspection: false,
    corsOrigins: [],
    logLevel: 'info',
    proxy: undefined,
  });
});
