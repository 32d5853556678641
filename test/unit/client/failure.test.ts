import { describe, expect, test } from 'vitest';
import { failureOf, failuresOf, outcomeOf, possibleTypes, refusalOf } from '../../../src/client/index.ts';
import { ErrorCode } from '../../../src/lib/error-codes.ts';

const extensions = { code: 'OVERLOADED', traceId: 'trace' };
const error = { message: 'Busy.', path: ['oauthClients'], extensions };
const failure = { kind: 'tryAgain', code: 'OVERLOADED', message: 'Busy.', traceId: 'trace', path: ['oauthClients'] };

test.each([
  ["Apollo's", Object.assign(new Error(), { errors: [error] })],
  ["urql's", Object.assign(new Error(), { graphQLErrors: [Object.assign(new Error('Busy.'), error)] })],
  ["Relay's network", Object.assign(new Error(), { source: { errors: [error] } })],
  ["Relay's @catch", { ok: false, errors: [error] }],
  ['of a response', { data: null, errors: [error] }],
  ['by itself', error],
  ['in a list', [error]],
])('an error is found where it is: %s', (_name, thrown) => {
  expect(failuresOf(thrown)).toEqual([failure]);
});

test.each([
  ['fetch', new TypeError('fetch failed')],
  ['all addresses', new AggregateError([new Error('refused')], 'fetch failed')],
  ['urql', Object.assign(new Error('fetch failed'), { graphQLErrors: [], networkError: new Error() })],
])('an error without a response is one of the network: %s', (_name, thrown) => {
  expect(failureOf(thrown)).toMatchObject({ kind: 'network', code: 'NETWORK', message: 'fetch failed' });
});

test.each([[undefined], [null], [[]], [{ data: {} }], [{ ok: true, value: {} }]])('%j is no failure', (value) => {
  expect(failuresOf(value)).toEqual([]);
});

describe('each code of the gateway', () => {
  const kindOf = (facts: object) => failureOf({ ...error, extensions: facts })?.kind;

  test.each(Object.values(ErrorCode))('has a kind that tells what to do: %s', (code) => {
    // The last is for logs only.
    const internal: readonly string[] = [ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.UPSTREAM_ABORTED];
    expect(kindOf({ code }) === 'internal').toBe(internal.includes(code));
    expect(kindOf({ code, outcome: 'UNKNOWN' })).toBe('outcomeUnknown');
  });

  test.each(['FROM_THE_FUTURE', 'toString', 7, undefined])('else it is internal: %s', (code) => {
    expect(failuresOf({ errors: [{ message: 'x', extensions: { code } }] })).toMatchObject([{ kind: 'internal' }]);
  });
});

test('what is known of a failure is told with it', () => {
  const failures = failuresOf([
    { message: '', extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 0], code: 'c', message: 'm' }] } },
    { message: '', extensions: { code: 'RATE_LIMITED', retryAt: '2026-01-01T00:00:00Z' } },
    {
      message: '',
      extensions: { code: 'FORBIDDEN', reason: 'ACTION_DENIED', requiredAction: 'a.b', deniedRoleIds: [1] },
    },
    { message: '', extensions: { code: 'FORBIDDEN' } },
  ]);
  expect(failures).toMatchObject([
    { kind: 'validation', issues: [{ path: ['input', '0'], code: 'c', message: 'm' }] },
    { kind: 'rateLimited', retryAt: '2026-01-01T00:00:00Z' },
    { kind: 'forbidden', reason: 'ACTION_DENIED', requiredAction: 'a.b', deniedRoleIds: ['1'] },
    { kind: 'forbidden', reason: 'UNKNOWN', requiredAction: undefined, deniedRoleIds: undefined },
  ]);
});

describe('a mutation', () => {
  test.each(possibleTypes.OAuthError)('that answers %s is a failure of that kind', (__typename) => {
    const kind = __typename.replace(/^OAuth(\w)(\w*)Error$/, (_, first, rest) => first.toLowerCase() + rest);
    const result = { __typename, message: 'No.', traceId: 'trace', error: 'invalid_grant' };
    expect(refusalOf(result)).toMatchObject({ kind, message: 'No.', traceId: 'trace' });
    expect(outcomeOf(result)).toMatchObject({ ok: false, failure: { kind } });
  });

  test('that answers a payload is none', () => {
    const payload = { __typename: 'RevokeOAuthGrantPayload', revokedId: 'x' } as const;
    expect(outcomeOf(payload)).toEqual({ ok: true, payload });
  });

  test('that answers null has the reason beside it', () => {
    expect(outcomeOf(null, { errors: [error] })).toEqual({ ok: false, failure });
    expect(outcomeOf(undefined)).toMatchObject({ ok: false, failure: { kind: 'network' } });
  });
});
