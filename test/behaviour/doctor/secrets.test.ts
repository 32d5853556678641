import { describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { useInTest } from '../../support/lifetime.ts';
import { secretFiles } from '../../support/secret-files.ts';
import { Canaries } from '../security/canaries.ts';
import { type Alter, startAlteredTelnyx } from './altered-telnyx.ts';
import { runDoctor } from './run-doctor.ts';

const FORMATS = [{ args: ['--json'] }, { args: [] }];

describe.each(FORMATS)('with %o, no secret is printed', ({ args }) => {
  test('of the settings, or that Telnyx shows or repeats', async () => {
    const canaries = new Canaries();
    const [key, secret, shown, router] = ['key', 'secret', 'shown', 'router'].map((name) => canaries.make(name)) as [
      string,
      string,
      string,
      string,
    ];
    const repeat: Alter = (answer, { path, query, authorization }) => {
      if (path.includes('authorization-server')) {
        answer.json.issuer = `https://${key}.example/${secret}`;
        answer.json.token_endpoint = `https://elsewhere.example/${encodeURIComponent(router)}`;
        answer.json.code_challenge_methods_supported = [key, secret];
      }
      if (path.endsWith('/jwks')) answer.json.keys = [{ kty: key, d: shown }];
      if (query.has('filter[name]')) Object.assign(answer, { status: 400, json: { error: key } });
      for (const item of Array.isArray(answer.json.data) ? answer.json.data : [answer.json.data ?? {}]) {
        item.client_secret = shown;
        item[key] = secret;
        item.client_type = secret;
      }
      if (authorization?.startsWith('Basic')) Object.assign(answer, { status: 401, json: { error: secret } });
      answer.headers['x-ratelimit-reset'] = key;
    };
    const telnyx = await useInTest(startAlteredTelnyx(repeat, key));
    const env = { ...telnyx.env, TELNYX_CLIENT_SECRET: secret, OLD_ROUTER_SECRET: router };
    const { code, stdout, stderr } = await runDoctor(env, args);
    expect(code).toBe(1);
    expect(stdout).toContain('***');
    expect(canaries.foundIn(stdout + stderr)).toEqual([]);
  });

  test('of settings that are wrong', async () => {
    const canaries = new Canaries();
    const env = {
      TELNYX_API_URL: `https://user:${canaries.make('url')}@telnyx.example/v2?key=${canaries.make('query')}`,
      AUTH_MODE: 'service',
      TELNYX_API_KEY: canaries.make('key'),
      TELNYX_CLIENT_ID: 'a',
      TELNYX_CLIENT_SECRET: canaries.make('secret'),
      HTTPS_PROXY: `no-url ${canaries.make('proxy')}@`,
    };
    const { code, stdout, stderr } = await runDoctor(env, args);
    expect(code).toBe(1);
    expect(stdout).toContain('TELNYX_API_URL');
    expect(canaries.foundIn(stdout + stderr)).toEqual([]);
  });

  test('that was typed, and none that is typed is echoed', async () => {
    const telnyx = await useInTest(startAlteredTelnyx());
    const { TELNYX_API_KEY: _, ...env } = telnyx.env;
    const { code, stdout, stderr } = await runDoctor(env, args, { typed: `${ALICE_KEY}\r` });
    expect({ code, keys: keysSentTo(telnyx.sandbox) }).toEqual({ code: 0, keys: [ALICE_KEY] });
    expect(stderr).toContain('Telnyx API key');
    expect(stdout + stderr).not.toContain(ALICE_KEY);
    expect(stdout + stderr).not.toContain(DEMO_CLIENT.client_secret);
  });
});

test('a key may stand in a file, also in passthrough mode', async () => {
  const telnyx = await useInTest(startAlteredTelnyx());
  const { TELNYX_API_KEY: _, ...env } = telnyx.env;
  const { code } = await runDoctor({ ...env, ...secretFiles({ TELNYX_API_KEY: `${ALICE_KEY}\n` }).env });
  expect({ code, keys: keysSentTo(telnyx.sandbox) }).toEqual({ code: 0, keys: [ALICE_KEY] });
  const missing = await runDoctor({ ...env, TELNYX_API_KEY_FILE: '/none' });
  expect(missing).toEqual({ code: 2, stdout: '', stderr: 'TELNYX_API_KEY_FILE cannot be read: ENOENT\n' });
});

test('a key as an argument is refused, and not repeated', async () => {
  for (const args of [[ALICE_KEY], [`--key=${ALICE_KEY}`], ['--key', ALICE_KEY]]) {
    const { code, stdout, stderr } = await runDoctor({}, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('A key is never one');
    expect(stderr).not.toContain(ALICE_KEY);
  }
});

test('Ctrl-C while a key is asked for ends it with 2', async () => {
  const telnyx = await useInTest(startAlteredTelnyx());
  const { TELNYX_API_KEY: _, ...env } = telnyx.env;
  expect(await runDoctor(env, [], { typed: '\u0003' })).toMatchObject({ code: 2, stdout: '' });
  expect(telnyx.sandbox.calls).toEqual([]);
});

test('a key that no header could carry is refused, and not repeated', async () => {
  const telnyx = await useInTest(startAlteredTelnyx());
  const { code, stderr } = await runDoctor({ ...telnyx.env, TELNYX_API_KEY: 'KEY with spaces' });
  expect(code).toBe(2);
  expect(stderr).toBe('The key must be visible ASCII, without spaces.\n');
});

function keysSentTo({ calls }: { calls: { headers: { authorization?: string | undefined } }[] }): string[] {
  const bearers = calls.flatMap(({ headers }) => /^Bearer (.*)/.exec(headers.authorization ?? '')?.[1] ?? []);
  return [...new Set(bearers)];
}
