import { describe, expect, test, vi } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../../src/sandbox/index.ts';
import { consentToken } from '../../sandbox/flow.ts';
import { arrived, type Gate, type GateCall, latch, startGatedGateway, until } from '../../support/gate.ts';
import type { Answer, TestGateway } from '../../support/gateway.ts';

/**
 * How to know that callers overlap without a clock: each asks, besides what is shared, for a grant of its own that
 * does not exist. The gate holds what is shared until it has seen all these marks; by then all have asked.
 */
const isMark = (line: string) => line.includes('/oauth_grants/mark-');

const withMark = (selection: string) => `query ($mark: ID!) { ${selection} mark: oauthGrant(grantId: $mark) { id } }`;

interface Caller {
  key?: string;
  signal?: AbortSignal;
}

/** Asks for a selection and the mark of this number; the trace comes along. */
async function ask(gateway: TestGateway, selection: string, mark: number, { key = ALICE_KEY, signal }: Caller = {}) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'x-upstream-trace': 'true' },
    body: JSON.stringify({ query: withMark(selection), variables: { mark: `mark-${mark}` } }),
    ...(signal && { signal }),
  });
  return (await response.json()) as Answer['body'];
}

/** Lets answers to what `isMeant` through only after `opened`; they are taken from the sandbox before. */
function hold(gate: Gate, isMeant: (line: string) => boolean, opened: Promise<void>): void {
  gate.pass = async ({ line }, answer) => {
    if (isMeant(line)) await opened;
    return answer;
  };
}

const shared = (calls: GateCall[], isMeant: (line: string) => boolean) =>
  calls.filter(({ line }) => isMeant(line)).map(({ line, headers }) => `${headers.authorization} ${line}`);

const ALICE_FIRST = 'a11ce000-0000-4000-8000-000000000001';
const isOne = (line: string) => line === `GET /v2/oauth_clients/${ALICE_FIRST}`;
const ONE = `oauthClient(clientId: "${ALICE_FIRST}") { clientId name }`;

