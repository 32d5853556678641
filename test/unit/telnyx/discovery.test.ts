import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ContractError } from '../../../src/telnyx/errors.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { connect, errorOf } from '../../support/telnyx.ts';

test('both documents come from the host’s root, as they are', async () => {
  const sandbox = await useInTest(startSandbox());
  const { discovery } = connect(sandbox.origin, { key: null }).telnyx;
  expect(await discovery.authorizationServer()).toMatchObject({
    issuer: sandbox.origin,
    token_endpoint: `${sandbox.url}/oauth/token`,
    jwks_uri: `${sandbox.url}/oauth/jwks`,
    response_types_supported: ['code'],
    protected_resources: [sandbox.origin],
  });
  expect(await discovery.protectedResource()).toMatchObject({
    resource: sandbox.origin,
    authorization_servers: [sandbox.origin],
  });
  expect(sandbox.calls.map(({ path }) => path)).toEqual([
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-protected-resource',
  ]);
});

test('undeclared members come along', async () => {
  const document = { resource: 'https://a', agent_auth: { x: 1 } };
  const { discovery } = connect((await startRawServer(json(200, document))).origin).telnyx;
  const additional = [{ name: 'agent_auth', json: '{"x":1}' }];
  expect(await discovery.protectedResource()).toEqual({ ...document, additional });
});

describe('the issuer', () => {
  const issuer = 'https://telnyx.example';
  const read = async (document: object) => {
    const server = await startRawServer(json(200, document));
    return connect(server.origin, { issuer }).telnyx.discovery.authorizationServer();
  };

  test('may be the configured one, or left out', async () => {
    expect(await read({ issuer })).toMatchObject({ issuer });
    expect((await read({})).issuer).toBeUndefined();
    expect([await read({ issuer: '' }), await read({ issuer: null })]).toMatchObject([
      { issuer: null },
      { issuer: null },
    ]);
  });

  test.for([['https://telnyx.example/'], ['https://TELNYX.example'], ['https://evil.example'], [7]])(
    'may be no other: %j',
    async ([other]) => {
      const error = await errorOf(read({ issuer: other }));
      expect(error).toBeInstanceOf(ContractError);
      expect(error.message).toContain(issuer);
    },
  );
});

test('its endpoints are data and never followed', async () => {
  const elsewhere = await startRawServer(json(200, { keys: [] }));
  const server = await startRawServer(
    json(200, { jwks_uri: `${elsewhere.origin}/jwks`, authorization_endpoint: `${elsewhere.origin}/authorize` }),
    json(200, { keys: [] }),
  );
  const { discovery, jwks, authorization } = connect(server.origin).telnyx;
  await discovery.authorizationServer();
  await jwks.retrieve();
  const url = authorization.url({ response_type: 'code', client_id: 'a', redirect_uri: 'b:/' });
  expect(url.startsWith(server.origin)).toBe(true);
  expect([server.requests.length, elsewhere.connections()]).toEqual([2, 0]);
});
