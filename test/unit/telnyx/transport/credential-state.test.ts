import { expect, test } from 'vitest';
import { listMemoriesOf } from '../../../../src/telnyx/list-memories.ts';
import { CredentialStates } from '../../../../src/telnyx/transport/credential-state.ts';

test('each credential has a state of its own', () => {
  const accounts = new CredentialStates();
  listMemoriesOf(accounts.of('a')).clients.learn(1);
  listMemoriesOf(accounts.of('b')).clients.learn(2);
  expect(['a', 'b', 'c'].map((name) => listMemoriesOf(accounts.of(name)).clients.total())).toEqual([1, 2, undefined]);
  expect(listMemoriesOf(accounts.of('a')).grants.total()).toBeUndefined();
  expect(accounts.of('a').quota).not.toBe(accounts.of('b').quota);
});

test('only the states of the last 1,000 credentials are kept', () => {
  const accounts = new CredentialStates();
  const first = Array.from({ length: 1_000 }, (_, index) => accounts.of(`account-${index}`));
  expect(first.map((_, index) => accounts.of(`account-${index}`))).toEqual(first);
  for (let other = 0; other < 2_000; other++) accounts.of(`other-${other}`);
  expect(accounts.of('account-0')).not.toBe(first[0]);
});
