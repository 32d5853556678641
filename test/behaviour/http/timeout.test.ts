import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { open, readAll } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';

const PARTS = `{
  oauthClient(clientId: "${DEMO_CLIENT.client_id}") { name }
  oauthGrants(first: 1) { nodes { grantId } }
}`;

describe.each(['post', 'yoga'])('by %s', (way) => {
  const more: Record<string, string> = way === 'yoga' ? { 'apollo-federation-include-trace': 'x' } : {};
  const gateway = useForTests(() => startGateway({ env: { OPERATION_TIMEOUT_MS: '2000' } }));
  beforeEach(() => void gateway.sandbox.faults.splice(0));

  const ask = async (timeout?: string) => {
    const started = performance.now();
    const headers = { ...more, ...(timeout !== undefined && { 'x-timeout-ms': timeout }) };
    const answer = await gateway.ask(PARTS, {}, { headers });
    return { ...answer, ms: performance.now() - started };
  };

  test('a caller that asks for less time gets what is there by then', async () => {
    gateway.sandbox.faults.push('stall@GET /oauth_clients');
    const { status, body, ms } = await ask('400');
    expect(status).toBe(200);
    expect(body.data.oauthClient).toBeNull();
    expect(body.data.oauthGrants.nodes).toHaveLength(1);
    expect(body.errors!.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['oauthClient'], 'UPSTREAM_TIMEOUT'],
    ]);
    expect(ms).toBeGreaterThan(390);
    expect(ms).toBeLessThan(1_900);
  });

  test('a caller that asks for more time, or for nonsense, gets what the setting allows', async () => {
    gateway.sandbox.faults.push('stall@GET /oauth_clients');
    const answers = await Promise.all(['600000', '0', '-1', '1e3', 'abc', '', '99999999999'].map(ask));
    for (const { body, ms } of answers) {
      expect(body.errors![0]!.extensions.code).toBe('UPSTREAM_TIMEOUT');
      expect(body.data.oauthGrants.nodes).toHaveLength(1);
      expect(ms).toBeGreaterThan(1_990);
    }
  });

  test('a body that does not arrive in time fails likewise', async () => {
    gateway.sandbox.faults.push('stall-body@GET /oauth_clients');
    const { body } = await ask('400');
    expect(body.errors!.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_TIMEOUT']);
    expect(body.data.oauthGrants.nodes).toHaveLength(1);
  });

  test.each([undefined, '1500'])(
    'time that a body takes to come is not the operation’s (x-timeout-ms: %s)',
    async (timeout) => {
      gateway.sandbox.faults.push('slow=300@GET /oauth_clients');
      const body = JSON.stringify({ query: PARTS });
      const headers = {
        host: 'gateway.example',
        authorization: 'Bearer KEYsandboxAlice',
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        connection: 'close',
        ...more,
        ...(timeout !== undefined && { 'x-timeout-ms': timeout }),
      };
      const socket = await open(gateway.url);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${body.slice(0, 5)}`);
      const answer = readAll(socket);
      await new Promise((later) => setTimeout(later, 2_300));
      socket.write(body.slice(5));
      expect(JSON.parse((await answer).split('\r\n\r\n')[1]!)).toMatchObject({
        data: { oauthClient: { name: expect.any(String) } },
      });
    },
  );

  test('a quota that is exhausted for longer shows in the headers and in the error', async () => {
    gateway.sandbox.faults.push('429@GET /oauth_clients');
    const before = Date.now();
    const { body, headers } = await gateway.ask(
      PARTS,
      {},
      { key: `KEY${way}`, headers: { ...more, 'x-timeout-ms': '700' } },
    );
    const limited = body.errors!.find(({ path }) => path?.[0] === 'oauthClient')!;
    expect(limited.extensions.code).toBe('RATE_LIMITED');
    expect(Date.parse(limited.extensions.retryAt)).toBeGreaterThan(before + 700);
    expect(headers.get('retry-after')).toMatch(/^[12]$/);
  });

  test('other responses have no Retry-After', async () => {
    const { headers, body } = await ask();
    expect(body.errors).toBeUndefined();
    expect(headers.get('retry-after')).toBeNull();
  });
});
