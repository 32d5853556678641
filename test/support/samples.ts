import { ALICE_KEY, BOB_KEY, DEMO_CLIENT, DEMO_PUBLIC_CLIENT, type Sandbox } from '../../src/sandbox/index.ts';
import { CHALLENGE, VERIFIER } from '../sandbox/flow.ts';
import type { Samples } from './random-operations.ts';

/** Values for each scalar: ids of the two demo accounts, and much that is none. */
export function samplesOf(sandbox: Sandbox): Samples {
  const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64');
  const [alice, bob] = [sandbox.account(ALICE_KEY), sandbox.account(BOB_KEY)];
  const clients = [...alice.clients.slice(0, 8), bob.clients[0]!].map(({ client_id }) => client_id);
  const grants = [...alice.grants.slice(0, 8), bob.grants[0]!].map(({ id }) => id);
  const nobodys = ['nobody', '', '..', '%2e', 'a/b', 'x'.repeat(300), '\u0000', '😀', 1, -1];
  const globalIds = [
    ...clients.map((id) => globalId('OAuthClient', id)),
    ...grants.map((id) => globalId('OAuthGrant', id)),
  ];
  const uri = 'https://app.example/callback';
  return {
    ID: [...clients, ...grants, ...globalIds, globalId('OAuthClient', ''), globalId('Query', 'x'), ...nobodys],
    String: [
      'messaging.read',
      'voice.write',
      'a b',
      '',
      'x',
      'Acme',
      CHALLENGE,
      'AQEBCAAAAAEAAABF',
      '\u0000',
      '😀',
      'é'.repeat(100),
    ],
    Int: [0, 1, 2, 20, 50, 99, 100, 101, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1.5],
    Boolean: [true, false],
    DateTime: [
      '2026-01-31T08:00:00Z',
      '2026-06-01T00:00:00+02:00',
      '1970-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2026-02-30T00:00:00Z',
      'now',
      '',
    ],
    URL: [
      uri,
      DEMO_CLIENT.redirect_uri,
      DEMO_PUBLIC_CLIENT.redirect_uri,
      'com.example.app:/cb',
      'https://a#b',
      'javascript:alert(1)',
      'x',
      '',
      '//a',
    ],
    OAuthSecret: [DEMO_CLIENT.client_secret, VERIFIER, 'x', '', 'a/../b', 'x'.repeat(400), '😀'],
    _Any: [
      ...clients.map((clientId) => ({ __typename: 'OAuthClient', clientId })),
      ...grants.map((grantId) => ({ __typename: 'OAuthGrant', grantId })),
      ...globalIds.map((id) => ({ __typename: 'OAuthClient', id })),
      { __typename: 'OAuthClient' },
      { __typename: 'Nothing', id: 'x' },
      { __typename: '__proto__' },
      { clientId: 'x' },
      null,
      'x',
      [],
    ],
  };
}
