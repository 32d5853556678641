import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ForbiddenError, type ProtocolError, UnauthenticatedError } from '../../../src/telnyx/errors.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, message, startRawServer } from '../../support/raw-server.ts';
import { connect, errorOf, KEY } from '../../support/telnyx.ts';

const REDIRECT = 'https://app.example/cb?keep=%7E';

/** A caller, and a consent token that waits for the decision. */
async function asked() {
  const client = { client_id: 'app', name: 'App', redirect_uris: [REDIRECT], verified: true };
  const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients: [client] }] }));
  const { telnyx } = connect(sandbox.origin);
  const request = { response_type: 'code', client_id: 'app', redirect_uri: REDIRECT, state: 'a b&c' } as const;
  const location = await telnyx.authorization.start(request);
  return { sandbox, telnyx, consentToken: new URL(location).searchParams.get('consent_token')! };
}

test('a consent request names the client and the scopes', async () => {
  const { telnyx, consentToken } = await asked();
  expect(await telnyx.consent.retrieve(consentToken)).toMatchObject({
    client_id: 'app',
    name: 'App',
    requested_scopes: [{ id: 'messaging.read' }, { id: 'messaging.write' }],
    redirect_uri: REDIRECT,
    verified: true,
    logo_uri: null,
  });
});

describe('a decision', () => {
  test('to allow makes a grant and answers where to go with the code', async () => {
    const { sandbox, telnyx, consentToken } = await asked();
    const { redirect_uri } = await telnyx.consent.decide(consentToken, true);
    expect(redirect_uri).toMatch(/^https:\/\/app\.example\/cb\?keep=%7E&code=[\w-]+&state=a\+b%26c&iss=/);
    expect(sandbox.account(KEY).grants).toMatchObject([{ client_id: 'app' }]);
  });

  test('to deny makes none', async () => {
    const { sandbox, telnyx, consentToken } = await asked();
    expect((await telnyx.consent.decide(consentToken, false)).redirect_uri).toContain('error=access_denied');
    expect(sandbox.account(KEY).grants).toEqual([]);
  });

  test('is taken once; then the token is worth nothing', async () => {
    const { telnyx, consentToken } = await asked();
    await telnyx.consent.decide(consentToken, true);
    expect(await telnyx.consent.retrieve(consentToken)).toBeNull();
    const error = await errorOf<ProtocolError>(telnyx.consent.decide(consentToken, true));
    expect(error).toMatchObject({ name: 'ProtocolError', error: 'invalid_consent_token', status: 422 });
  });
});

describe('a token', () => {
  test.for<[string, string]>([
    ['422', json(422, { error: 'invalid_consent_token' })],
    ['422 with a place', json(422, { errors: [{ title: 'Bad', source: { pointer: '/consent_token' } }] })],
    ['422 without a body', message(422)],
    ['404', json(404, { error: 'not_found' })],
  ])('that Telnyx answers with %s is unknown: null', async ([, answer]) => {
    expect(await connect((await startRawServer(answer)).origin).telnyx.consent.retrieve('c')).toBeNull();
  });

  test.for<[number, unknown]>([
    [401, UnauthenticatedError],
    [403, ForbiddenError],
  ])('that may not be looked at is an error: %i', async ([status, type]) => {
    const { consent } = connect((await startRawServer(json(status, {}))).origin).telnyx;
    expect(await errorOf(consent.retrieve('c'))).toBeInstanceOf(type as typeof ForbiddenError);
  });
});
