import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Answer } from '../../support/gateway.ts';
import { AUDIENCE, type Company, createKey, ISSUER, inSeconds, startCompany } from '../../support/issuer.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const READ = '{ oauthClients(first: 1) { totalCount } }';
const DISCOVERY = '{ oauthAuthorizationServerMetadata { issuer } oauthJsonWebKeySet { keys { kid } } }';

const company = useForTests(() => startCompany({ AUTH_CLOCK_SKEW_S: '300' }));
beforeEach(() => {
  company.gateway.sandbox.calls.length = 0;
  company.gateway.log.length = 0;
});

const ask = (key: string | null) => company.gateway.ask(READ, {}, { key });

function expectRefused({ status, headers, body }: Answer, challenge = 'Bearer error="invalid_token"'): void {
  expect(body.errors?.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
  expect(body.data?.oauthClients ?? null).toBeNull();
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe(challenge);
  expect(company.gateway.sandbox.calls).toEqual([]);
}

/** A company of its own for a test that breaks something. */
async function ownCompany(env: Record<string, string> = {}): Promise<Company> {
  const own = await useInTest(startCompany(env));
  return own;
}

/** Lets the clock stand still until it is set forward, by seconds. */
function holdClock(): (seconds: number) => void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return (seconds) => void vi.setSystemTime(Date.now() + seconds * 1000);
}

describe('a right token', () => {
  test('lets its bearer read, with the gateway’s own key', async () => {
    const token = await company.issuer.sign();
    const { status, body } = await ask(token);
    expect({ status, body }).toMatchObject({ status: 200, body: { data: { oauthClients: { totalCount: 160 } } } });
    const sent = company.gateway.sandbox.calls.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(['Bearer KEYsandboxAlice']);
  });

  test.for(['RS256', 'PS256', 'ES256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const { issuer, gateway } = await ownCompany();
    issuer.key = await createKey(alg, `key-${alg}`);
    issuer.published.splice(0, 1, issuer.key.jwk);
    expect((await gateway.ask(READ, {}, { key: await issuer.sign() })).status).toBe(200);
  });

  test.for<[string, Parameters<Company['issuer']['sign']>]>([
    ['for several audiences', [{ aud: ['https://other.example', AUDIENCE] }]],
    ['without a kid, of an issuer with one key', [{}, { kid: undefined as never }]],
    ['that expired within the tolerance', [{ exp: inSeconds(-150) }]],
    ['that becomes valid within the tolerance', [{ nbf: inSeconds(150) }]],
    ['with its scopes in a list', [{ scope: undefined, scp: ['oauth:read'] }]],
    ['typed as RFC 9068 has it', [{}, { typ: 'at+jwt' }]],
  ])('may be one %s', async ([, parts]) => {
    expect((await ask(await company.issuer.sign(...parts))).status).toBe(200);
  });
});

