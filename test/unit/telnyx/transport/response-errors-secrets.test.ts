import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Telnyx, TokenRequest } from '../../../../src/telnyx/types.ts';
import { json, message, startRawServer } from '../../../support/raw-server.ts';
import { connect, errorOf, KEY } from '../../../support/telnyx.ts';

const SECRET = 'Zx9+/=% ~é';
const APP = { client_id: 'app' };
const BASIC = { ...APP, client_secret: 'another-secret' };

/** Everything that an error shows to anyone, with all that hangs off it. */
const shown = (error: Error) =>
  `${error.message} ${JSON.stringify(error)} ${inspect(error, { depth: 9, showHidden: true })}`;

/** The forms in which Telnyx may see a text: plain, in a URL, in a form. */
const formsOf = (text: string) => [
  text,
  encodeURIComponent(text),
  new URLSearchParams([['', text]]).toString().slice(1),
];

/** Answers that quote a text in every place of every envelope. */
const quoting = (text: string) => {
  const said = `<${text}> is wrong`;
  const pointer = `/${text.replaceAll('/', '~1')}`;
  return [
    json(400, { error: said, error_description: said }),
    json(422, { errors: [{ code: said, title: said, detail: said, source: { pointer } }] }),
    json(422, { errors: [{ title: said, source: { parameter: said } }] }),
    json(409, { errors: [{ code: said, title: said }] }),
    json(400, { error: 'invalid_client_metadata', invalid_fields: { [said]: [said, { said }], scope: said } }),
    json(401, { error: said, error_description: said }),
    json(500, { error: said }),
    message(418, said),
  ];
};

/** Makes the call until it got every one of these answers, and checks that none brings the secret along. */
async function expectMasked(secret: string, ask: (telnyx: Telnyx) => Promise<unknown>): Promise<void> {
  const answers = formsOf(secret).flatMap(quoting);
  const server = await startRawServer(...answers);
  const { telnyx, records } = connect(server.origin);
  for (const [index, answer] of answers.entries()) {
    const error = await errorOf(ask(telnyx));
    for (const form of formsOf(secret)) expect(shown(error), answer).not.toContain(form);
    if (index === 0) expect(error.message).toBe('<***> is wrong');
  }
  expect(server.requests).toHaveLength(answers.length);
  expect(JSON.stringify(records)).not.toContain(secret);
}

const atToken =
  (request: Partial<TokenRequest>, credentials = {}) =>
  ({ token }: Telnyx) =>
    token.request({ grant_type: 'client_credentials', ...request }, { ...APP, ...credentials });

describe('a secret that Telnyx quotes is masked', () => {
  const operations: Record<string, (telnyx: Telnyx) => Promise<unknown>> = {
    'client_secret at the token endpoint, by Basic': atToken({}, { client_secret: SECRET }),
    'client_secret in the form': atToken({}, { client_secret: SECRET, method: 'client_secret_post' }),
    'client_secret, though it stayed here': atToken({}, { client_secret: SECRET, method: 'none' }),
    code: atToken({ code: SECRET }),
    code_verifier: atToken({ code_verifier: SECRET }),
    refresh_token: atToken({ refresh_token: SECRET }),
    'the token of an introspection': ({ introspection }) => introspection.introspect(SECRET, BASIC),
    'the client_secret of an introspection': ({ introspection }) =>
      introspection.introspect('token-1', { ...APP, client_secret: SECRET }),
    'the consent token of a decision': ({ consent }) => consent.decide(SECRET, true),
  };

  test.for(Object.keys(operations))('%s', (name) => expectMasked(SECRET, operations[name]!));

  test('the caller’s key', async () => {
    await expectMasked(KEY, ({ oauthClients }) => oauthClients.update('a', {}));
    await expectMasked(KEY, ({ introspection }) => introspection.introspect('token-1', {}));
    await expectMasked(KEY, ({ consent }) => consent.decide('consent-1', false));
  });

  test('the Basic header', async () => {
    const pair = Buffer.from('app:another-secret').toString('base64');
    await expectMasked(pair, atToken({}, BASIC));
  });

  test('the consent token in a path', async () => {
    const token = 'consent-4f1c/9b+';
    const answers = [400, 403, 500, 500, 500].map((status) => json(status, { error: token, error_description: token }));
    const { telnyx, records } = connect((await startRawServer(...answers)).origin);
    const asked = ['', '', ''].map(() => async () => shown(await errorOf(telnyx.consent.retrieve(token))));
    for (const ask of asked) expect(await ask()).not.toContain('consent-4f1c');
    expect(records.map(({ path }) => path)).toEqual(Array(3).fill('/oauth/consent/***'));
    expect(JSON.stringify(records)).not.toContain('consent-4f1c');
  });

  test('one too short to be a secret leaves Telnyx’ words alone', async () => {
    const answer = json(400, { error: 'invalid_request', error_description: 'No.' });
    const { telnyx } = connect((await startRawServer(answer)).origin);
    for (const short of ['', 'i', '.', 'req', 'No.']) {
      const error = await errorOf(atToken({ code: short }, { client_secret: short })(telnyx));
      expect(error).toMatchObject({ error: 'invalid_request', message: 'No.' });
    }
  });

  test('one that UTF-8 cannot hold ends in an ordinary error', async () => {
    const answer = json(400, { error: 'invalid_grant' });
    const { telnyx } = connect((await startRawServer(answer)).origin);
    const error = await errorOf(atToken({ code: 'code\ud800' }, { client_secret: 'secret\udc00' })(telnyx));
    expect(error).toMatchObject({ name: 'ProtocolError', error: 'invalid_grant' });
  });
});

test('an answer that is not whole keeps its tokens for itself', async () => {
  const answers = [
    json(200, { access_token: ['top-secret'], refresh_token: 'top-secret', token_type: 'Bearer' }),
    message(200, '{"access_token": "top-secret", "refr'),
    'HTTP/1.1 200 OK\r\ncontent-length: 7\r\ncontent-length: 8\r\n\r\n{"access_token": "top-secret"}',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{"access_token": "top-secret"}',
    'access_token=top-secret\r\n\r\n',
  ];
  const server = await startRawServer(...answers);
  for (const answer of answers) {
    const { telnyx, records } = connect(server.origin);
    const error = await errorOf(atToken({}, BASIC)(telnyx));
    expect(error, answer).toMatchObject({ outcome: 'UNKNOWN' });
    expect(shown(error) + JSON.stringify(records), answer).not.toContain('top-secret');
  }
});