describe('reads in flight are shared', () => {
  test('40 callers of 2 credentials make one call for each credential and distinct read, and no response crosses over', async () => {
    const { gateway, gate } = await startGatedGateway();
    const selection = `
      oauthClients(first: 5) { nodes { clientId name } }
      oauthGrants(first: 3) { nodes { grantId client { clientId name } } }`;
    const alone = new Map<string, Answer['body']['data']>();
    for (const key of [ALICE_KEY, BOB_KEY]) {
      const { data } = await ask(gateway, selection, -1, { key });
      alone.set(key, data);
      const { clients, grants } = gateway.sandbox.account(key);
      expect(clients.map((client) => client.client_id)).toEqual(
        expect.arrayContaining(data.oauthClients.nodes.map(({ clientId }: { clientId: string }) => clientId)),
      );
      expect(grants.map(({ id }) => id)).toEqual(
        expect.arrayContaining(data.oauthGrants.nodes.map(({ grantId }: { grantId: string }) => grantId)),
      );
    }
    gate.calls.length = 0;

    const all = latch();
    const isList = (line: string) => line.includes('?page');
    hold(gate, isList, all.opened);
    const keys = Array.from({ length: 40 }, (_, mark) => (mark % 2 === 0 ? ALICE_KEY : BOB_KEY));
    const answers = Promise.all(keys.map((key, mark) => ask(gateway, selection, mark, { key })));
    await arrived(gate, 40, isMark);
    all.open();
    for (const [mark, { data, errors }] of (await answers).entries()) {
      expect(errors).toBeUndefined();
      expect(data).toEqual(alone.get(keys[mark]!));
    }

    const reads = shared(gate.calls, (line) => !isMark(line));
    expect(reads).toHaveLength(new Set(reads).size);
    expect(shared(gate.calls, isList).sort()).toEqual(
      [ALICE_KEY, BOB_KEY].flatMap((key) => [
        `Bearer ${key} GET /v2/oauth_clients?page%5Bnumber%5D=1&page%5Bsize%5D=5`,
        `Bearer ${key} GET /v2/oauth_grants?page%5Bnumber%5D=1&page%5Bsize%5D=3`,
      ]),
    );
    // Each caller's trace tells what it shared: all calls together are what the gate saw.
    const traced = (await answers).flatMap(({ extensions }) => extensions.upstream.calls as { shared: boolean }[]);
    expect(traced.filter((call) => !call.shared)).toHaveLength(gate.calls.length);
    expect(traced.length).toBeGreaterThanOrEqual(40 * 3);
  });

  test('a batch of 50 single reads joins another one, without a warning about listeners', async () => {
    const { gateway, gate } = await startGatedGateway();
    const warned = vi.fn();
    process.on('warning', warned);
    const all = latch();
    const ids = gateway.sandbox.account(BOB_KEY).clients.slice(0, 50);
    const isSingle = (line: string) => line.startsWith('GET /v2/oauth_clients/');
    const selection = ids
      .map((client, at) => `c${at}: oauthClient(clientId: "${client.client_id}") { name }`)
      .join(' ');
    // From then on it is known that the list holds none of them: they are read one by one at once.
    await ask(gateway, selection, -1);
    gate.calls.length = 0;

    hold(gate, isSingle, all.opened);
    const first = ask(gateway, selection, 0);
    await arrived(gate, 50, isSingle);
    const second = ask(gateway, selection, 1);
    await arrived(gate, 2, isMark);
    all.open();
    for (const { errors, extensions } of await Promise.all([first, second])) {
      expect(errors).toHaveLength(10);
      expect(extensions.omittedErrors).toBe(40);
    }
    expect(shared(gate.calls, isSingle)).toHaveLength(50);
    await new Promise(setImmediate);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });

  test('consecutive reads are not shared', async () => {
    const { gateway, gate } = await startGatedGateway();
    await ask(gateway, ONE, 0);
    await ask(gateway, ONE, 1);
    expect(shared(gate.calls, isOne)).toHaveLength(2);
  });
});

