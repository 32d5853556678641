import { expect, test } from 'vitest';
import { ValidationError } from '../../../../src/telnyx/errors.ts';
import type { Telnyx } from '../../../../src/telnyx/types.ts';
import { json, startRawServer } from '../../../support/raw-server.ts';
import { connect, errorOf } from '../../../support/telnyx.ts';

/** Every operation that puts text of the caller's into its path. */
const OPERATIONS: Record<string, [path: string, name: string, ask: (telnyx: Telnyx, id: string) => Promise<unknown>]> =
  {
    'oauthClients.retrieve': ['/v2/oauth_clients/', 'clientId', ({ oauthClients }, id) => oauthClients.retrieve(id)],
    'oauthClients.update': ['/v2/oauth_clients/', 'clientId', ({ oauthClients }, id) => oauthClients.update(id, {})],
    'oauthClients.delete': ['/v2/oauth_clients/', 'clientId', ({ oauthClients }, id) => oauthClients.delete(id)],
    'oauthClients.reveal': ['/v2/oauth_clients/', 'clientId', ({ oauthClients }, id) => oauthClients.revealSecret(id)],
    'oauthGrants.retrieve': ['/v2/oauth_grants/', 'grantId', ({ oauthGrants }, id) => oauthGrants.retrieve(id)],
    'oauthGrants.revoke': ['/v2/oauth_grants/', 'grantId', ({ oauthGrants }, id) => oauthGrants.revoke(id)],
    'consent.retrieve': ['/v2/oauth/consent/', 'consentToken', ({ consent }, token) => consent.retrieve(token)],
  };

const IDS: [id: string, segment: string][] = [
  ['0f0e2f9c-8c5b-4f57-9f3a-0f0f0f0f0f0f', '0f0e2f9c-8c5b-4f57-9f3a-0f0f0f0f0f0f'],
  ['a/b', 'a%2Fb'],
  ['../oauth_grants', '..%2Foauth_grants'],
  ['%2e%2e', '%252e%252e'],
  ['...', '...'],
  ['a?b=c&d#e', 'a%3Fb%3Dc%26d%23e'],
  ['a b+c;d', 'a%20b%2Bc%3Bd'],
  ['line\r\nx: y', 'line%0D%0Ax%3A%20y'],
  ['é€😀', '%C3%A9%E2%82%AC%F0%9F%98%80'],
  ['\0\\', '%00%5C'],
  ['x'.repeat(256), 'x'.repeat(256)],
];

const NO_IDS: [what: string, id: string][] = [
  ['empty', ''],
  ['one dot', '.'],
  ['two dots', '..'],
  ['over-long', 'x'.repeat(2_049)],
  ['a lone high surrogate', 'a\ud83d'],
  ['a lone low surrogate', '\ude00a'],
];

test.for(Object.keys(OPERATIONS))('%s sends an id as one path segment', async (operation) => {
  const [path, , ask] = OPERATIONS[operation]!;
  const server = await startRawServer(json(404, { error: 'not_found' }));
  const { telnyx } = connect(server.origin);
  for (const [id] of IDS) await ask(telnyx, id).catch(() => {});
  expect(server.requests.map((request) => request.path)).toEqual(IDS.map(([, segment]) => path + segment));
});

test.for(Object.keys(OPERATIONS))('%s refuses what is no id before any call', async (operation) => {
  const [, name, ask] = OPERATIONS[operation]!;
  const server = await startRawServer(json(404, { error: 'not_found' }));
  const { telnyx } = connect(server.origin);
  for (const [what, id] of NO_IDS) {
    const error = await errorOf<ValidationError>(ask(telnyx, id));
    expect(error, what).toBeInstanceOf(ValidationError);
    expect(error.issues, what).toEqual([{ path: [name], code: 'format', message: `${name} is not an id.` }]);
  }
  expect(server.requests).toEqual([]);
});

test('a batch answers what is no id in its own place', async () => {
  const server = await startRawServer(json(404, { error: 'not_found' }));
  const { telnyx } = connect(server.origin);
  for (const retrieveMany of [telnyx.oauthClients, telnyx.oauthGrants].map((each) => each.retrieveMany.bind(each))) {
    const answers = await retrieveMany(['..', 'a']);
    expect(answers.map((answer) => (answer as Error).name)).toEqual(['ValidationError', 'NotFoundError']);
  }
});
