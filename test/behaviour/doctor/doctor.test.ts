import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CHECK_IDS, CHECKS } from '../../../src/doctor/checks.ts';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { useInTest } from '../../support/lifetime.ts';
import { type Alter, startAlteredTelnyx } from './altered-telnyx.ts';
import { DRIFTS, TOLERATED } from './drifts.ts';
import { examine, runDoctor } from './run-doctor.ts';

const telnyxWith = (alter?: Alter) => useInTest(startAlteredTelnyx(alter));

test.each(['both', 'underscore', 'slash'])(
  'on the embedded sandbox (%s) no line is red, and all but the refusals can be told',
  async (spelling) => {
    const { code, lines } = await examine({ SANDBOX_SPELLING: spelling });
    expect(lines.map(({ id }) => id)).toEqual(CHECK_IDS);
    expect(lines.filter(({ state }) => state !== 'holds')).toEqual([
      expect.objectContaining({ id: 'iam', state: 'cannot be told', advice: expect.stringContaining('lesser role') }),
    ]);
    expect(code).toBe(0);
  },
);

describe('one drift, the right lines, with what to do:', () => {
  test.each(DRIFTS)('$name', async ({ alter, env, red, advice }) => {
    const telnyx = await telnyxWith(alter);
    const { code, lines } = await examine({ ...telnyx.env, ...env?.(telnyx.origin) });
    const wrong = lines.filter(({ state }) => state === 'does not hold');
    expect(wrong.map(({ id }) => id)).toEqual(red);
    for (const line of wrong) expect(line.advice).toBeTruthy();
    if (typeof advice === 'string') expect(wrong[0]!.advice).toContain(advice);
    else expect(wrong[0]!.advice).toMatch(advice);
    expect(code).toBe(1);
  });
});

test('each line but those of network.test.ts is red by one of these drifts', () => {
  const elsewhere = ['settings', 'ca-file', 'dns', 'proxy', 'tls', 'connection'];
  const red = new Set<string>([...DRIFTS.flatMap((drift) => drift.red), ...elsewhere]);
  expect(CHECK_IDS.filter((id) => !red.has(id))).toEqual([]);
});

test.each(TOLERATED)('$name: no line is red', async ({ alter }) => {
  const telnyx = await telnyxWith(alter);
  const { code, lines } = await examine(telnyx.env);
  expect(lines.filter(({ state }) => state === 'does not hold')).toEqual([]);
  expect(lines.map(({ id }) => id)).toEqual(CHECK_IDS);
  expect(code).toBe(0);
});

test('without a key it looks at what needs none, and says what would tell the rest', async () => {
  const { env, sandbox } = await telnyxWith();
  const { code, lines } = await examine({ TELNYX_API_URL: env.TELNYX_API_URL! });
  const states = Object.fromEntries(lines.map(({ id, state }) => [id, state]));
  expect(states).toMatchObject({
    issuer: 'holds',
    jwks: 'holds',
    key: 'cannot be told',
    'clients-members': 'cannot be told',
  });
  expect(lines.find(({ id }) => id === 'key')?.advice).toContain('TELNYX_API_KEY');
  expect(lines.filter(({ state }) => state === 'does not hold')).toEqual([]);
  expect(sandbox.calls.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  expect(code).toBe(0);
});

test('in service mode it looks with the gateway’s own credential', async () => {
  const { env, sandbox } = await telnyxWith();
  const { TELNYX_API_URL, TELNYX_API_KEY } = env as Record<string, string>;
  const given = { AUTH_MODE: 'service', ROUTER_SECRET: 'r'.repeat(32) };
  const { code, lines } = await examine({ TELNYX_API_URL: TELNYX_API_URL!, TELNYX_API_KEY: TELNYX_API_KEY!, ...given });
  const untold = lines.filter(({ state }) => state !== 'holds').map(({ id }) => id);
  expect({ code, untold }).toEqual({ code: 0, untold: ['iam', 'introspection-basic'] });
  expect(sandbox.calls.map(({ headers }) => headers.authorization)).toContain(`Bearer ${TELNYX_API_KEY}`);
});

test('with a key it changes nothing, and asks less than 40 times', async () => {
  const { env, sandbox } = await telnyxWith();
  const before = structuredClone(sandbox.account(ALICE_KEY));
  const { calls } = await examine(env);
  expect(sandbox.calls.length).toBe(calls);
  expect(calls).toBeLessThan(40);
  expect(sandbox.calls.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
    '/v2/oauth/introspect',
    '/v2/oauth/introspect',
  ]);
  expect(sandbox.account(ALICE_KEY)).toEqual(before);
});

test('the page on the doctor has each assumption, and no others', () => {
  const text = readFileSync('docs/doctor.md', 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm)];
  expect(Object.fromEntries(rows.map(([, id, assumption]) => [id, assumption]))).toEqual(
    Object.fromEntries(CHECK_IDS.map((id) => [id, CHECKS[id].assumption])),
  );
});

describe('the report', () => {
  const TROUBLE: Alter = (answer, { path }) => {
    if (path.endsWith('/jwks')) answer.json = {};
  };

  test('is a table of words where no terminal reads it', async () => {
    const { env } = await telnyxWith(TROUBLE);
    const { code, stdout } = await runDoctor(env);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^ {2}does not hold {3}jwks +the key set holds public keys: no public key$/m);
    expect(stdout).toMatch(/^ +-> check TELNYX_API_URL; without keys, verify tokens by introspectOAuthToken$/m);
    expect(stdout).toMatch(/^\d+ hold, 1 do not, \d+ cannot be told of http:.* requests$/m);
    expect(code).toBe(1);
  });

  test('has colours on a terminal, and keeps to its width', async () => {
    const { env } = await telnyxWith(TROUBLE);
    const { stdout } = await runDoctor(env, [], { columns: 90 });
    expect(stdout).toContain('\u001b[31mdoes not hold');
    expect(stdout).toContain('\u001b[32mholds');
    const plain = stripVTControlCharacters(stdout);
    const long = plain
      .split('\n')
      .slice(0, -2)
      .filter((line) => line.length > 90);
    expect(long).toEqual([]);
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('has none with %o', async (given) => {
    const { env } = await telnyxWith(TROUBLE);
    expect((await runDoctor({ ...env, ...given }, [], { columns: 90 })).stdout).not.toContain('\u001b');
  });

  test('shows nothing of the upstream that a terminal would obey', async () => {
    const { env } = await telnyxWith((answer, { path }) => {
      if (path.includes('oauth-authorization-server')) answer.json.issuer = `\u001b]0;gone\u0007${'x'.repeat(10_000)}`;
    });
    const { stdout } = await runDoctor(env, [], { columns: 100 });
    expect(stdout).not.toContain('\u001b]');
    expect(stdout).toContain('?]0;gone?');
    expect(stdout.length).toBeLessThan(20_000);
  });
});
