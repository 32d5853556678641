import fc from 'fast-check';
import type { ChainableCommander, Redis } from 'ioredis';

/** What somebody who can write Redis puts under a key; `now` is the time, milliseconds. */
export type Planted = (chain: ChainableCommander, key: string, now: number) => ChainableCommander;

/** Fields of a hash. */
type Fields = Readonly<Record<string, string>>;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const YEAR = 365 * 24 * HOUR;
const HUGE = '9'.repeat(30);

/** Puts it there in place of what is there. */
export async function plant(store: Redis, key: string, planted: Planted): Promise<void> {
  const done = await planted(store.multi().del(key), key, Date.now()).exec();
  for (const [error] of done!) if (error) throw error;
}

/** What no gateway keeps under any key but one of that type. */
const OTHER_TYPES: Readonly<Record<'string' | 'list' | 'set' | 'zset' | 'stream' | 'hash', Planted>> = {
  string: (chain, key) => chain.set(key, 'garbage'),
  list: (chain, key) => chain.rpush(key, 'garbage'),
  set: (chain, key) => chain.sadd(key, 'garbage'),
  zset: (chain, key) => chain.zadd(key, 1, 'garbage'),
  stream: (chain, key) => chain.xadd(key, '*', 'garbage', 'garbage'),
  hash: (chain, key) => chain.hset(key, 'garbage', 'garbage'),
};

/** All of these but one. */
export function typesBut(own: keyof typeof OTHER_TYPES): [string, Planted][] {
  return Object.entries(OTHER_TYPES).filter(([type]) => type !== own);
}

const hash =
  (fields: (now: number) => Fields): Planted =>
  (chain, key, now) => {
    const pairs = Object.entries(fields(now)).flat();
    return pairs.length > 0 ? chain.hset(key, ...pairs) : chain;
  };

/** The fields that `claim-script.ts` keeps of a window, as it might. */
const WINDOW = ['told', 'stop', 'heard', 'untold', 'serial', 'given'] as const;
const sound = (now: number): Record<(typeof WINDOW)[number], string> => ({
  told: '5',
  stop: String(now + SECOND),
  heard: String(now + SECOND),
  untold: '0',
  serial: '7',
  given: '2',
});
const all = (value: string) => hash(() => Object.fromEntries(WINDOW.map((field) => [field, value])));
const processes = (count: number, value: (now: number) => string) =>
  hash((now) => {
    const each = Array.from({ length: count }, (_, n) => [`r:planted-${n}`, value(now)]);
    return { ...sound(now), ...Object.fromEntries(each) };
  });

/** Hashes of which something cannot be read. */
export const UNREADABLE: Readonly<Record<string, Planted>> = {
  'what is no number': all('x'),
  nothing: all(''),
  'not-a-number': all('nan'),
  infinity: all('inf'),
  'huge numbers': all(HUGE),
  'negative numbers': all('-9'),
  fractions: all('1.5'),
  'hexadecimal numbers': all('0x10'),
  'only one of the fields': hash(() => ({ serial: '7' })),
  'more left than the limit': hash((now) => ({ ...sound(now), told: '1000000' })),
  'a window that ends in ten years': hash((now) => ({ ...sound(now), told: '0', stop: String(now + 10 * YEAR) })),
  'an end heard of that is in ten years': hash((now) => ({ ...sound(now), heard: String(now + 10 * YEAR) })),
  'processes of garbage': processes(3, () => 'garbage'),
  'processes of huge numbers': processes(3, (now) => `${now} ${HUGE} ${HUGE} ${HUGE} ${HUGE} ${HUGE}`),
  'more processes than there can be': processes(2_000, (now) => `${now} 1 1 1 1 7`),
};

/** Hashes that a gateway might have written, which would hold callers up. */
export const READABLE: Readonly<Record<string, Planted>> = {
  'a window of most of an hour, in which nothing is left': hash((now) => {
    const end = String(now + HOUR - 60 * SECOND);
    return { ...sound(now), told: '0', stop: end, heard: end };
  }),
  'a window of which nobody told, that began an hour ahead': hash((now) => ({
    ...sound(now),
    untold: String(now + HOUR - 60 * SECOND),
  })),
  'a process that has everything': processes(1, (now) => `${now} 1000000 1000000 1000000 30 7`),
  'hundreds of processes in which calls wait': processes(500, (now) => `${now} 1 0 1 1 7`),
};

type Value = (now: number) => string;

const value: fc.Arbitrary<Value> = fc.oneof(
  fc
    .constantFrom('', ' ', 'x', 'nan', '-nan', 'inf', '-inf', '-1', '1.5', '1e3', '1e999', '0x10', '+5', '007', HUGE)
    .map((text) => () => text),
  fc.oneof(fc.nat({ max: 60 }), fc.maxSafeNat()).map((number) => () => String(number)),
  fc
    .constantFrom(-HOUR, -SECOND, 0, SECOND / 2, 2 * SECOND, 10 * SECOND, HOUR / 2, 10 * YEAR)
    .map((ahead) => (now: number) => String(now + ahead)),
);
type Field = (typeof WINDOW)[number];
/** Sound, so that what is drawn beside it is reached, or anything. */
const fieldOf = (field: Field): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant((now: number) => sound(now)[field]) }, { weight: 1, arbitrary: value });
const ofWindow = fc.record(
  Object.fromEntries(WINDOW.map((field) => [field, fieldOf(field)])) as Record<Field, fc.Arbitrary<Value>>,
  { requiredKeys: [] },
);
const ofProcesses = fc.dictionary(
  fc.string({ maxLength: 12 }).map((name) => `r:${name}`),
  fc.array(value, { maxLength: 7 }).map((values) => (now: number) => values.map((each) => each(now)).join(' ')),
  { maxKeys: 6 },
);
const anyHash = fc.tuple(ofWindow, ofProcesses).map(([window, processes]) => {
  const fields = Object.entries({ ...window, ...processes });
  return hash((now) => Object.fromEntries(fields.map(([field, of]) => [field, of!(now)])));
});

/** Anything that may be under the key of a quota. */
export const anyQuota: fc.Arbitrary<Planted> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...typesBut('hash').map(([, planted]) => planted)) },
  { weight: 6, arbitrary: anyHash },
);
