import { expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForEachTest } from '../../support/lifetime.ts';
import { GRANT_FIELDS, globalId, grantOf } from './expected.ts';

const REVOKE = `mutation ($grantId: ID!) {
  revokeOAuthGrant(grantId: $grantId) {
    __typename ... on OAuthError { message code traceId }
    ... on RevokeOAuthGrantPayload { revokedId revokedGrantId grant { ${GRANT_FIELDS} client { clientId } } }
  }
}`;

const gateway = useForEachTest(() => startGateway());

const alice = () => gateway.sandbox.account(ALICE_KEY);

test('revoking answers the grant as it was, and it is gone', async () => {
  const grant = alice().grants.find(({ client_id }) => client_id === DEMO_CLIENT.client_id)!;
  const { body } = await gateway.ask(REVOKE, { grantId: grant.id });
  expect(body.errors).toBeUndefined();
  expect(body.data.revokeOAuthGrant).toEqual({
    __typename: 'RevokeOAuthGrantPayload',
    revokedId: globalId('OAuthGrant', grant.id),
    revokedGrantId: grant.id,
    grant: { ...grantOf(grant), client: { clientId: DEMO_CLIENT.client_id } },
  });
  expect(alice().grants).not.toContain(grant);
});

test('what is not there, or not the caller’s, cannot be revoked', async () => {
  for (const grantId of ['none', gateway.sandbox.account(BOB_KEY).grants[0]!.id]) {
    const { body } = await gateway.ask(REVOKE, { grantId });
    expect(body.errors).toBeUndefined();
    expect(body.data.revokeOAuthGrant).toMatchObject({ __typename: 'OAuthNotFoundError', code: 'NOT_FOUND' });
  }
});

test('an id that can be none is refused before any call', async () => {
  const { body } = await gateway.ask(REVOKE, { grantId: '' });
  expect(body.data).toEqual({ revokeOAuthGrant: null });
  expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['grantId'] }] } }]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test('a revocation whose answer was lost, found done at the repetition, succeeded: without the grant', async () => {
  const grant = alice().grants[0]!;
  gateway.sandbox.faults.push('503-after*1@DELETE /oauth_grants');
  const { body } = await gateway.ask(REVOKE, { grantId: grant.id });
  expect(body.errors).toBeUndefined();
  expect(body.data.revokeOAuthGrant).toMatchObject({ revokedGrantId: grant.id, grant: null });
  expect(gateway.sandbox.calls.map(({ method, status }) => `${method} ${status}`)).toEqual([
    'DELETE 503',
    'DELETE 404',
  ]);
});

test('lists of grants within the operation are read anew after it', async () => {
  const grant = alice().grants.find(({ client_id }) => client_id === DEMO_CLIENT.client_id)!;
  const total = alice().grants.filter(({ client_id }) => client_id === DEMO_CLIENT.client_id).length;
  const count = `updateOAuthClient(clientId: "${DEMO_CLIENT.client_id}", input: { requirePkce: true }) {
    ... on UpdateOAuthClientPayload { client { grants { totalCount } } }
  }`;
  const { body } = await gateway.ask(
    `mutation ($id: ID!) {
    before: ${count} revokeOAuthGrant(grantId: $id) { __typename } after: ${count}
  }`,
    { id: grant.id },
  );
  expect(body.data.before.client.grants.totalCount).toBe(total);
  expect(body.data.after.client.grants.totalCount).toBe(total - 1);
});
