import { expect, test } from 'vitest';
import { describeAccount } from '../../../../src/graphiql/browser/account.js';

const SANDBOX = { place: 'Sandbox', lends: false, holders: { KEYone: 'Alice' } };
const TELNYX = { place: 'api.telnyx.com', lends: false, holders: undefined };
const SERVICE = { place: 'api.telnyx.com', lends: true, holders: undefined };

test.each([
  [SANDBOX, { authorization: 'Bearer KEYone' }, 'Sandbox, account of Alice'],
  [SANDBOX, { Authorization: 'bearer  KEYone' }, 'Sandbox, account of Alice'],
  [SANDBOX, { authorization: 'Bearer SECRET' }, 'Sandbox, with a key that it does not know'],
  [SANDBOX, { authorization: 'Basic SECRET' }, 'Sandbox, with a key that it does not know'],
  [SANDBOX, { authorization: 'Bearer constructor' }, 'Sandbox, with a key that it does not know'],
  [SANDBOX, {}, 'Sandbox, without a key: Headers has none'],
  [TELNYX, { authorization: 'Bearer SECRET' }, 'api.telnyx.com, account of the key in Headers'],
  [TELNYX, { cookie: 'SECRET' }, 'api.telnyx.com, without a key: Headers has none'],
  [
    TELNYX,
    { AUTHORIZATION: 'Bearer SECRET', 'X-Managed-Account-Id': 'b9d05ba0' },
    'api.telnyx.com, account of the key in Headers, for the managed account b9d05ba0',
  ],
  [SERVICE, { authorization: 'Bearer SECRET' }, "api.telnyx.com, with the gateway's own credential"],
  [SERVICE, { 'x-router-secret': 'SECRET' }, "api.telnyx.com, with the gateway's own credential"],
  [SERVICE, {}, "api.telnyx.com, with the gateway's own credential, and no token of yours in Headers"],
])('%j with %j', (facts, headers, expected) => {
  expect(describeAccount(facts, headers)).toBe(expected);
});

test('what a header holds is shown in part at the most', () => {
  expect(describeAccount(TELNYX, { 'x-managed-account-id': 'a'.repeat(10_000) }).length).toBeLessThan(200);
});
