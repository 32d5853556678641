import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { ClientCredentials } from '../../../src/telnyx/types.ts';
import { json, type RawRequest, startRawServer } from '../../support/raw-server.ts';
import { connect } from '../../support/telnyx.ts';
import { anyText } from '../../support/text.ts';

const TOKEN = { access_token: 'at', token_type: 'Bearer', expires_in: 3600 };

/** How the credentials reach the token endpoint: the header, and the form without the grant type. */
async function sent(credentials: ClientCredentials): Promise<[authorization: string | undefined, form: object]> {
  const server = await startRawServer(json(200, TOKEN));
  await connect(server.origin).telnyx.token.request({ grant_type: 'client_credentials' }, credentials);
  return shown(server.requests[0]!);
}

function shown({ headers, body }: RawRequest): [string | undefined, object] {
  const { grant_type, ...form } = Object.fromEntries(new URLSearchParams(body));
  expect(grant_type).toBe('client_credentials');
  return [headers.authorization, form];
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
const id = { client_id: 'app' };
const both = { ...id, client_secret: 's3cret' };

describe('one method, never two', () => {
  test.for<[string, ClientCredentials, string | undefined, object]>([
    ['nothing', {}, undefined, {}],
    ['an id alone: in the form', id, undefined, id],
    ['a secret: Basic', both, basic('app:s3cret'), {}],
    ['client_secret_basic', { ...both, method: 'client_secret_basic' }, basic('app:s3cret'), {}],
    ['client_secret_post', { ...both, method: 'client_secret_post' }, undefined, both],
    ['none: the secret stays here', { ...both, method: 'none' }, undefined, id],
    ['client_secret_post without a secret', { ...id, method: 'client_secret_post' }, undefined, id],
    ['an empty secret is one', { ...id, client_secret: '' }, basic('app:'), {}],
  ])('%s', async ([, credentials, authorization, form]) => {
    expect(await sent(credentials)).toEqual([authorization, form]);
  });
});

describe('Basic', () => {
  test('form-encodes the id and the secret', async () => {
    const credentials = { client_id: 'a:b c', client_secret: 'p%:+/&=~*é😀' };
    const [authorization] = await sent(credentials);
    expect(authorization).toBe(basic('a%3Ab+c:p%25%3A%2B%2F%26%3D%7E*%C3%A9%F0%9F%98%80'));
  });

  test('brings any id and secret to the sandbox', async () => {
    await fc.assert(
      fc.asyncProperty(anyText(1), anyText(1), async (client_id, client_secret) => {
        const server = await startSandbox({
          accounts: [
            { key: 'k', clients: [{ client_id, client_secret, allowed_grant_types: ['client_credentials'] }] },
          ],
        });
        try {
          const { telnyx } = connect(server.origin);
          for (const method of ['client_secret_basic', 'client_secret_post'] as const) {
            const credentials = { client_id, client_secret, method };
            const { token_type } = await telnyx.token.request({ grant_type: 'client_credentials' }, credentials);
            expect(token_type).toBe('Bearer');
          }
        } finally {
          await server.close();
        }
      }),
      { numRuns: 30 },
    );
  });
});