describe('refused without a call, and not repeated anywhere:', () => {
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'mallory', scope: 'oauth:read', exp: inSeconds(300) };

  test.for<[string, Parameters<Company['issuer']['sign']>]>([
    ['another issuer', [{ iss: 'https://id.other.example' }]],
    ['no issuer', [{ iss: undefined as never }]],
    ['an issuer that differs by a slash', [{ iss: `${ISSUER}/` }]],
    ['another audience', [{ aud: 'https://other.example' }]],
    ['no audience', [{ aud: undefined as never }]],
    ['an expired token', [{ exp: inSeconds(-450) }]],
    ['a token that is not valid yet', [{ nbf: inSeconds(450) }]],
    ['a token that never expires', [{ exp: undefined as never }]],
    ['an unknown kid', [{}, { kid: 'key-2' }]],
    ['an extension that must be understood', [{}, { crit: ['urn:x'], 'urn:x': true }]],
  ])('%s', async ([, [changed, header]]) => {
    const token = header?.crit
      ? await new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256', kid: 'key-1', ...header })
          .sign(company.issuer.key.privateKey, { crit: { 'urn:x': true } })
      : await company.issuer.sign(changed, header);
    const answer = await ask(token);
    expectRefused(answer);
    expect(JSON.stringify(answer.body) + company.gateway.log).not.toContain(token);
  });

  test('a token without a signature', async () => {
    const unsecured = new UnsecuredJWT(claims).encode();
    expectRefused(await ask(`${unsecured}AA`));
    expectRefused(await company.gateway.ask(READ, {}, { key: unsecured }));
  });

  test('a token signed with the public key as if it were a shared secret', async () => {
    const { publicKey, jwk } = company.issuer.key;
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(jwk)]) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
        .sign(new TextEncoder().encode(secret));
      expectRefused(await ask(token));
    }
  });

  test('an algorithm that is not on the list, though its key is published', async () => {
    const { issuer, gateway } = await ownCompany({ AUTH_ALGORITHMS: 'RS256' });
    const { status, body } = await gateway.ask(READ, {}, { key: await issuer.sign() });
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    issuer.key = await createKey('RS256', 'key-rsa');
    issuer.published.push(issuer.key.jwk);
    expect((await gateway.ask(READ, {}, { key: await issuer.sign() })).status).toBe(200);
  });

  test('another key under a published kid', async () => {
    const { privateKey } = await createKey('ES256', 'key-1');
    expectRefused(
      await ask(await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'key-1' }).sign(privateKey)),
    );
  });

  test('a key that the token brings or points to, which is not fetched', async () => {
    let fetches = 0;
    const evil = await createKey('ES256', 'key-evil');
    const server = createServer((_req, res) => {
      fetches++;
      res.end(JSON.stringify({ keys: [evil.jwk] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    for (const header of [{ jwk: evil.jwk }, { jku: url }, { x5u: url }, { jku: url, kid: 'key-1' }]) {
      const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...header }).sign(evil.privateKey);
      expectRefused(await ask(token));
    }
    expect(fetches).toBe(0);
  });

  test('claims changed after signing', async () => {
    const [header, , signature] = (await company.issuer.sign({ scope: '' })).split('.');
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expectRefused(await ask(`${header}.${changed}.${signature}`));
  });

  test.for(['abc', 'a.b.c', 'a.b.c.d.e', 'KEYsandboxAlice', `${'e30'.repeat(900)}.e30.e30`])(
    'no JWT: %s',
    async (token) => {
      expectRefused(await ask(token));
    },
  );

  test.for([null, 'a b', 'a, Bearer b', 'ä'])('no single bearer: %s', async (token) => {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    expectRefused(await company.gateway.ask(READ, {}, { key: null, headers }), 'Bearer');
  });
});

describe('the key set', () => {
  test('is fetched once for all callers, and not for callers without a token', async () => {
    const { issuer, gateway } = await ownCompany();
    await Promise.all(Array.from({ length: 10 }, () => gateway.ask(READ, {}, { key: null })));
    await gateway.ask(DISCOVERY, {}, { key: null });
    expect(issuer.fetches()).toBe(0);
    const tokens = await Promise.all(Array.from({ length: 40 }, (_, index) => issuer.sign({ sub: `caller ${index}` })));
    const answers = await Promise.all(tokens.map((key) => gateway.ask(READ, {}, { key })));
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
    expect(issuer.fetches()).toBe(1);
  });

  test('may get a new key: unknown ones have it fetched again, once in 30 s however many ask', async () => {
    const { issuer, gateway } = await ownCompany();
    const forward = holdClock();
    const many = async () => {
      const tokens = Array.from({ length: 20 }, (_, index) => issuer.sign({}, { kid: `unknown-${index}` }));
      await Promise.all((await Promise.all(tokens)).map((key) => gateway.ask(READ, {}, { key })));
    };
    expect((await gateway.ask(READ, {}, { key: await issuer.sign() })).status).toBe(200);
    await many();
    expect(issuer.fetches()).toBe(1);

    issuer.key = await createKey('ES256', 'key-next');
    issuer.published.unshift(issuer.key.jwk);
    expect((await gateway.ask(READ, {}, { key: await issuer.sign() })).status).toBe(401);
    expect(issuer.fetches()).toBe(1);
    forward(31);
    expect((await gateway.ask(READ, {}, { key: await issuer.sign() })).status).toBe(200);
    expect(issuer.fetches()).toBe(2);
    await many();
    expect(issuer.fetches()).toBe(2);
    forward(31);
    await many();
    expect(issuer.fetches()).toBe(3);
  });

  test('may lose a key: after ten minutes at the most it proves nothing any more', async () => {
    const { issuer, gateway } = await ownCompany();
    const forward = holdClock();
    const sign = () => issuer.sign({ exp: inSeconds(3600), jti: crypto.randomUUID() });
    expect((await gateway.ask(READ, {}, { key: await sign() })).status).toBe(200);
    issuer.published.splice(0, 1, (await createKey('ES256', 'key-next')).jwk);
    forward(601);
    expect((await gateway.ask(READ, {}, { key: await sign() })).status).toBe(401);
  });

  const broken: Record<string, Company['issuer']['answer']> = {
    'breaks the connection': (req) => void req.socket.destroy(),
    'answers 500': (_req, res) => void res.writeHead(500).end('{"keys":[]}'),
    'answers no JSON': (_req, res) => void res.end('<p>Maintenance</p>'),
    'answers no key set': (_req, res) => void res.end('{"keys":"none"}'),
    redirects: (_req, res) => void res.writeHead(302, { location: '/elsewhere' }).end(),
  };

  test.for(Object.keys(broken))('is the gateway’s trouble, not the caller’s, where its server %s', async (name) => {
    const { issuer, gateway } = await ownCompany();
    const works = issuer.answer;
    issuer.answer = broken[name]!;
    const key = await issuer.sign();
    const { status, headers, body } = await gateway.ask(READ, {}, { key });
    expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    expect({ status, challenge: headers.get('www-authenticate') }).toEqual({ status: 200, challenge: null });
    expect(gateway.sandbox.calls).toEqual([]);
    expect(issuer.fetches()).toBe(1);

    const discovered = await gateway.ask(DISCOVERY, {}, { key });
    expect(discovered.body.errors).toBeUndefined();
    expect(discovered.body.data.oauthAuthorizationServerMetadata.issuer).toBe(gateway.sandbox.origin);
    expect(issuer.fetches(), 'discovery waits for no proof').toBe(1);

    issuer.answer = works;
    expect((await gateway.ask(READ, {}, { key })).body.data.oauthClients.totalCount).toBe(160);
  });

  test('delays callers no longer than the deadline, and discovery not at all', async () => {
    const { issuer, gateway } = await ownCompany({ OPERATION_TIMEOUT_MS: '2000' });
    issuer.answer = () => {};
    const key = await issuer.sign();
    const waiting = gateway.ask(READ, {}, { key });
    await vi.waitUntil(() => issuer.fetches() === 1);
    expect((await gateway.ask(DISCOVERY, {}, { key })).body.errors).toBeUndefined();
    expect((await waiting).body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
  });
});

test('a cached verification ends with its token', async () => {
  const { issuer, gateway } = await ownCompany({ AUTH_CLOCK_SKEW_S: '0' });
  const forward = holdClock();
  const key = await issuer.sign({ exp: inSeconds(20) });
  expect((await gateway.ask(READ, {}, { key })).status).toBe(200);
  forward(18);
  issuer.answer = (req) => void req.socket.destroy();
  expect((await gateway.ask(READ, {}, { key })).status).toBe(200);
  forward(2);
  expect(await gateway.ask(READ, {}, { key })).toMatchObject({
    status: 401,
    body: { errors: [{ message: 'The token has expired.', extensions: { code: 'UNAUTHENTICATED' } }] },
  });
});
