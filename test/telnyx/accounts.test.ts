import { expect, test } from 'vitest';
import { Accounts } from '../../src/telnyx/accounts.ts';

test('what was learnt with one credential is kept apart from others', () => {
  const accounts = new Accounts();
  accounts.of('a').clientList.learn(1);
  accounts.of('b').clientList.learn(2);
  expect(['a', 'b', 'c'].map((name) => accounts.of(name).clientList.total())).toEqual([1, 2, undefined]);
  expect(accounts.of('a').grantList.total()).toBeUndefined();
  expect(accounts.of('a').quota).not.toBe(accounts.of('b').quota);
});

test('of more than 1,000, the one that was not used for longest is forgotten', () => {
  const accounts = new Accounts();
  const first = Array.from({ length: 1_000 }, (_, index) => accounts.of(`account-${index}`));
  expect(accounts.of('account-0')).toBe(first[0]);
  accounts.of('one more');
  expect(accounts.of('account-0')).toBe(first[0]);
  expect(accounts.of('account-2')).toBe(first[2]);
  expect(accounts.of('account-1')).not.toBe(first[1]);
});
