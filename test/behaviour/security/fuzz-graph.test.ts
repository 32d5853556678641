import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../../src/sandbox/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { CALLERS_FAULT, UPSTREAMS_FAULT } from '../../support/documented-errors.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { OperationMaker, randomness, type Samples } from '../../support/random-operations.ts';
import { samplesOf } from '../../support/samples.ts';

/*
 * Operations made at random of all that the schema has, with variables that fit mostly, a few at once. No answer is a
 * surprise: each error has a code that is documented, and none says that something went wrong in the gateway; Telnyx,
 * as the sandbox plays it, is never blamed for what it did not do.
 */

const TIME_LIMIT = 10_000;

let samples: Samples;
const gateway = useForTests(() => startGateway());
beforeAll(async () => {
  samples = samplesOf(gateway.sandbox);
});

const FAULTS = [
  '503',
  '429',
  '401',
  '403',
  '404',
  '422',
  '400a',
  '500a',
  'reset',
  'garbage',
  'empty',
  'no-data',
  'html',
  'html200',
  'redirect',
  'truncated',
  '503-after',
  'reset-after',
  'slow=20',
];

interface Counted {
  operations: number;
  executed: number;
  errors: Map<string, number>;
}

function expectPresentable({ status, body }: Answer, allowed: readonly string[], seen: Counted): void {
  expect([200, 400, 401, 403, 405]).toContain(status);
  expect(body.data !== undefined || (body.errors?.length ?? 0) > 0).toBe(true);
  seen.operations++;
  if (body.data) seen.executed++;
  expect((body.errors ?? []).length).toBeLessThanOrEqual(10);
  for (const { message, extensions } of body.errors ?? []) {
    expect(allowed, message).toContain(extensions.code);
    expect(extensions.traceId).toMatch(/^[\w-]+$/);
    seen.errors.set(extensions.code, (seen.errors.get(extensions.code) ?? 0) + 1);
  }
}

/** Asks several random operations at once. */
async function askSome(seed: number, allowed: readonly string[], seen: Counted, more = {}): Promise<void> {
  const random = randomness(seed);
  const keys = [ALICE_KEY, ALICE_KEY, ALICE_KEY, BOB_KEY, null, 'KEYunknown'];
  await Promise.all(
    Array.from({ length: 4 }, async (_, index) => {
      const { query, variables } = new OperationMaker(schema, samples, seed + index).make();
      const key = keys[Math.floor(random() * keys.length)]!;
      const headers = { 'x-upstream-trace': String(random() < 0.5), ...more };
      try {
        expectPresentable(await gateway.ask(query, variables, { key, headers }), allowed, seen);
      } catch (error) {
        throw new Error(`${query}\n${JSON.stringify(variables)}`, { cause: error });
      }
    }),
  );
}

const seed = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 }));
const bounded = { interruptAfterTimeLimit: TIME_LIMIT, markInterruptAsFailure: false, numRuns: 2_000 };

test('while Telnyx is healthy, every error is the caller’s', { timeout: 60_000 }, async () => {
  const seen: Counted = { operations: 0, executed: 0, errors: new Map() };
  await fc.assert(
    fc.asyncProperty(seed, (from) => askSome(from, CALLERS_FAULT, seen)),
    bounded,
  );
  expect(seen.executed).toBeGreaterThan(seen.operations / 4);
});

test('while Telnyx fails, no error is the gateway’s', { timeout: 60_000 }, async () => {
  const seen: Counted = { operations: 0, executed: 0, errors: new Map() };
  await fc.assert(
    fc.asyncProperty(
      seed,
      fc.array(fc.constantFrom(...FAULTS), { minLength: 1, maxLength: 4 }),
      async (from, faults) => {
        gateway.sandbox.faults.splice(0, Number.POSITIVE_INFINITY, ...faults.map((fault) => `${fault}*2`));
        await askSome(from, [...CALLERS_FAULT, ...UPSTREAMS_FAULT], seen, { 'x-timeout-ms': '1000' });
      },
    ),
    bounded,
  );
  gateway.sandbox.faults.length = 0;
  expect(UPSTREAMS_FAULT.some((code) => seen.errors.has(code))).toBe(true);
});

test('documents with words swapped, dropped and doubled are refused or answered, never a surprise', {
  timeout: 60_000,
}, async () => {
  const seen: Counted = { operations: 0, executed: 0, errors: new Map() };
  const names = Object.values(schema.getTypeMap()).flatMap((type) =>
    'getFields' in type ? [type.name, ...Object.keys(type.getFields())] : [type.name],
  );
  await fc.assert(
    fc.asyncProperty(seed, async (from) => {
      const random = randomness(from);
      const { query, variables } = new OperationMaker(schema, samples, from).make();
      const words = query.match(/\.{3}|"(\\.|[^"\\])*"|\w+|\S/g)!;
      for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
        const at = Math.floor(random() * words.length);
        const replacements = [
          [],
          [words[at]!, words[at]!],
          [names[Math.floor(random() * names.length)]!],
          ['{'],
          ['}'],
          ['"'],
          ['...'],
          ['\u0000'],
        ];
        words.splice(at, 1, ...replacements[Math.floor(random() * replacements.length)]!);
      }
      const answer = await gateway.ask(words.join(' '), variables);
      try {
        expectPresentable(answer, CALLERS_FAULT, seen);
      } catch (error) {
        throw new Error(`${words.join(' ')}\n${JSON.stringify(variables)}`, { cause: error });
      }
    }),
    { ...bounded, interruptAfterTimeLimit: TIME_LIMIT / 2 },
  );
});

test('the gateway logs nothing as unforeseen', () => {
  expect(gateway.log.length).toBeGreaterThan(100);
  for (const line of gateway.log) expect((JSON.parse(line) as { level: number }).level, line).toBeLessThan(50);
});