describe('a leader does not take its followers with it', () => {
  test('when it leaves', async () => {
    const { gateway, gate } = await startGatedGateway();
    const all = latch();
    hold(gate, isOne, all.opened);
    const leaving = new AbortController();
    const leader = ask(gateway, ONE, 0, { signal: leaving.signal });
    await arrived(gate, 1, isOne);
    const followers = Promise.all([1, 2, 3, 4].map((mark) => ask(gateway, ONE, mark)));
    await arrived(gate, 5, isMark);
    leaving.abort();
    await expect(leader).rejects.toThrow('aborted');
    await arrived(gate, 2, isOne);
    all.open();
    for (const { data, errors } of await followers) {
      expect(errors).toBeUndefined();
      expect(data.oauthClient.name).toBe('Acme Contact Center');
    }
    expect(shared(gate.calls, isOne)).toHaveLength(2);
  });

  test('when its call fails in the end: one follower tries again, for all of them', async () => {
    const { gateway, gate } = await startGatedGateway();
    const all = latch();
    let leading: unknown;
    gate.pass = async ({ line, headers }, answer) => {
      if (!isOne(line)) return answer;
      leading ??= headers['x-request-id'];
      await all.opened;
      return headers['x-request-id'] === leading ? { status: 500, headers: {}, body: '' } : answer;
    };
    const leader = ask(gateway, ONE, 0);
    await arrived(gate, 1, isOne);
    const followers = Promise.all([1, 2, 3, 4].map((mark) => ask(gateway, ONE, mark)));
    await arrived(gate, 5, isMark);
    all.open();
    expect((await leader).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    for (const { data, errors } of await followers) {
      expect(errors).toBeUndefined();
      expect(data.oauthClient.name).toBe('Acme Contact Center');
    }
    const others = gate.calls.filter(({ line, headers }) => isOne(line) && headers['x-request-id'] !== leading);
    expect(others).toHaveLength(1);
  });

  test('when Telnyx stays down: 5 callers make no more than 2 calls with their repetitions', async () => {
    const { gateway, gate } = await startGatedGateway();
    const all = latch();
    hold(gate, isOne, all.opened);
    gateway.sandbox.faults.push(`500@GET /oauth_clients/${ALICE_FIRST}`);
    const answers = Promise.all([0, 1, 2, 3, 4].map((mark) => ask(gateway, ONE, mark)));
    await arrived(gate, 5, isMark);
    all.open();
    for (const { errors } of await answers) {
      expect(errors).toMatchObject([{ path: ['oauthClient'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    }
    const callers = gate.calls.filter(({ line }) => isOne(line)).map(({ headers }) => headers['x-request-id']);
    expect(new Set(callers).size).toBe(2);
  });

  test('a refusal is shared, as it is the same for all', async () => {
    const { gateway, gate } = await startGatedGateway();
    const all = latch();
    const foreign = gateway.sandbox.account(BOB_KEY).clients[0]!.client_id;
    const isForeign = (line: string) => line.endsWith(foreign);
    hold(gate, isForeign, all.opened);
    const selection = `oauthClient(clientId: "${foreign}") { name }`;
    const answers = Promise.all([0, 1, 2].map((mark) => ask(gateway, selection, mark)));
    await arrived(gate, 3, isMark);
    all.open();
    for (const { data, errors } of await answers) {
      expect(data.oauthClient).toBeNull();
      expect(errors).toMatchObject([{ path: ['oauthClient'], extensions: { code: 'FORBIDDEN' } }]);
    }
    expect(shared(gate.calls, isForeign)).toHaveLength(1);
  });
});

describe('calls that carry a secret or change something are never shared', () => {
  type Variables = Record<string, unknown>;

  /** Five callers at the same time; each has to reach the gate by itself. */
  async function together(
    { gateway, gate }: Awaited<ReturnType<typeof startGatedGateway>>,
    document: string,
    isMeant: (line: string) => boolean,
    variables: Variables = {},
  ) {
    const all = latch();
    hold(gate, isMeant, all.opened);
    const answers = Promise.all(Array.from({ length: 5 }, () => gateway.ask(document, variables)));
    await arrived(gate, 5, isMeant);
    all.open();
    return (await answers).map(({ body }) => body);
  }

  test('revealOAuthClientSecret', async () => {
    const document = `mutation { revealOAuthClientSecret(clientId: "${ALICE_FIRST}") {
      ... on RevealOAuthClientSecretPayload { clientSecret } } }`;
    for (const { data } of await together(await startGatedGateway(), document, isOne)) {
      expect(data.revealOAuthClientSecret.clientSecret).toBe('sandbox-demo-secret-acme-contact-center');
    }
  });

  test('revealOAuthClientSecret beside a read of the same client, in either order', async () => {
    const reveal = `mutation { revealOAuthClientSecret(clientId: "${ALICE_FIRST}") {
      ... on RevealOAuthClientSecretPayload { clientSecret } } }`;
    for (const order of [
      ['read', 'reveal'],
      ['reveal', 'read'],
    ]) {
      const { gateway, gate } = await startGatedGateway();
      const all = latch();
      hold(gate, isOne, all.opened);
      const answers = [];
      for (const [at, which] of order.entries()) {
        answers.push(which === 'read' ? ask(gateway, ONE, 0) : gateway.ask(reveal));
        await arrived(gate, at + 1, isOne);
      }
      all.open();
      const text = JSON.stringify(await Promise.all(answers));
      expect(text.split('sandbox-demo-secret-acme-contact-center')).toHaveLength(2);
    }
  });

  test('oauthConsentRequest', async () => {
    const gated = await startGatedGateway();
    const token = await consentToken(gated.gateway.sandbox);
    const document = 'query ($token: OAuthSecret!) { oauthConsentRequest(consentToken: $token) { name } }';
    const isConsent = (line: string) => line.startsWith('GET /v2/oauth/consent/');
    for (const { data } of await together(gated, document, isConsent, { token })) {
      expect(data.oauthConsentRequest.name).toBe('Acme Command Line');
    }
  });

  test('mutations', async () => {
    const document = `mutation { updateOAuthClient(clientId: "${ALICE_FIRST}", input: { name: "x" }) { __typename } }`;
    const isUpdate = (line: string) => line.startsWith('PUT ');
    for (const { data } of await together(await startGatedGateway(), document, isUpdate)) {
      expect(data.updateOAuthClient.__typename).toBe('UpdateOAuthClientPayload');
    }
  });

  test('startOAuthAuthorization, though it is a GET', async () => {
    const document = `mutation ($input: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $input) {
      ... on StartOAuthAuthorizationPayload { redirectLocation } } }`;
    const input = {
      clientId: 'a11ce000-0000-4000-8000-000000000002',
      redirectUri: 'http://127.0.0.1:8400/callback',
      codeChallenge: 'c'.repeat(43),
    };
    const isStart = (line: string) => line.startsWith('GET /v2/oauth/authorize');
    const locations = (await together(await startGatedGateway(), document, isStart, { input })).map(
      ({ data }) => data.startOAuthAuthorization.redirectLocation,
    );
    expect(new Set(locations).size).toBe(5);
  });
});

describe('a caller reads its own writes', () => {
  const rename = (name: string) => `mutation {
    updateOAuthClient(clientId: "${ALICE_FIRST}", input: { name: "${name}" }) { __typename } }`;
  const nameOf = ({ data }: Answer['body']) => data.oauthClient.name;

  test('a read sent after the answer to a mutation joins none that began before it', async () => {
    const { gateway, gate } = await startGatedGateway();
    const all = latch();
    let held = 0;
    gate.pass = async ({ line }, answer) => {
      if (isOne(line) && held++ === 0) await all.opened;
      return answer;
    };
    const before = ask(gateway, ONE, 0);
    await until(() => held === 1);
    await gateway.ask(rename('new'));
    const after = await ask(gateway, ONE, 1);
    expect(nameOf(after)).toBe('new');
    // Nor does one that comes after the old read is answered.
    all.open();
    expect(nameOf(await before)).toBe('Acme Contact Center');
    expect(nameOf(await ask(gateway, ONE, 2))).toBe('new');
    expect(shared(gate.calls, isOne)).toHaveLength(3);
  });

  test('the same holds after a mutation that may have happened', async () => {
    const { gateway, gate } = await startGatedGateway();
    const all = latch();
    let held = 0;
    gate.pass = async ({ line }, answer) => {
      if (isOne(line) && held++ === 0) await all.opened;
      return answer;
    };
    gateway.sandbox.faults.push('503-after@PUT /oauth_clients');
    const before = ask(gateway, ONE, 0);
    await until(() => held === 1);
    const { body } = await gateway.ask(rename('new'));
    expect(body.errors).toMatchObject([{ extensions: { outcome: 'UNKNOWN' } }]);
    expect(nameOf(await ask(gateway, ONE, 1))).toBe('new');
    all.open();
    expect(nameOf(await before)).toBe('Acme Contact Center');
  });

  test('another account’s mutation has no effect', async () => {
    const { gateway, gate } = await startGatedGateway();
    const all = latch();
    hold(gate, isOne, all.opened);
    const first = ask(gateway, ONE, 0);
    await arrived(gate, 1, isOne);
    const own = gateway.sandbox.account(BOB_KEY).clients[0]!.client_id;
    await gateway.ask(rename('new').replace(ALICE_FIRST, own), {}, { key: BOB_KEY });
    const second = ask(gateway, ONE, 1);
    await arrived(gate, 2, isMark);
    all.open();
    await Promise.all([first, second]);
    expect(shared(gate.calls, isOne)).toHaveLength(1);
  });
});
