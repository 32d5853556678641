import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../../src/process/settings.ts';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT, type SandboxOptions, startSandbox } from '../../../src/sandbox/index.ts';
import { startService } from '../../../src/service.ts';
import { post } from '../../support/http.ts';
import { secretFiles } from '../../support/secret-files.ts';

const [OLD, NEW] = ['an-old-router-secret-of-forty-characters', 'a-new-router-secret-of-forty-characters-'];
const READ = { query: '{ oauthClients(first: 1) { totalCount } }' };

/** A gateway whose secrets stand in files, and a way to have it read them again. */
async function start(contents: Record<string, string>, env: Record<string, string> = {}, options?: SandboxOptions) {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  const files = secretFiles(contents);
  const address = { TELNYX_API_URL: sandbox.url, TELNYX_WELL_KNOWN_URL: sandbox.origin };
  const all = { PORT: '0', AUTH_MODE: 'service', ...address, ...files.env, ...env };
  const service = await startService(readSettings(all), pino({ level: 'silent' }));
  onTestFinished(() => service.stop());
  return { sandbox, url: service.url, write: files.write, reload: async () => service.reload(readSettings(all)) };
}

const isServed = async (url: string, secret: string): Promise<boolean> => {
  const { status, json } = await post(url, READ, { 'x-router-secret': secret });
  return status === 200 && json.data?.oauthClients?.totalCount > 0;
};

/** Asks over and over, from several callers, until it is told to stop; then how many were served and how many not. */
function load(url: string, secret: () => string) {
  const count = { served: 0, refused: 0 };
  let isOver = false;
  const call = async () => {
    while (!isOver) count[(await isServed(url, secret())) ? 'served' : 'refused']++;
  };
  const callers = Array.from({ length: 4 }, call);
  return {
    count,
    async stop() {
      isOver = true;
      await Promise.all(callers);
      return count;
    },
  };
}

/** Waits until so many more were served. */
const served = ({ count }: ReturnType<typeof load>, more = 8) => {
  const before = count.served;
  return expect.poll(() => count.served, { timeout: 20_000 }).toBeGreaterThan(before + more);
};

describe('ROUTER_SECRET', () => {
  test('changes under load without a refused request, and the old one ends', async () => {
    const { url, write, reload } = await start({ ROUTER_SECRET: `${OLD}\n`, TELNYX_API_KEY: ALICE_KEY });
    let sent = OLD;
    const callers = load(url, () => sent);
    await served(callers);
    expect(await isServed(url, NEW)).toBe(false);
    write('ROUTER_SECRET', `${NEW}\r\n${OLD}\r\n`);
    expect(await reload()).toEqual(['ROUTER_SECRET']);
    await served(callers);
    sent = NEW;
    await served(callers);
    write('ROUTER_SECRET', NEW);
    expect(await reload()).toEqual(['ROUTER_SECRET']);
    await served(callers);
    expect(await callers.stop()).toMatchObject({ refused: 0 });
    expect(await isServed(url, OLD)).toBe(false);
    expect(await reload()).toEqual([]);
  });

  test('is none of the two where it is their beginning, or both', async () => {
    const { url } = await start({ ROUTER_SECRET: `${NEW}\n${OLD}`, TELNYX_API_KEY: ALICE_KEY });
    for (const secret of [OLD, NEW]) expect(await isServed(url, secret)).toBe(true);
    for (const secret of ['', OLD.slice(0, -1), NEW + OLD, `${NEW},${OLD}`]) {
      expect(await isServed(url, secret), secret).toBe(false);
    }
  });
});

describe('TELNYX_API_KEY', () => {
  test('changes under load without a failed request', async () => {
    const { sandbox, url, write, reload } = await start({ ROUTER_SECRET: OLD, TELNYX_API_KEY: ALICE_KEY });
    const callers = load(url, () => OLD);
    await served(callers);
    write('TELNYX_API_KEY', `${BOB_KEY}\n`);
    expect(await reload()).toEqual(['TELNYX_API_KEY']);
    await served(callers, 20);
    expect(await callers.stop()).toMatchObject({ refused: 0 });
    const keys = sandbox.calls.map(({ headers }) => headers.authorization);
    expect(keys[0]).toBe(`Bearer ${ALICE_KEY}`);
    expect(new Set(keys.slice(-4))).toEqual(new Set([`Bearer ${BOB_KEY}`]));
  });

  test('that Telnyx refuses after it was replaced costs no read', async () => {
    let onRefusal = () => {};
    const options: SandboxOptions = { onCall: ({ status }) => status === 401 && onRefusal() };
    const contents = { ROUTER_SECRET: OLD, TELNYX_API_KEY: 'KEYrevoked' };
    const { sandbox, url, write, reload } = await start(contents, {}, options);
    // Before the gateway hears of the refusal it has the new key.
    onRefusal = () => {
      write('TELNYX_API_KEY', ALICE_KEY);
      void reload();
    };
    expect(await isServed(url, OLD)).toBe(true);
    expect(sandbox.calls.map(({ status, headers }) => [status, headers.authorization])).toEqual([
      [401, 'Bearer KEYrevoked'],
      [200, `Bearer ${ALICE_KEY}`],
    ]);
  });
});

test('TELNYX_CLIENT_SECRET is sent as it is when the next access token is asked for', async () => {
  const { client_id: TELNYX_CLIENT_ID, client_secret } = DEMO_CLIENT;
  const contents = { ROUTER_SECRET: OLD, TELNYX_CLIENT_SECRET: client_secret! };
  const { sandbox, url, write, reload } = await start(
    contents,
    { TELNYX_CLIENT_ID },
    { lifetimes: { accessToken: 1 } },
  );
  const sent = () =>
    sandbox.calls.flatMap(({ path, headers }) => {
      const [, basic] = /^Basic (.*)$/.exec(headers.authorization ?? '') ?? [];
      return path === '/v2/oauth/token' && basic ? [Buffer.from(basic, 'base64').toString().split(':')[1]] : [];
    });
  expect(await isServed(url, OLD)).toBe(true);
  expect(sent()).toEqual([client_secret]);
  const client = sandbox.account(ALICE_KEY).clients.find((each) => each.client_id === TELNYX_CLIENT_ID)!;
  client.client_secret = 'another-client-secret';
  write('TELNYX_CLIENT_SECRET', 'another-client-secret');
  expect(await reload()).toEqual(['TELNYX_CLIENT_SECRET']);
  await expect
    .poll(() => isServed(url, OLD).then(() => sent().at(-1)), { timeout: 20_000 })
    .toBe('another-client-secret');
  expect(await isServed(url, OLD)).toBe(true);
});

test('a file that is not usable any more changes nothing', async () => {
  const { url, write, reload } = await start({ ROUTER_SECRET: OLD, TELNYX_API_KEY: ALICE_KEY });
  write('TELNYX_API_KEY', BOB_KEY);
  for (const [content, mistake] of [
    ['', 'ROUTER_SECRET_FILE: is empty'],
    ['too-short', 'ROUTER_SECRET: must have at least 32 characters'],
    [`${OLD}\n${NEW}\n${OLD}`, 'ROUTER_SECRET: must be one value, or during a rotation two, one per line'],
  ] as const) {
    write('ROUTER_SECRET', content);
    await expect(reload()).rejects.toThrow(mistake);
    expect(await isServed(url, OLD)).toBe(true);
  }
  write('ROUTER_SECRET', OLD);
  expect(await reload()).toEqual(['TELNYX_API_KEY']);
});
