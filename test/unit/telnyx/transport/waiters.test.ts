import { expect, test } from 'vitest';
import { Waiters } from '../../../../src/telnyx/transport/waiters.ts';

interface Named {
  readonly name: string;
  readonly urgent: boolean;
  readonly subject: string | undefined;
  round: number;
}

/** Inserts `a1 b1 A2!`: subject, number, and an exclamation mark where it is urgent. */
function queueOf(names: string): Waiters<Named> {
  const waiters = new Waiters<Named>();
  for (const name of names.split(' ')) add(waiters, name);
  return waiters;
}

const add = (waiters: Waiters<Named>, name: string) =>
  waiters.insert({ name, urgent: name.endsWith('!'), subject: name === '' ? undefined : name[0], round: 0 });
const order = (waiters: Waiters<Named>) => [...waiters].map(({ name }) => name).join(' ');

test('calls of one subject keep their order, and urgent ones go first', () => {
  expect(order(queueOf('a1 a2 a3! a4 a5!'))).toBe('a3! a5! a1 a2 a4');
});

test('subjects take turns, however many calls one of them has', () => {
  expect(order(queueOf('a1 a2 a3 a4 b1 c1 b2'))).toBe('a1 b1 c1 a2 b2 a3 a4');
  expect(order(queueOf('a1! a2! a3! b1! a4 b2'))).toBe('a1! b1! a2! a3! a4 b2');
});

test('whoever has just had a turn waits for those who have not', () => {
  const waiters = queueOf('a1 a2 b1 b2');
  expect(waiters.shift().name).toBe('a1');
  add(waiters, 'a3');
  expect(order(waiters)).toBe('b1 a2 b2 a3');
  expect(waiters.shift().name).toBe('b1');
  add(waiters, 'c1');
  expect(order(waiters)).toBe('a2 b2 c1 a3');
});

test('a position is known before it is taken', () => {
  const waiters = queueOf('a1 a2 a3');
  expect(waiters.positionOf({ urgent: false, subject: 'b' })).toBe(1);
  expect(waiters.positionOf({ urgent: false, subject: 'a' })).toBe(3);
  expect(waiters.positionOf({ urgent: true, subject: 'a' })).toBe(0);
});

test('those that leave are counted no more', () => {
  const waiters = queueOf('a1! a2 a3!');
  expect([waiters.size, waiters.urgent]).toEqual([3, 2]);
  const [first] = waiters;
  expect(waiters.remove(first!)).toBe(true);
  expect(waiters.remove(first!)).toBe(false);
  expect([waiters.size, waiters.urgent]).toEqual([2, 1]);
});
