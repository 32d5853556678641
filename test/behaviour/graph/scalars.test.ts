import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

const URL_OF = `query ($uri: URL!) {
  oauthAuthorizationRequest(input: { clientId: "c", redirectUri: $uri }) { url }
}`;
const CREATED = `query ($time: DateTime!) { oauthGrants(filter: { createdBefore: $time }) { totalCount } }`;

describe('URL', () => {
  test.each([
    'https://a.example',
    'https://a.example/',
    'https://A.example:443/x/../y/./?q=%7e&r=a+b',
    'http://127.0.0.1:8400/callback',
    'http://[::1]:8400/callback',
    'com.example.app:/callback',
    'com.example.app:callback',
    'urn:ietf:wg:oauth:2.0:oob',
    'https://xn--bcher-kva.example/%E2%9C%93',
  ])('takes %s and keeps its bytes, as a variable and in a document', async (uri) => {
    for (const [document, variables] of [
      [URL_OF, { uri }],
      [URL_OF.replace('($uri: URL!)', '').replace('$uri', JSON.stringify(uri)), {}],
    ] as const) {
      const { body } = await gateway.ask(document, variables);
      expect(body.errors).toBeUndefined();
      const { url } = body.data.oauthAuthorizationRequest;
      expect(new URL(url).searchParams.get('redirect_uri')).toBe(uri);
    }
  });

  test.each([
    '',
    'a.example',
    '/callback',
    '//a.example/x',
    'https://',
    'https://a b/',
    'https://a/<b>',
    1,
    null,
    ['https://a'],
  ])('refuses %j by either way, without repeating it', async (uri) => {
    const asVariable = await gateway.ask(URL_OF, { uri });
    expect(asVariable.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const literal = JSON.stringify(uri);
    const document = URL_OF.replace('($uri: URL!)', '').replace('$uri', literal);
    const asLiteral = await gateway.ask(document);
    expect(asLiteral.body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    if (typeof uri !== 'string' || uri === '') return;
    for (const { body } of [asVariable, asLiteral]) {
      expect(body.errors?.[0]?.message).toContain('URL must be an absolute URI.');
      expect(body.errors?.[0]?.message).not.toContain(uri);
    }
  });
});

describe('DateTime', () => {
  const count = async (time: unknown) => (await gateway.ask(CREATED, { time })).body;

  test.each([
    '2026-05-01T00:00:00Z',
    '2026-05-01T00:00:00.000Z',
    '2026-05-01t00:00:00z',
    '2026-05-01T02:00:00+02:00',
    '2026-04-30T18:30:00.000-05:30',
  ])('takes %s, the same point in time each', async (time) => {
    const { data, errors } = await count(time);
    expect(errors).toBeUndefined();
    const [one] = [(await count('2026-05-01T00:00:00Z')).data];
    expect(data).toEqual(one);
    expect(data.oauthGrants.totalCount).toBeGreaterThan(0);
    const literal = CREATED.replace('($time: DateTime!)', '').replace('$time', JSON.stringify(time));
    expect((await gateway.ask(literal)).body.data).toEqual(one);
  });

  test.each([
    '',
    'yesterday',
    '2026-05-01',
    '2026-05-01T00:00:00',
    '2026-05-01T00:00Z',
    '2026-05-01T24:00:00Z',
    '2026-05-01T00:00:60Z',
    '2026-05-01T00:00:00+24:00',
    '2026-13-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    1_777_593_600,
    true,
  ])('refuses %j by either way', async (time) => {
    expect((await count(time)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const literal = CREATED.replace('($time: DateTime!)', '').replace('$time', JSON.stringify(time));
    const { body } = await gateway.ask(literal);
    expect(body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });
});

describe('OAuthSecret', () => {
  const CONSENT = 'query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }';

  test('takes any text that is not empty, and it reaches Telnyx byte for byte', async () => {
    const token = '../a b?c#d%2F"ü\\';
    const { body } = await gateway.ask(CONSENT, { t: token });
    expect(body.errors).toBeUndefined();
    expect(gateway.sandbox.calls.at(-1)?.path).toBe(`/v2/oauth/consent/${encodeURIComponent(token)}`);
  });

  test.each(['', 1, true, null, ['a'], { a: 'b' }])('refuses %j', async (t) => {
    const { body } = await gateway.ask(CONSENT, { t });
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
